import Interlock
import InterlockCrypto
import MarketTestSupport
import TestSupport
import Testing

@testable import InterlockLedger

@Suite("The audit")
struct AuditTests {
    let ledger: LedgerSample
    let folder: TemporaryFolder
    let blocks: String

    init() async throws {
        self.ledger = try LedgerSample()
        self.folder = try TemporaryFolder()
        self.blocks = "\(self.folder.path)/peers/peer-1/blocks"
        let world = self.ledger.world
        try await self.ledger.withNode(in: self.folder, sink: RecordingSink()) { node in
            for sequence in 1...3 as ClosedRange<UInt64> {
                _ = try await node.submit(
                    [
                        world.demand(by: world.buyers[0], sequence, energy: 100, price: 2_400),
                        world.supply(by: world.sellers[0], sequence, energy: 100, price: 1_900),
                    ],
                    at: MarketWorld.now
                )
            }
        }
    }

    @Test func `passes a good ledger, and adds up what it holds`() throws {
        let audit = try LedgerAudit(folder: self.blocks)
        #expect(audit.isGood)
        #expect(audit.problem == nil)
        #expect((audit.trades, audit.energy.wattHours) == (3, 300))
        #expect(audit.amount.units == 3 * 100 * 2_400)
        #expect(audit.invalid.isEmpty)
        let genesis = try #require(audit.genesisHash)
        #expect(try LedgerAudit(folder: self.blocks, genesisHash: genesis).isGood)
        let other = try LedgerAudit(folder: self.blocks, genesisHash: Digest(hashing: [1]))
        #expect(!other.isGood)
        #expect(other.problem?.block == 0)
    }

    @Test func `finds any flipped byte, and names its block`() throws {
        let segment = try #require(
            try FileSystem.names(in: self.blocks).first {
                try FileSystem.read("\(self.blocks)/\($0)").count > 100
            }
        )
        let path = "\(self.blocks)/\(segment)"
        let bytes = try FileSystem.read(path)
        // Where each block's own bytes begin and end.
        let height = try LedgerAudit(folder: self.blocks).blocks
        var ranges: [(block: UInt64, range: Range<Int>)] = []
        let store = try BlockStore(folder: self.blocks)
        for number in 0..<height {
            let encoded = try store.read(number).encoded()
            ranges.append((number, try #require(bytes.firstRange(of: encoded))))
        }
        var generator = SeededGenerator(seed: 3)
        let copy = try TemporaryFolder()
        for (block, range) in ranges {
            for _ in 0..<6 {
                var damaged = bytes
                let index = Int.random(in: range, using: &generator)
                damaged[index] ^= UInt8.random(in: 1...255, using: &generator)
                try TemporaryFolder.write(damaged, to: "\(copy.path)/\(segment)")
                let audit = try LedgerAudit(folder: copy.path)
                #expect(!audit.isGood)
                #expect(audit.problem?.block == block, "byte \(index)")
                #expect(audit.blocks == block)
            }
        }
    }

    @Test func `has nothing to say for an empty folder`() throws {
        let folder = try TemporaryFolder()
        let audit = try LedgerAudit(folder: folder.path)
        #expect(!audit.isGood)
    }
}
