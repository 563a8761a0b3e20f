import Interlock
import InterlockCrypto
import MarketTestSupport
import TestSupport
import Testing

@testable import InterlockLedger

@Suite("The limits of a node")
struct NodeLimitTests {
    let ledger: LedgerSample
    let world: MarketWorld
    let folder: TemporaryFolder
    let sink = RecordingSink()

    init() throws {
        self.ledger = try LedgerSample()
        self.world = self.ledger.world
        self.folder = try TemporaryFolder()
    }

    private func withNode<Value: Sendable>(
        at moment: Timestamp = MarketWorld.now,
        _ body: (TradingNode) async throws -> Value
    ) async throws -> Value {
        try await self.ledger.withNode(in: self.folder, sink: self.sink, at: moment, body)
    }

    /// Certificates of 7 KB each, that make a message large and lead nowhere.
    private func ballast() throws -> [Certificate] {
        let text = String(repeating: "x", count: 250)
        let further = Dictionary(
            uniqueKeysWithValues: (0..<28).map { ("note\($0)", AttributeValue.string(text)) }
        )
        return try (0..<7).map { number in
            try MarketWorld.person(
                "ballast-\(number)",
                .buyer,
                [],
                further: further,
                by: self.world.authority
            )
            .certificate
        }
    }

    @Test func `128 large orders are settled in parts`() async throws {
        let ballast = try self.ballast()
        let (buyer, seller) = (self.world.buyers[0], self.world.sellers[0])
        var batch: [[UInt8]] = []
        for sequence in 1...128 as ClosedRange<UInt64> {
            let supply: Supply = try self.world.order(of: seller, sequence, energy: 10, price: 1_000)
            batch.append(
                try supply.signed(
                    with: seller.key,
                    certificate: seller.certificate,
                    embedding: .chain(ballast)
                ).encoded
            )
            batch.append(
                try self.world.demand(
                    by: buyer,
                    sequence,
                    energy: 10,
                    price: 2_000,
                    embedding: .chain(ballast)
                )
            )
        }
        // More than a transaction could have before, and than a batch prefers.
        #expect(batch.reduce(0) { $0 + $1.count } > 10 << 20)
        let messages = batch
        try await self.withNode { node in
            let report = try await node.submit(messages, at: MarketWorld.now)
            #expect(report.trades.count == 128)
            #expect(report.refusedTrades.isEmpty && report.faults.isEmpty)
        }
        let more = try [
            self.world.supply(by: seller, 500, energy: 10, price: 1_000),
            self.world.demand(by: buyer, 500, energy: 10, price: 2_000),
        ]
        let trades = try await self.withNode { try await $0.submit(more, at: MarketWorld.now).trades }
        #expect(trades.map(\.number) == [128])
    }

    /// A list of this many entries, each of a serial number of 20 bytes.
    private func list(_ count: Int, number: UInt64) throws -> RevocationList {
        var random = SeededGenerator(seed: number)
        let revoked = try (0..<count).map { _ in
            let serial = [0x40] + (0..<19).map { _ in UInt8.random(in: 0 ... .max, using: &random) }
            return RevokedCertificate(
                serialNumber: try SerialNumber(rawRepresentation: serial),
                revokedAt: MarketWorld.day,
                reason: .keyCompromise
            )
        }
        return try self.world.authority.revocationList(
            revoked: revoked,
            number: number,
            thisUpdate: MarketWorld.day,
            nextUpdate: MarketWorld.day.adding(seconds: 86_400)
        )
    }

    @Test func `a revocation list of 300,000 entries is taken`() async throws {
        let list = try self.list(300_000, number: 2)
        #expect(list.derRepresentation.count > 10 << 20)
        let height = try await self.withNode { node in
            try await node.revoke(by: list, at: MarketWorld.now)
            return await node.height
        }
        try await self.withNode { #expect(await $0.height == height) }
    }

    @Test func `a genesis above the limit is refused before anything is made`() async throws {
        let sample = self.ledger.genesis
        let comment = "// " + String(repeating: "x", count: Transaction.maximumByteCount) + "\n"
        let folder = "\(self.folder.path)/new"
        let error = await #expect(throws: LedgerError.self) {
            try await TradingNode(
                folder: folder,
                genesis: Genesis(
                    rules: sample.rules,
                    matchingCentre: sample.matchingCentre,
                    endorsement: sample.endorsement,
                    batchSize: sample.batchSize,
                    policies: comment + sample.policies,
                    schema: sample.schema,
                    anchors: sample.anchors
                ),
                centre: LedgerSample.member(self.world.centre),
                peers: self.world.peers.map { LedgerSample.member($0) },
                certificates: self.world.certificates,
                revocationLists: [self.world.list],
                sink: self.sink,
                at: MarketWorld.now
            )
        }
        #expect([.limits, .malformed].contains(error?.code))
        #expect(!FileSystem.exists(folder))
    }

