import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockLedger

@Suite struct BlockCutterTests {
    /// An entry: a transaction or a configuration of some size, or a time to cut.
    enum Step {
        case transaction(Int)
        case configuration(Int)
        case timeToCut(UInt64)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let steps: [Step]
        /// The positions of the transactions of each block, and the last position it accounts for.
        let blocks: [([Int], UInt64)]

        init(_ name: String, _ steps: [Step], _ blocks: [([Int], UInt64)]) {
            self.testDescription = name
            self.steps = steps
            self.blocks = blocks
        }
    }

    /// At most 3 messages and 100 bytes preferred; the rules are those of Fabric 2.5's `blockcutter.go`.
    static let cases = [
        Case("nothing is cut below the limits", [.transaction(10), .transaction(10)], []),
        Case(
            "the third message cuts",
            [.transaction(1), .transaction(1), .transaction(1)],
            [([0, 1, 2], 2)]
        ),
        Case(
            "one that would overflow the bytes is queued after the cut",
            [.transaction(60), .transaction(50), .timeToCut(1)],
            [([0], 0), ([1], 2)]
        ),
        Case("exactly the preferred bytes do not cut", [.transaction(60), .transaction(40)], []),
        Case(
            "one byte more than the preferred bytes cuts",
            [.transaction(60), .transaction(40), .transaction(1)],
            [([0, 1], 1)]
        ),
        Case("one of exactly the preferred bytes waits", [.transaction(100)], []),
        Case("a large one stands alone", [.transaction(101)], [([0], 0)]),
        Case(
            "a large one cuts what is pending, then stands alone",
            [.transaction(1), .transaction(101), .transaction(1)],
            [([0], 0), ([1], 1)]
        ),
        Case(
            "an overflow and the count at once make two blocks",
            [.transaction(60), .transaction(50), .transaction(1), .transaction(1)],
            [([0], 0), ([1, 2, 3], 3)]
        ),
        Case(
            "a configuration cuts what is pending, then stands alone",
            [.transaction(1), .configuration(1), .transaction(1)],
            [([0], 0), ([1], 1)]
        ),
        Case("a configuration alone is one block", [.configuration(101)], [([0], 0)]),
        Case(
            "two configurations are two blocks",
            [.configuration(1), .configuration(1)],
            [([0], 0), ([1], 1)]
        ),
        Case("the time to cut the next block cuts", [.transaction(1), .timeToCut(0)], [([0], 1)]),
        Case(
            "a stale time to cut does not",
            [.transaction(1), .timeToCut(0), .transaction(1), .timeToCut(0), .timeToCut(1)],
            [([0], 1), ([2], 4)]
        ),
        Case(
            "a stale time to cut is accounted for by the next block",
            [.configuration(1), .transaction(60), .timeToCut(0), .transaction(50)],
            [([0], 0), ([1], 2)]
        ),
        Case("a time to cut with nothing pending makes no block", [.timeToCut(0)], []),
        Case(
            "a time to cut with nothing pending spends no number",
            [.timeToCut(0), .transaction(1), .timeToCut(0)],
            [([1], 2)]
        ),
        Case(
            "empty messages count",
            [.transaction(0), .transaction(0), .transaction(0)],
            [([0, 1, 2], 2)]
        ),
    ]

    static let batchSize = try? BatchSize(maximumCount: 3, preferredMaximumBytes: 100)

    @Test(arguments: cases) func `the cutter follows the table`(_ item: Case) throws {
        var cutter = BlockCutter(batchSize: try #require(Self.batchSize), nextBlock: 0)
        var batches: [BlockCutter.Batch] = []
        let entries = Self.entries(item.steps)
        for entry in entries { batches += try cutter.push(entry) }
        #expect(batches.map(\.lastLogPosition) == item.blocks.map(\.1))
        #expect(batches.map(\.transactions) == item.blocks.map { $0.0.map { entries[$0].envelope.payload } })
        #expect(batches.map(\.time) == item.blocks.map { entries[Int($0.1)].time })
        #expect(cutter.next == UInt64(item.blocks.count))
    }

    @Test(arguments: [1, 2, .max] as [UInt64])
    func `a time to cut a later block than the next is an error`(_ number: UInt64) throws {
        var cutter = BlockCutter(batchSize: .standard, nextBlock: 0)
        let error = #expect(throws: LedgerError.self) {
            for entry in Self.entries([.transaction(1), .timeToCut(number)]) { _ = try cutter.push(entry) }
        }
        #expect(error?.code == .corrupt)
    }

