import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import Testing

@testable import Interlock
@testable import InterlockLedger

@Suite("Trades that peers refuse, and orders whose signers are lost")
struct RefusedTradeTests {
    let world: MarketWorld
    let folder: TemporaryFolder
    let sink = RecordingSink()

    init() throws {
        self.world = try MarketWorld.shared()
        self.folder = try TemporaryFolder()
    }

    private func time(_ hour: Int64, _ minute: Int64, _ second: Int64 = 0) -> Timestamp {
        MarketWorld.day.adding(seconds: hour * 3_600 + minute * 60 + second)
    }

    private func period(_ hour: Int64) throws -> DeliveryPeriod {
        try DeliveryPeriod(start: self.time(hour, 0))
    }

    private func supply(
        by person: MarketPerson,
        energy: Int64,
        price: Int64,
        periods: Int = 1
    ) throws -> [UInt8] {
        var terms = try self.world.order(Supply.self, of: person, energy: energy, price: price).terms
        terms.conditions.periods = periods
        return try Supply(terms: terms)
            .signed(with: person.key, certificate: person.certificate, embedding: .chain([])).encoded
    }

    @Test func `what was reported as refused does not come back`() async throws {
        let ledger = try LedgerSample {
            $0.trading.mechanism = .uniformPrice
            $0.gateClosureSeconds = 3 * 3_600 + 300
        }
        let list = try MarketWorld.list(of: self.world.authority, to: self.time(6, 50))
        let next = try MarketWorld.list(of: self.world.authority, number: 2, from: self.time(7, 0))
        let (buyer, seller) = (self.world.buyers[0], self.world.sellers[0])
        let (first, second) = (try self.period(10), try self.period(11))
        let height = try await ledger.withNode(in: self.folder, sink: self.sink, lists: [list]) { node in
            let orders = try [
                self.world.demand(by: buyer, 1, price: 3_000, period: first),
                self.world.supply(by: seller, 1, price: 300, period: first),
            ]
            _ = try await node.submit(orders, at: self.time(6, 0))
            let closed = try await node.close(first, at: self.time(6, 55))
            #expect(closed.trades.isEmpty && closed.refusedTrades.count == 1)
            try await node.revoke(by: next, at: self.time(7, 5))
            let more = try [
                self.world.demand(by: buyer, 2, price: 3_000, period: second),
                self.world.supply(by: seller, 2, price: 300, period: second),
            ]
            _ = try await node.submit(more, at: self.time(7, 6))
            return await node.height
        }
        for _ in 0..<2 {
            try await ledger.withNode(
                in: self.folder,
                sink: self.sink,
                lists: [list, next],
                at: self.time(7, 10)
            ) {
                #expect(await $0.height == height)
                #expect(await $0.resumption.trades.isEmpty)
            }
        }
        #expect(await self.sink.told.isEmpty)
        let report = try await ledger.withNode(
            in: self.folder,
            sink: self.sink,
            lists: [list],
            at: self.time(7, 50)
        ) {
            try await $0.close(second, at: self.time(7, 55))
        }
        #expect(report.trades.map(\.number) == [1] && report.refusedTrades.isEmpty)
    }

    @Test(arguments: [Mechanism.continuous, .uniformPrice])
    func `an order of an expired signer takes no buyer`(mechanism: Mechanism) async throws {
        let ledger = try LedgerSample { $0.trading.mechanism = mechanism }
        let dying = try MarketWorld.person(
            "dying",
            .seller,
            ["SubmitSupply"],
            validity: MarketWorld.day...self.time(6, 0, 30),
            by: self.world.authority
        )
        let buyers = self.world.buyers
        let demands = try (1...5).flatMap { number in
            try buyers.map { try self.world.demand(by: $0, number, energy: 100, price: 2_500) }
        }
        let trades = try await ledger.withNode(in: self.folder, sink: self.sink) { node in
            let offers = try [
                self.supply(by: dying, energy: 1_000_000, price: -5_000),
                self.supply(by: self.world.sellers[0], energy: 700, price: 2_000),
            ]
            #expect(LedgerSample.codes(try await node.submit(offers, at: self.time(6, 0))) == [nil, nil])
            var report = try await node.submit(demands, at: self.time(6, 1))
            let closed = try await node.close(self.world.period, at: self.time(6, 55))
            #expect(report.refusedTrades.isEmpty && closed.refusedTrades.isEmpty)
            report.trades += closed.trades
            return report.trades
        }
        #expect(trades.reduce(0) { $0 + $1.energy.wattHours } == 700)
        #expect(Set(trades.map(\.seller)) == [self.world.sellers[0].identity])
        try await ledger.withNode(in: self.folder, sink: self.sink) {
            #expect(await $0.resumption.blocks == 0)
        }
    }

