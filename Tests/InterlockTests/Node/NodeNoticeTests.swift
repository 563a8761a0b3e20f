import Interlock
import InterlockCrypto
import InterlockIdentity
import InterlockLedger
import MarketTestSupport
import Testing

@testable import InterlockMarket

@Suite("A node takes, beside orders,")
struct NodeNoticeTests {
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

    private func sign(_ message: some MarketMessage, by person: MarketPerson) throws -> [UInt8] {
        try message.signed(with: person.key, certificate: person.certificate).encoded
    }

    private func cancel(
        _ owner: MarketPerson,
        _ order: UInt64,
        _ sequence: UInt64,
        by signer: MarketPerson? = nil
    )
        throws -> [UInt8]
    {
        let signer = signer ?? owner
        let cancel = try Cancel(
            market: self.world.rules.market,
            participant: signer.identity,
            order: OrderKey(participant: owner.identity, sequence: order),
            sequence: sequence
        )
        return try self.sign(cancel, by: signer)
    }

    private func demand(
        _ sequence: UInt64,
        _ energy: Int64,
        at price: Int64 = 2_400,
        _ conditions: OrderConditions = .standard
    ) throws -> [UInt8] {
        var terms = try self.world.order(
            Demand.self,
            of: self.world.buyers[0],
            sequence,
            energy: energy,
            price: price
        ).terms
        terms.conditions = conditions
        return try self.sign(Demand(terms: terms), by: self.world.buyers[0])
    }

    private func supply(_ sequence: UInt64, _ energy: Int64, period: DeliveryPeriod? = nil) throws -> [UInt8]
    {
        try self.world.supply(
            by: self.world.sellers[0],
            sequence,
            energy: energy,
            price: 1_900,
            period: period
        )
    }

    private func reading(_ owner: MarketPerson, _ sequence: UInt64, by signer: MarketPerson? = nil) throws
        -> [UInt8]
    {
        let signer = signer ?? owner
        let reading = try MeterReading(
            market: self.world.rules.market,
            participant: signer.identity,
            owner: owner.identity,
            period: DeliveryPeriod(start: MarketWorld.now.adding(seconds: -900)),
            consumed: Energy(wattHours: 310),
            generated: .zero,
            sequence: sequence
        )
        return try self.sign(reading, by: signer)
    }

    private func audited() throws -> (audit: LedgerAudit, records: [CommittedRecord]) {
        var records: [CommittedRecord] = []
        let audits = try (1...3).map { peer in
            records = []
            return try LedgerAudit(folder: "\(self.folder.path)/peers/peer-\(peer)/blocks") {
                records.append($0)
            }
        }
        #expect(audits.allSatisfy { $0.isGood && $0.invalid.isEmpty })
        #expect(Set(audits.map(\.lastHash)).count == 1)
        return (audits[0], records)
    }

