import InterlockCrypto
import MarketTestSupport
import Testing

@testable import Interlock
@testable import InterlockIdentity
@testable import InterlockLedger

@Suite("A revocation list given to a node")
struct NodeRevocationTests {
    let ledger: LedgerSample
    let world: MarketWorld
    let folder: TemporaryFolder
    let sink = RecordingSink()
    let buyer: MarketPerson
    /// Revokes the buyer.
    let second: RevocationList

    init() throws {
        self.ledger = try LedgerSample()
        self.world = self.ledger.world
        self.folder = try TemporaryFolder()
        self.buyer = self.world.buyers[0]
        self.second = try MarketWorld.list(of: self.world.authority, revoking: [self.buyer], number: 2)
    }

    private func withNode<Value: Sendable>(
        lists: [RevocationList]? = nil,
        at moment: Timestamp = MarketWorld.now,
        _ body: (TradingNode) async throws -> Value
    ) async throws -> Value {
        try await self.ledger.withNode(in: self.folder, sink: self.sink, lists: lists, at: moment, body)
    }

    private func codes(_ message: [UInt8], lists: [RevocationList]? = nil) async throws -> [Refusal.Code?] {
        try await self.withNode(lists: lists) { node in
            LedgerSample.codes(try await node.submit([message], at: MarketWorld.now))
        }
    }

    @Test func `counts from then on, for the gate, the peers and the next opening`() async throws {
        let demand = try self.world.demand(by: self.buyer, 1, energy: 500, price: 2_400)
        let another = try self.world.demand(by: self.buyer, 2)
        let supply = try self.world.supply(by: self.world.sellers[0], 1, energy: 300, price: 1_900)
        let later = MarketWorld.now.adding(seconds: 60)
        let height = try await self.withNode { node in
            #expect(LedgerSample.codes(try await node.submit([demand], at: MarketWorld.now)) == [nil])
            let height = await node.height
            try await node.revoke(by: self.second, at: later)
            #expect(await node.height == height + 1)
            #expect(LedgerSample.codes(try await node.submit([another], at: later)) == [.revoked])
            // The demand in the book was admitted when it could be; it is gone, and costs the supply nothing.
            let report = try await node.submit([supply], at: later)
            #expect(LedgerSample.codes(report) == [nil])
            #expect(report.trades.isEmpty)
            #expect(report.refusedTrades.isEmpty)
            let other = try self.world.demand(by: self.world.buyers[1], 1, energy: 300, price: 2_000)
            #expect(try await node.submit([other], at: later).trades.map(\.energy.wattHours) == [300])
            return await node.height
        }
        #expect(try await self.withNode { await $0.height } == height)
        #expect(try await self.codes(another) == [.revoked])
        #expect(await self.sink.trades.map(\.buyer) == [self.world.buyers[1].identity])
        #expect(try LedgerAudit(folder: "\(self.folder.path)/peers/peer-1/blocks").isGood)
    }

