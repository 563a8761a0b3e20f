import Interlock
import InterlockCrypto
import MarketTestSupport
import Testing

@testable import InterlockLedger

@Suite("A node's folder that was put together from parts")
struct NodeFolderTests {
    let ledger: LedgerSample
    let world: MarketWorld
    let folder: TemporaryFolder
    let sink = RecordingSink()

    init() async throws {
        self.ledger = try LedgerSample()
        self.world = self.ledger.world
        self.folder = try TemporaryFolder()
        try await self.ledger.withNode(in: self.folder, sink: self.sink) { node in
            for sequence in 1...4 as ClosedRange<UInt64> {
                _ = try await node.submit(self.pair(sequence), at: MarketWorld.now)
            }
        }
    }

    private func pair(_ sequence: UInt64) throws -> [[UInt8]] {
        [
            try self.world.demand(by: self.world.buyers[0], sequence, energy: 100, price: 2_400),
            try self.world.supply(by: self.world.sellers[0], sequence, energy: 100, price: 1_900),
        ]
    }

    private func fault(_ folder: TemporaryFolder) async -> LedgerError? {
        await #expect(throws: LedgerError.self) {
            try await self.ledger.withNode(in: folder, sink: self.sink) { _ in }
        }
    }

    @Test func `is refused where dispatch is ahead of the ledger`() async throws {
        let path = "\(self.folder.path)/dispatch.next"
        let next = try #require(UInt64(String(decoding: FileSystem.read(path).dropLast(), as: UTF8.self)))
        for ahead in [next + 1, 999] {
            try TemporaryFolder.write(Array("\(ahead)\n".utf8), to: path)
            let error = await self.fault(self.folder)
            #expect(error?.code == .corrupt)
            #expect(error?.reason.contains("dispatch.next: says that block \(ahead)") == true)
        }
        // Behind is what a crash leaves: told again.
        try TemporaryFolder.write(Array("0\n".utf8), to: path)
        let told = await self.sink.told.count
        try await self.ledger.withNode(in: self.folder, sink: self.sink) { _ in }
        #expect(await self.sink.told.count == told + 4)
    }

    @Test func `loses what a killed dispatcher left half written`() async throws {
        try TemporaryFolder.write([1], to: "\(self.folder.path)/dispatch.next.123.456.tmp")
        try await self.ledger.withNode(in: self.folder, sink: self.sink) { _ in }
        #expect(try FileSystem.names(in: self.folder.path).allSatisfy { !$0.hasSuffix(".tmp") })
    }

    /// Writes the blocks of a peer anew without one of them, all hashes good.
    private func leaveOut(_ number: Int, of folder: TemporaryFolder, peer: Int) throws {
        let path = "\(folder.path)/peers/peer-\(peer)/blocks"
        var blocks: [Block] = []
        do {
            let store = try BlockStore(folder: path)
            for number in 0..<store.height { blocks.append(try store.read(number)) }
        }
        blocks.remove(at: number)
        TemporaryFolder.remove(path)
        let store = try BlockStore(folder: path)
        for block in blocks {
            let batch = BlockCutter.Batch(
                transactions: block.transactions,
                lastLogPosition: block.header.lastLogPosition,
                time: block.header.time
            )
            try store.append(Block(batch, after: store.last))
        }
    }

    @Test func `is refused where a peer's blocks are not those of the ordered log`() async throws {
        let copy = try self.folder.copy()
        try self.leaveOut(4, of: copy, peer: 2)
        let error = await self.fault(copy)
        #expect(error?.code == .corrupt)
        #expect(error?.reason.hasPrefix("peer-2: block 4 is not the one that the ordered log gives") == true)
        try self.leaveOut(4, of: copy, peer: 1)
        try self.leaveOut(5, of: copy, peer: 3)
        let both = try #require(await self.fault(copy))
        for peer in ["peer-1: block 4", "peer-2: block 4", "peer-3: block 5"] {
            #expect(both.reason.contains(peer))
        }
    }

    @Test func `is built again where a peer's folder is moved away`() async throws {
        let copy = try self.folder.copy()
        TemporaryFolder.remove("\(copy.path)/peers/peer-2")
        let height = try await self.ledger.withNode(in: copy, sink: self.sink) { await $0.height }
        let audit = try LedgerAudit(folder: "\(copy.path)/peers/peer-2/blocks")
        #expect(audit.isGood && audit.blocks == height)
    }

    @Test func `opens without the certificate of one who left: the ledger holds it`() async throws {
        let leaver = self.world.buyers[0].certificate
        let node = try await TradingNode(
            folder: self.folder.path,
            genesis: self.ledger.genesis,
            centre: LedgerSample.member(self.world.centre),
            peers: self.world.peers.map { LedgerSample.member($0) },
            certificates: self.world.certificates.filter { $0 != leaver },
            revocationLists: [self.world.list],
            sink: self.sink,
            at: MarketWorld.now
        )
        let height = await node.height
        let report = try await node.submit(self.pair(9), at: MarketWorld.now)
        #expect(report.trades.count == 1)
        #expect(await node.height == height + 1, "no certificate is written twice")
    }

    @Test func `goes on by the edition that it was made under`() async throws {
        let folder = try TemporaryFolder()
        var heights: [UInt64] = []
        for (round, edition) in [RulesEdition.first, .newest, .first].enumerated() {
            let node = try await TradingNode(
                folder: folder.path,
                genesis: self.ledger.genesis(of: edition),
                centre: LedgerSample.member(self.world.centre),
                peers: self.world.peers.map { LedgerSample.member($0) },
                certificates: self.world.certificates,
                revocationLists: [self.world.list],
                sink: RecordingSink(),
                at: MarketWorld.now
            )
            let report = try await node.submit(self.pair(UInt64(20 + round)), at: MarketWorld.now)
            #expect(report.trades.count == 1 && report.refusedTrades.isEmpty)
            heights.append(await node.height)
        }
        #expect(heights == [heights[0], heights[0] + 1, heights[0] + 2])
        let audit = try LedgerAudit(folder: "\(folder.path)/peers/peer-1/blocks")
        #expect(audit.genesis?.edition == .first)
        #expect(audit.isGood && audit.invalid.isEmpty)
    }
}
