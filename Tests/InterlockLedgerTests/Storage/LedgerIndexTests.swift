import InterlockCrypto
import InterlockIdentity
import InterlockMarket
import TestSupport
import Testing

@testable import InterlockLedger

@Suite struct LedgerIndexTests {
    private let folder = ScratchFolder()
    private var path: String { "\(self.folder.path)/index.sqlite" }

    private static func outcomes(_ block: Block) -> [LedgerState.Outcome] {
        block.transactions.enumerated().map { place, transaction in
            LedgerState.Outcome(
                id: Digest(hashing: transaction),
                code: place.isMultiple(of: 3) ? .contractBroken : .valid,
                isContext: block.header.number == 0
            )
        }
    }

    private func fill(_ index: LedgerIndex, _ blocks: some Sequence<Block>) throws {
        for block in blocks { try index.add(block, Self.outcomes(block), fills: FillBook()) }
    }

    /// All that an index answers of these blocks.
    private func check(_ index: LedgerIndex, holds blocks: [Block]) throws {
        let last = try index.last()
        #expect(last?.number == blocks.last?.header.number)
        #expect(last?.hash == blocks.last?.header.hash)
        for block in blocks {
            #expect(try index.codes(of: block.header.number) == Self.outcomes(block).map(\.code))
        }
        #expect(try index.context().map(\.block) == (blocks.first?.transactions ?? []).map { _ in 0 })
        #expect(try index.fills().nextTrade == 0)
    }

    @Test func `what was added is there after a restart`() throws {
        let blocks = SampleChain.blocks(5, transactions: 10)
        do {
            let index = try LedgerIndex(path: self.path)
            try self.check(index, holds: [])
            try self.fill(index, blocks[..<3])
            try self.check(index, holds: Array(blocks[..<3]))
        }
        let index = try LedgerIndex(path: self.path)
        try self.check(index, holds: Array(blocks[..<3]))
        try self.fill(index, blocks[3...])
        try self.check(index, holds: blocks)
    }

    @Test func `a block that is refused leaves nothing of itself`() throws {
        let blocks = SampleChain.blocks(2, transactions: 3)
        let index = try LedgerIndex(path: self.path)
        try self.fill(index, blocks[..<1])
        #expect(throws: LedgerError.self) { try self.fill(index, blocks[..<1]) }
        try self.check(index, holds: Array(blocks[..<1]))
        try self.fill(index, blocks[1...])
        try self.check(index, holds: blocks)
    }

    @Test func `one that is emptied or deleted can be built again`() throws {
        let blocks = SampleChain.blocks(4, transactions: 10)
        do {
            let index = try LedgerIndex(path: self.path)
            try self.fill(index, blocks)
            try index.clear()
            try self.check(index, holds: [])
            try self.fill(index, blocks)
            try self.check(index, holds: blocks)
        }
        for name in try FileSystem.names(in: self.folder.path) {
            try FileSystem.remove("\(self.folder.path)/\(name)")
        }
        let index = try LedgerIndex(path: self.path)
        try self.check(index, holds: [])
        try self.fill(index, blocks)
        try self.check(index, holds: blocks)
    }

    /// What a file may hold instead of a good index, as a change of the good one's bytes.
    static let damages: [(name: String, change: @Sendable ([UInt8]) -> [UInt8])] = [
        ("text", { _ in Array("not a database, and longer than a page head would be".utf8) }),
        ("nothing", { _ in [] }),
        ("another version", { $0[..<60] + [0, 0, 0, 99] + $0[64...] }),
        ("its first half", { Array($0[..<($0.count / 8_192 * 4_096)]) }),
        ("a page of zeros", { $0[..<4_096] + [UInt8](repeating: 0, count: 4_096) + $0[8_192...] }),
        ("a page of noise", { $0[..<8_192] + [UInt8](repeating: 0xa5, count: 4_096) + $0[12_288...] }),
    ]

    @Test(arguments: damages.indices) func `one that is damaged is thrown away`(_ number: Int) throws {
        let damage = Self.damages[number]
        let blocks = SampleChain.blocks(4, transactions: 100)
        do {
            let index = try LedgerIndex(path: self.path)
            try self.fill(index, blocks)
        }
        try ScratchFolder.write(damage.change(FileSystem.read(self.path)), to: self.path)
        let index = try LedgerIndex(path: self.path)
        try self.check(index, holds: [])
        try self.fill(index, blocks)
        try self.check(index, holds: blocks)
    }
}