    @Test func `a cancel of the owner or of who may: the order trades no more, on any peer`() async throws {
        let (buyer, seller) = (self.world.buyers[0], self.world.sellers[0])
        let batch = try [
            self.demand(1, 500), self.demand(2, 300), self.cancel(buyer, 1, 3), self.cancel(buyer, 9, 4),
            self.cancel(buyer, 2, 5, by: seller), self.supply(1, 100),
            self.cancel(buyer, 2, 6, by: self.world.marketOperator), self.supply(2, 100),
        ]
        let height = try await self.withNode { node in
            let report = try await node.submit(batch, at: MarketWorld.now)
            #expect(
                LedgerSample.codes(report) == [nil, nil, nil, .unknownOrder, .notPermitted, nil, nil, nil]
            )
            #expect(report.trades.map(\.energy.wattHours) == [100])
            #expect(report.faults.isEmpty && report.refusedTrades.isEmpty)
            return await node.height
        }
        for _ in 0..<2 {
            try await self.withNode { node in
                #expect(await node.height == height)
                let again = try await node.submit([self.cancel(buyer, 1, 7)], at: MarketWorld.now)
                #expect(LedgerSample.codes(again) == [.unknownOrder])
            }
        }
        _ = try self.audited()
    }

    @Test func `an amendment: what was traded counts, in the book and in the ledger`() async throws {
        try await self.withNode { node in
            _ = try await node.submit([self.demand(1, 500), self.supply(1, 200)], at: MarketWorld.now)
            let amendment = try self.demand(2, 350, OrderConditions(amends: 1))
            let report = try await node.submit([amendment, self.supply(2, 400)], at: MarketWorld.now)
            #expect(report.trades.map(\.energy.wattHours) == [150])
        }
        try await self.withNode { node in
            let late = try self.demand(3, 900, OrderConditions(amends: 1))
            #expect(LedgerSample.codes(try await node.submit([late], at: MarketWorld.now)) == [.unknownOrder])
        }
        #expect(try self.audited().audit.energy.wattHours == 350)
    }

    @Test func `an order, its amendment and its cancel in one call`() async throws {
        try await self.withNode { node in
            let report = try await node.submit(
                [
                    self.demand(1, 500), self.demand(2, 100, OrderConditions(amends: 1)), self.supply(1, 30),
                    self.cancel(self.world.buyers[0], 1, 3), self.supply(2, 30),
                    self.demand(4, 10, OrderConditions(amends: 1)),
                ],
                at: MarketWorld.now
            )
            #expect(LedgerSample.codes(report) == [nil, nil, nil, nil, nil, .unknownOrder])
            #expect(report.trades.map(\.energy.wattHours) == [30])
            #expect(report.faults.isEmpty && report.refusedTrades.isEmpty)
        }
        _ = try self.audited()
    }

    @Test func `an order for several periods, whose fills are kept apart`() async throws {
        let next = try DeliveryPeriod(start: self.world.period.end)
        let report = try await self.withNode { node in
            try await node.submit(
                [
                    self.demand(1, 500, OrderConditions(periods: 2)), self.supply(1, 400),
                    self.supply(2, 450, period: next), self.supply(3, 450, period: next),
                ],
                at: MarketWorld.now
            )
        }
        #expect(report.trades.map(\.energy.wattHours) == [400, 450, 50])
        #expect(report.trades.map(\.period) == [self.world.period, next, next])
        #expect(report.refusedTrades.isEmpty)
        _ = try self.audited()
    }

    @Test func `an order for several periods goes on after its first has closed, in an auction too`()
        async throws
    {
        var rules = self.world.rules
        rules.trading.mechanism = .uniformPrice
        let change = try self.sign(
            RuleChange(rules: rules, participant: self.world.marketOperator.identity, sequence: 1),
            by: self.world.marketOperator
        )
        let (first, next) = (self.world.period, try DeliveryPeriod(start: self.world.period.end))
        let batch = try [
            change, self.demand(1, 500, OrderConditions(periods: 2)), self.supply(1, 300),
            self.supply(2, 200, period: next),
        ]
        let trades = try await self.withNode { node in
            _ = try await node.submit(batch, at: MarketWorld.now)
            // The clock has gone on when the first period is closed.
            let late = rules.gateClosure(of: first).adding(seconds: 7)
            _ = try await node.submit([self.supply(3, 10, period: next)], at: late)
            let one = try await node.close(first, at: rules.gateClosure(of: first))
            let two = try await node.close(next, at: rules.gateClosure(of: next))
            #expect(one.refusedTrades.isEmpty && two.refusedTrades.isEmpty)
            return one.trades + two.trades
        }
        #expect(trades.map(\.energy.wattHours).reduce(0, +) == 510)
        #expect(Set(trades.map(\.period)) == [first, next])
        #expect(trades.allSatisfy { $0.matchedAt <= rules.gateClosure(of: $0.period) })
        _ = try self.audited()
    }

    @Test func `rules that forbid, and an older change that does not come back`() async throws {
        let signer = self.world.marketOperator
        var rules = self.world.rules
        rules.minimumCredit = 900
        func change(_ rules: MarketRules, _ sequence: UInt64) throws -> [UInt8] {
            try self.sign(
                RuleChange(rules: rules, participant: signer.identity, sequence: sequence),
                by: signer
            )
        }
        try await self.withNode { node in
            let report = try await node.submit(
                [
                    self.supply(1, 300), change(rules, 5), change(self.world.rules, 4),
                    change(self.world.rules, 6),
                    self.demand(1, 100),
                ],
                at: MarketWorld.now
            )
            #expect(LedgerSample.codes(report) == [nil, nil, .replayed, nil, nil])
            #expect(report.trades.isEmpty && report.refusedTrades.isEmpty && report.faults.isEmpty)
        }
        _ = try self.audited()
    }

    @Test func `new rules, which the messages after them are judged by`() async throws {
        let marketOperator = self.world.marketOperator
        var rules = self.world.rules
        rules.trading.tick = 100
        rules.trading.mechanism = .midPrice
        let change = try self.sign(
            RuleChange(rules: rules, participant: marketOperator.identity, sequence: 1),
            by: marketOperator
        )
        let usurped = try self.sign(
            RuleChange(rules: rules, participant: self.world.buyers[0].identity, sequence: 8),
            by: self.world.buyers[0]
        )
        let batch = try [
            self.demand(1, 100, at: 2_450), usurped, change, self.demand(2, 100, at: 2_450),
            self.demand(3, 100, at: 2_500), self.supply(1, 300),
        ]
        try await self.withNode { node in
            let report = try await node.submit(batch, at: MarketWorld.now)
            #expect(LedgerSample.codes(report) == [nil, .notPermitted, nil, .limits, nil, nil])
            #expect(report.trades.isEmpty)
        }
        try await self.withNode { node in
            #expect(
                LedgerSample.codes(try await node.submit([self.demand(4, 1, at: 2_410)], at: MarketWorld.now))
                    == [.limits]
            )
            let closed = try await node.close(self.world.period, at: MarketWorld.now.adding(seconds: 60))
            // The first demand breaks the new rules, and was cancelled with them.
            #expect(closed.trades.map(\.demand).count == 1)
            #expect(closed.trades.map(\.price.units) == [2_200])
            #expect(closed.refusedTrades.isEmpty)
        }
        let changes = try self.audited().records.compactMap { record in
            if case .rules(let rules) = record { rules.trading.mechanism } else { nil }
        }
        #expect(changes == [.continuous, .midPrice])
    }

    @Test func `readings of owners and operators, which settle what was traded`() async throws {
        let (buyer, operatorPerson) = (self.world.buyers[0], self.world.marketOperator)
        try await self.withNode { node in
            let report = try await node.submit(
                [
                    self.reading(buyer, 1), self.reading(self.world.buyers[1], 2, by: buyer),
                    self.reading(self.world.sellers[0], 3),
                    self.reading(self.world.sellers[0], 4, by: operatorPerson),
                ],
                at: MarketWorld.now
            )
            #expect(LedgerSample.codes(report) == [nil, .notPermitted, .notPermitted, nil])
            #expect(report.blocks == 1)
        }
        let owners = try self.audited().records.compactMap { record in
            if case .reading(let reading) = record { reading.owner } else { nil }
        }
        #expect(owners == [buyer, self.world.sellers[0]].map(\.identity))
    }

    @Test func `what the intake log makes again is what the ledger has`() async throws {
        let marketOperator = self.world.marketOperator
        var rules = self.world.rules
        rules.trading.mechanism = .uniformPrice
        let change = try self.sign(
            RuleChange(rules: rules, participant: marketOperator.identity, sequence: 1),
            by: marketOperator
        )
        let first = try [
            self.demand(1, 500), self.supply(1, 200), self.demand(2, 400, OrderConditions(amends: 1)),
            self.supply(2, 50), self.cancel(self.world.buyers[0], 1, 5), self.supply(3, 70),
        ]
        let second = try [self.demand(6, 90), change, self.supply(4, 500)]
        let trades = try await self.withNode { node in
            var trades = try await node.submit(first, at: MarketWorld.now).trades
            trades += try await node.submit(second, at: MarketWorld.now.adding(seconds: 1)).trades
            let closed = MarketWorld.now.adding(seconds: 2)
            return trades + (try await node.close(self.world.period, at: closed).trades)
        }
        #expect(trades.map(\.energy.wattHours) == [200, 50, 70, 20])
        var machine = try IntakeMachine(genesis: self.ledger.genesis, certificates: self.world.certificates)
        var made: [[UInt8]] = []
        for entry in try await SegmentLog(folder: "\(self.folder.path)/intake").read(from: 0, limit: 100) {
            made += try machine.replay(entry).map { $0.trade.cbor.encoded() }
        }
        #expect(made == trades.map { $0.cbor.encoded() })
    }
}