    @Test func `an order that a policy permits no longer takes no buyer`() async throws {
        let end = self.time(6, 0, 30).secondsSinceEpoch
        let ledger = try LedgerSample(
            policies: MarketPolicies.text
                + "forbid (principal, action == Interlock::Action::\"SubmitSupply\", resource)"
                + " when { context.now > \(end) && principal.identity == \"roof-1\" };"
        )
        let report = try await ledger.withNode(in: self.folder, sink: self.sink) { node in
            let offers = try [
                self.supply(by: self.world.sellers[0], energy: 1_000, price: 100, periods: 96),
                self.supply(by: self.world.sellers[1], energy: 1_000, price: 2_000),
            ]
            _ = try await node.submit(offers, at: self.time(6, 0))
            return try await node.submit([self.world.demand(by: self.world.buyers[0])], at: self.time(6, 1))
        }
        #expect(report.trades.map(\.seller) == [self.world.sellers[1].identity])
        #expect(report.refusedTrades.isEmpty)
        try await ledger.withNode(in: self.folder, sink: self.sink) {
            #expect(await $0.resumption.blocks == 0)
        }
    }

    /// Two authorities, of which the second's list is stale when a buyer of the first comes.
    @Test func `a party that is not at fault has its energy back, and trades with the next`() async throws {
        let other = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Upstream CA"),
            key: SigningKey(level: .bits128),
            validity: MarketWorld.validity
        )
        let stale = try MarketWorld.list(of: other, to: self.time(6, 30))
        let stranger = try MarketWorld.person("upstream-1", .seller, ["SubmitSupply"], by: other)
        let ledger = try LedgerSample(anchors: [other.certificate], edition: .first)
        let lists = [self.world.list, stale]
        let demands = try self.world.buyers.map { try self.world.demand(by: $0, energy: 100, price: 2_500) }
        try await ledger.withNode(in: self.folder, sink: self.sink, lists: lists) { node in
            let offers = try [
                self.supply(by: stranger, energy: 1_000, price: 100, periods: 3),
                self.supply(by: self.world.sellers[0], energy: 150, price: 2_000),
            ]
            #expect(LedgerSample.codes(try await node.submit(offers, at: self.time(6, 0))) == [nil, nil])
            let report = try await node.submit(demands, at: self.time(6, 31))
            #expect(report.refusedTrades.map(\.trade.seller) == [stranger, stranger].map(\.identity))
            #expect(report.trades.map(\.energy.wattHours) == [100, 50])
            #expect(Set(report.trades.map(\.seller)) == [self.world.sellers[0].identity])
            #expect(await node.depth(of: self.world.period).demands.map(\.energy.wattHours) == [50])
        }
        // A replay gives the energy back as well.
        try await ledger.withNode(in: self.folder, sink: self.sink, lists: lists) { node in
            let resumed = await node.resumption
            #expect(resumed.trades.isEmpty && resumed.refusedTrades.isEmpty)
            #expect(await node.depth(of: self.world.period).demands.map(\.energy.wattHours) == [50])
            #expect(await node.depth(of: self.world.period).supplies.isEmpty)
            let more = try self.world.supply(by: self.world.sellers[1], energy: 80, price: 2_000)
            #expect(
                try await node.submit([more], at: self.time(6, 32)).trades.map(\.energy.wattHours) == [50]
            )
        }
        let audit = try LedgerAudit(folder: "\(self.folder.path)/peers/peer-1/blocks")
        #expect(audit.isGood && audit.invalid.isEmpty && audit.energy.wattHours == 200)
    }

    @Test func `a message that was admitted stops no node, whatever peers call it`() async throws {
        let buyer = self.world.buyers[0]
        let root = self.world.authority.certificate
        let ledger = try LedgerSample()
        let order = try self.world.order(Demand.self, of: buyer, 2)
        let stapled = try COSESign1.sign(
            order.payload,
            contentType: MessageKind.demand.contentType,
            certificates: .thumbprint(buyer.certificate.thumbprint),
            externalAAD: MessageKind.demand.externalAAD,
            stapling: [root.derRepresentation],
            with: buyer.key
        ).encoded()
        let large = try self.world.demand(by: buyer, 1, energy: 900_000_000, embedding: .chain([root]))
        for _ in 0..<2 {
            try await ledger.withNode(in: self.folder, sink: self.sink) { node in
                for _ in 0..<2 {
                    let report = try await node.submit([large, stapled], at: MarketWorld.now)
                    #expect(LedgerSample.codes(report) == [.limits, .malformed])
                }
            }
        }
        for code in [LedgerError.Code.malformed, .contractBroken, .notEndorsed, .notTrusted] {
            #expect(LedgerError(code, "").isRefusal)
        }
        #expect(!LedgerError(.storage, "").isRefusal && !LedgerError(.corrupt, "").isRefusal)
    }

    @Test func `trades keep their own times when all peers were rolled back`() async throws {
        let ledger = try LedgerSample()
        let copy = try await ledger.withNode(in: self.folder, sink: self.sink) { _ in try self.folder.copy() }
        let trades = try await ledger.withNode(in: self.folder, sink: self.sink) { node in
            var trades: [Trade] = []
            for hour in 7...12 as ClosedRange<Int64> {
                let (period, number) = (try self.period(hour), UInt64(hour))
                let orders = try [
                    self.world.demand(by: self.world.buyers[0], number, period: period),
                    self.world.supply(by: self.world.sellers[0], number, price: 2_000, period: period),
                ]
                trades += try await node.submit(orders, at: period.start.adding(seconds: -400)).trades
                trades += try await node.close(period, at: period.start.adding(seconds: -300)).trades
            }
            return trades
        }
        #expect(trades.count == 6)
        // The intake log is as it was, and all else as before the first trade.
        for name in try FileSystem.names(in: "\(self.folder.path)/intake") where name.hasSuffix("seg") {
            try TemporaryFolder.write(
                FileSystem.read("\(self.folder.path)/intake/\(name)"),
                to: "\(copy.path)/intake/\(name)"
            )
        }
        let again = RecordingSink()
        let report = try await ledger.withNode(in: copy, sink: again) { await $0.resumption }
        #expect(report.trades.map(\.id) == trades.map(\.id))
        #expect(report.refusedTrades.isEmpty && report.faults.isEmpty)
        #expect(await again.trades.map(\.id) == trades.map(\.id))
    }

    @Test func `a log of the first version opens, and goes on as one of this version`() async throws {
        let ledger = try LedgerSample { $0.trading.mechanism = .uniformPrice }
        let orders = try [
            self.world.demand(by: self.world.buyers[0], energy: 100),
            self.supply(by: self.world.sellers[0], energy: 100, price: 1_000),
        ]
        do {
            let intake = try SegmentLog(folder: "\(self.folder.path)/intake")
            let records = [IntakeRecord.revocationList(self.world.list)] + orders.map { .message($0) }
            _ = try await intake.append(records.map(\.envelope), at: MarketWorld.now)
        }
        for _ in 0..<2 {
            try await ledger.withNode(in: self.folder, sink: self.sink) { node in
                #expect(await node.depth(of: self.world.period).supplies.count == 1)
            }
        }
        let report = try await ledger.withNode(in: self.folder, sink: self.sink) {
            try await $0.close(self.world.period, at: self.time(6, 55))
        }
        #expect(report.trades.count == 1)
        let entries = try await SegmentLog(folder: "\(self.folder.path)/intake").read(from: 0, limit: 100)
        let versions = try entries.filter { if case .version = try IntakeRecord($0) { true } else { false } }
        #expect(versions.map(\.position) == [3])
    }
}