    @Test func `is not taken from a stranger, nor when it is no newer`() async throws {
        let usurper = try CertificateAuthority.makeRoot(
            named: self.world.authority.certificate.subjectName,
            key: SigningKey(level: .bits128),
            validity: MarketWorld.validity
        )
        let lists = [
            try MarketWorld.list(of: usurper, number: 9), self.world.list, self.second,
            try MarketWorld.list(of: self.world.authority, number: 2),
        ]
        try await self.withNode { node in
            try await node.revoke(by: self.second, at: MarketWorld.now)
            let height = await node.height
            for list in lists {
                let error = await #expect(throws: LedgerError.self) {
                    try await node.revoke(by: list, at: MarketWorld.now)
                }
                #expect(error?.code == .notTrusted)
            }
            #expect(await node.height == height)
        }
        #expect(try await self.codes(self.world.demand(by: self.buyer, 1)) == [.revoked])
        #expect(try await self.codes(self.world.demand(by: self.world.buyers[1], 1)) == [nil])
    }

    /// A list that revokes the buyer, with a number that 64 bits do not hold.
    private func long(_ last: UInt8) throws -> RevocationList {
        let octets: [UInt8] = [1] + [UInt8](repeating: 0, count: 18) + [last]
        let template = RevocationListTemplate(
            revoked: last == 0 ? [] : self.second.entries,
            number: try RevocationListNumber(derRepresentation: DER.element(DERTag.integer, octets)),
            thisUpdate: MarketWorld.day,
            nextUpdate: MarketWorld.day.adding(seconds: 86_400),
            issuingDistributionPoint: nil
        )
        let authority = self.world.authority
        return try RevocationList(
            derRepresentation: SignedObject.sign(
                template.toBeSigned(by: authority),
                key: authority.key,
                nonce: .random
            )
        )
    }

    /// Lists by the anchor, with a higher number than the first, that replace nothing.
    private func unfit() throws -> [RevocationList] {
        let authority = self.world.authority
        let now = MarketWorld.now
        return [
            try authority.deltaRevocationList(
                since: self.world.list,
                revoked: [],
                number: 7,
                thisUpdate: MarketWorld.day,
                nextUpdate: MarketWorld.day.adding(seconds: 86_400)
            ),
            try MarketWorld.list(of: authority, number: 7, from: now.adding(seconds: 1)),
            try MarketWorld.list(of: authority, number: 7, to: now.adding(seconds: -1)),
        ]
    }

    @Test func `is taken however long its number is`() async throws {
        let (first, second) = (try self.long(0), try self.long(1))
        try await self.withNode { node in
            try await node.revoke(by: first, at: MarketWorld.now)
            try await node.revoke(by: second, at: MarketWorld.now)
        }
        #expect(try await self.codes(self.world.demand(by: self.buyer, 1)) == [.revoked])
        #expect(try LedgerAudit(folder: "\(self.folder.path)/peers/peer-1/blocks").invalid.isEmpty)
    }

    @Test func `is not taken where it is a delta, of tomorrow, or stale`() async throws {
        let lists = try self.unfit()
        try await self.withNode { node in
            for list in lists {
                let error = await #expect(throws: LedgerError.self) {
                    try await node.revoke(by: list, at: MarketWorld.now)
                }
                #expect(error?.code == .notTrusted)
            }
            try await node.revoke(by: self.second, at: MarketWorld.now)
        }
        #expect(try await self.codes(self.world.demand(by: self.world.buyers[1], 1)) == [nil])
        for list in lists {
            let other = try TemporaryFolder()
            let error = await #expect(throws: LedgerError.self) {
                try await self.ledger.withNode(in: other, sink: self.sink, lists: [list]) { _ in }
            }
            #expect(error?.code == .notTrusted)
        }
    }

    @Test func `counts for nothing in the ledger where it is a delta, a part, of tomorrow, or stale`() throws
    {
        var state = LedgerState()
        func apply(_ transaction: Transaction) throws -> ValidationCode {
            state.apply(try transaction.encoded(), at: MarketWorld.now).code
        }
        #expect(try apply(.genesis(self.ledger.genesis)) == .valid)
        #expect(try apply(.certificates(self.world.certificates)) == .valid)
        #expect(try apply(.revocationList(self.world.list)) == .valid)
        for list in try self.unfit() { #expect(try apply(.revocationList(list)) == .notTrusted, "\(list)") }
        let part = try self.world.authority.revocationList(
            revoked: [],
            number: 9,
            thisUpdate: MarketWorld.day,
            nextUpdate: MarketWorld.day.adding(seconds: 86_400),
            scope: RevocationListScope(.authorities)
        )
        // A list of authorities says nothing of participants, and takes no other list's place.
        #expect(try apply(.revocationList(part)) == .valid)
        let demand = try self.world.demand(by: self.buyer, 1)
        let verifier = try state.ready().tools.verifier
        #expect(throws: Never.self) { try verifier.verify(demand, as: Demand.self, at: MarketWorld.now) }
        #expect(try apply(.revocationList(self.second)) == .valid)
        #expect(throws: Refusal.self) { try verifier.verify(demand, as: Demand.self, at: MarketWorld.now) }
    }

    @Test func `is kept where the node is opened with the first one again`() async throws {
        try await self.withNode { try await $0.revoke(by: self.second, at: MarketWorld.now) }
        #expect(try await self.codes(self.world.demand(by: self.buyer, 1)) == [.revoked])
    }

    @Test func `counts where the node is opened with it, though the revoked have traded before`() async throws
    {
        let orders = try [
            self.world.demand(by: self.buyer, 1, energy: 500, price: 2_400),
            self.world.supply(by: self.world.sellers[0], 1, energy: 500, price: 1_900),
        ]
        let height = try await self.withNode { node in
            let trades = try await node.submit(orders, at: MarketWorld.now).trades
            #expect(trades.count == 1)
            return await node.height
        }
        for _ in 0..<2 {
            #expect(try await self.withNode(lists: [self.second]) { await $0.height } == height + 1)
        }
        #expect(try await self.codes(self.world.demand(by: self.buyer, 2)) == [.revoked])
        #expect(try LedgerAudit(folder: "\(self.folder.path)/peers/peer-1/blocks").invalid.isEmpty)
    }

    @Test func `reaches the ledger, though the process ended when it was only written down`() async throws {
        let height = try await self.withNode { await $0.height }
        do {
            let intake = try SegmentLog(folder: "\(self.folder.path)/intake")
            _ = try await intake.append(
                [IntakeRecord.revocationList(self.second).envelope],
                at: MarketWorld.now
            )
        }
        #expect(try await self.withNode { await $0.height } == height + 1)
        #expect(try await self.withNode { await $0.height } == height + 1)
        #expect(try await self.codes(self.world.demand(by: self.buyer, 1)) == [.revoked])
    }

    @Test func `counts for an order that was verified before it and had its turn after it`() async throws {
        let (other, seller) = (self.world.buyers[1], self.world.sellers[0])
        var orders: [[UInt8]] = []
        for sequence in 1...30 as ClosedRange<UInt64> {
            orders.append(try self.world.demand(by: other, sequence, price: 2_400))
            orders.append(try self.world.supply(by: seller, sequence, price: 1_900))
        }
        let order = try self.world.demand(by: self.buyer)
        try await self.withNode { [orders] node in
            async let long = node.submit(orders, at: MarketWorld.now)
            while await node.isFree(1, of: other.identity) { await Task.yield() }
            // Many trades are being settled; the list waits for its turn, and the order behind it.
            async let revocation: Void = node.revoke(by: self.second, at: MarketWorld.now)
            async let report = node.submit([order], at: MarketWorld.now)
            #expect(try await long.trades.count == 30)
            try await revocation
            // Where the order had its turn first after all, it got in.
            #expect([[.revoked], [nil]].contains(LedgerSample.codes(try await report)))
        }
        // Every order that got in is admitted again.
        try await self.withNode { _ in }
    }
}