    @Test func `a transaction of the limit is ordered and committed; one byte more is refused`() async throws
    {
        // [4, bytes] with a length of four bytes.
        let count = Transaction.maximumByteCount - 7
        let largest = Transaction.message([UInt8](repeating: 7, count: count))
        let tooLarge = Transaction.message([UInt8](repeating: 7, count: count + 1))
        #expect(try largest.encoded().count == Transaction.maximumByteCount)
        try largest.checkSize()
        #expect(ledgerError { try tooLarge.checkSize() }?.code == .limits)
        let log = try SegmentLog(folder: "\(self.folder.path)/log")
        let genesis = try Transaction.genesis(self.ledger.genesis).encoded()
        _ = try await log.append([.transaction(genesis, isConfiguration: true)], at: MarketWorld.now)
        let error = await #expect(throws: LedgerError.self) {
            try await log.append([.transaction(tooLarge.encoded())], at: MarketWorld.now)
        }
        #expect(error?.code == .malformed)
        // Three of them are more than one write takes.
        let others = (0..<2).map { Transaction.message([UInt8](repeating: $0, count: count - 1_000)) }
        let envelopes = try ([largest] + others).map { try Envelope.transaction($0.encoded()) }
        _ = try await log.append(envelopes, at: MarketWorld.now)
        for _ in 0..<2 {
            let peer = try self.ledger.peer(in: self.folder.path)
            _ = try await peer.catchUp(with: log)
            #expect(await peer.height == 4)
            #expect(try await peer.block(1).transactions == [largest.encoded()])
        }
    }

    @Test func `one call with a clock far ahead is refused, and changes nothing`() async throws {
        let demand = try self.world.demand(by: self.world.buyers[0], 1)
        let list = try MarketWorld.list(of: self.world.authority, number: 2)
        let far = MarketWorld.now.adding(seconds: 10 * 365 * 86_400)
        try await self.withNode { node in
            for attempt in 0..<3 {
                let error = await #expect(throws: LedgerError.self) {
                    switch attempt {
                    case 0: _ = try await node.submit([demand], at: far)
                    case 1: _ = try await node.close(self.world.period, at: far)
                    default: try await node.revoke(by: list, at: far)
                    }
                }
                #expect(error?.code == .untimely)
            }
            // Within the step nothing of it is admitted, so the time stays.
            let report = try await node.submit([demand], at: MarketWorld.now.adding(seconds: 86_400))
            #expect(LedgerSample.codes(report) != [nil])
            #expect(LedgerSample.codes(try await node.submit([demand], at: MarketWorld.now)) == [nil])
        }
    }

    @Test func `more than 1,024 certificates, of participants of both kinds of transaction`() async throws {
        let key = try SigningKey(level: .bits128)
        let others = try (0..<1_100).map { number in
            try self.world.authority.issue(
                to: AttributeSet(
                    identity: ParticipantID("other-\(number)"),
                    type: .buyer,
                    permissions: ["SubmitDemand"],
                    creditReport: 700,
                    walletAddress: "0x" + String(repeating: "ab", count: 20),
                    further: [:]
                ),
                key: key.verifyingKey,
                validity: MarketWorld.validity
            )
        }
        for _ in 0..<2 {
            let node = try await TradingNode(
                folder: self.folder.path,
                genesis: self.ledger.genesis,
                centre: LedgerSample.member(self.world.centre),
                peers: self.world.peers.map { LedgerSample.member($0) },
                certificates: others + self.world.certificates,
                revocationLists: [self.world.list],
                sink: self.sink,
                at: MarketWorld.now
            )
            _ = await node.height
        }
        let audit = try LedgerAudit(folder: "\(self.folder.path)/peers/peer-1/blocks")
        #expect(audit.isGood && audit.invalid.isEmpty)
    }
}
