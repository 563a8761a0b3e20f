import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockLedger

/// Numbers on disk that no counting may go beyond.
@Suite struct NumberLimitTests {
    private let folder = ScratchFolder()

    @Test(arguments: [.max, .max - 1, 1 << 62, (1 << 62) + 5] as [UInt64])
    func `a segment of a number that cannot be counted on from is refused`(_ number: UInt64) throws {
        var bytes: [UInt8] = []
        let entry = LogEntry(
            position: number,
            time: Timestamp(secondsSinceEpoch: 1),
            envelope: .transaction([1])
        )
        Frame.encode(entry.encoded(), number: number, into: &bytes)
        try ScratchFolder.write(bytes, to: "\(self.folder.path)/\(SegmentFolder.fileName(first: number))")
        let error = #expect(throws: LedgerError.self) { try SegmentLog(folder: self.folder.path) }
        #expect(error?.code == .corrupt)
        // Reads without a lock, and finds it too.
        #expect(try BlockStore.verify(folder: self.folder.path) != nil)
        #expect(try !BlockStore.problems(in: self.folder.path).isEmpty)
    }

    @Test(arguments: [.max, 1 << 62] as [UInt64])
    func `a block of a log position that cannot be counted on from is refused`(_ position: UInt64) throws {
        let block = Block(
            BlockCutter.Batch(
                transactions: [[1]],
                lastLogPosition: position,
                time: Timestamp(secondsSinceEpoch: 1)
            ),
            after: nil
        )
        let error = #expect(throws: LedgerError.self) { try Block(decoding: block.encoded()) }
        #expect(error?.code == .malformed)
    }
}