    @Test func `an entry that comes twice is an error`() throws {
        var cutter = BlockCutter(batchSize: .standard, nextBlock: 0)
        let entry = Self.entries([.transaction(1)])[0]
        _ = try cutter.push(entry)
        #expect(throws: LedgerError.self) { try cutter.push(entry) }
    }

    @Test(arguments: [(0, 1), (1, 0), (65_537, 1), (1, (1 << 25) + 1), (.min, .max)])
    func `a batch of nothing, or of more than a block holds, is refused`(_ count: Int, _ bytes: Int) {
        #expect(throws: LedgerError.self) {
            try BatchSize(maximumCount: count, preferredMaximumBytes: bytes)
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `one log gives the same blocks however it is read, and from wherever a peer resumes`(_ seed: UInt64)
        async throws
    {
        let folder = ScratchFolder()
        let log = try SegmentLog(folder: folder.path, segmentByteCount: 2_000)
        try await Self.fill(log, seed: seed)
        let whole = try await Self.cut(log, chunk: 1_000, after: [])
        #expect(whole.count > 10)
        for chunk in [1, 2, 7, 64] {
            #expect(try await Self.cut(log, chunk: chunk, after: []) == whole)
        }
        for height in 0...whole.count {
            #expect(try await Self.cut(log, chunk: 5, after: Array(whole[..<height])) == whole)
        }
    }

    private static func cut(_ log: SegmentLog, chunk: Int, after blocks: [Block]) async throws -> [Block] {
        var blocks = blocks
        var cutter = BlockCutter(
            batchSize: try #require(Self.batchSize),
            nextBlock: UInt64(blocks.count)
        )
        var position = blocks.last.map { $0.header.lastLogPosition + 1 } ?? 0
        while true {
            let entries = try await log.read(from: position, limit: chunk)
            guard let last = entries.last else { return blocks }
            for entry in entries {
                for batch in try cutter.push(entry) {
                    blocks.append(Block(batch, after: blocks.last?.header))
                }
            }
            position = last.position + 1
        }
    }

    /// Random traffic; times to cut name the block that was next when some orderer's timer ran out, or an old one.
    private static func fill(_ log: SegmentLog, seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var cutter = BlockCutter(batchSize: try #require(Self.batchSize), nextBlock: 0)
        var moment = Timestamp(secondsSinceEpoch: 0)
        for number in 0..<120 {
            moment = moment.adding(seconds: .random(in: -2...5, using: &random))
            let payload =
                Array("\(number)".utf8) + [UInt8](repeating: 0, count: .random(in: 0...50, using: &random))
            let envelope: Envelope
            switch Int.random(in: 0..<10, using: &random) {
            case 0: envelope = .transaction(payload, isConfiguration: true)
            case 1: envelope = .timeToCut(.random(in: 0...cutter.next, using: &random))
            case 2 where cutter.isPending: envelope = .timeToCut(cutter.next)
            case 3: envelope = .transaction(payload + [UInt8](repeating: 1, count: 90))
            default: envelope = .transaction(payload)
            }
            let next = await log.next
            let position = try await log.append([envelope], at: moment)[0]
            // One that the log knew already brings no new entry.
            guard position == next else { continue }
            for entry in try await log.read(from: position, limit: 1) { _ = try cutter.push(entry) }
        }
    }

    private static func entries(_ steps: [Step]) -> [LogEntry] {
        steps.enumerated().map { index, step in
            let envelope: Envelope =
                switch step {
                case .transaction(let count): .transaction([UInt8](repeating: UInt8(index), count: count))
                case .configuration(let count):
                    .transaction([UInt8](repeating: UInt8(index), count: count), isConfiguration: true)
                case .timeToCut(let number): .timeToCut(number)
                }
            return LogEntry(
                position: UInt64(index),
                time: Timestamp(secondsSinceEpoch: Int64(100 + index)),
                envelope: envelope
            )
        }
    }
}
