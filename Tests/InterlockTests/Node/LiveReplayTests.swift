import InterlockCrypto
import InterlockIdentity
import InterlockLedger
import MarketTestSupport
import TestSupport
import Testing

@testable import Interlock
@testable import InterlockMarket

/// Random operations, dense around closures, ends of orders and certificates, revocations and restarts.
@Suite("A node that runs on and a replay of its intake log")
struct LiveReplayTests {
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `come to the same`(seed: UInt64) async throws {
        let run = try RandomMarketRun(seed: seed)
        try await run.play()
        let (trades, refused) = (run.trades, run.refused)
        let replayed = try await run.replay()
        #expect(replayed.map(\.id.digest).sorted() == (trades + refused).map(\.id.digest).sorted())
        let audits = try (1...3).map { try LedgerAudit(folder: "\(run.folder.path)/peers/peer-\($0)/blocks") }
        #expect(audits.allSatisfy { $0.isGood && $0.invalid.isEmpty && $0.trades == trades.count })
        #expect(Set(audits.map(\.lastHash)).count == 1)
        #expect(await run.sink.trades.map(\.id.digest).sorted() == trades.map(\.id.digest).sorted())
    }
}

/// A market that random operations are done to.
final class RandomMarketRun {
    let ledger: LedgerSample
    let folder: TemporaryFolder
    let sink = RecordingSink()
    private(set) var trades: [Trade] = []
    private(set) var refused: [Trade] = []
    private var random: SeededGenerator
    private let world: MarketWorld
    private let periods: [DeliveryPeriod]
    private let closures: [Timestamp]
    private let people: [MarketPerson]
    private var sequences: [ParticipantID: UInt64] = [:]
    private var placed: [OrderKey] = []
    private var sent: [[UInt8]] = []
    private var moment: Timestamp
    private var lists: [RevocationList]
    private var revoked: [MarketPerson] = []

    init(seed: UInt64) throws {
        self.random = SeededGenerator(seed: seed)
        let mechanism = Mechanism.allCases[Int(seed) % Mechanism.allCases.count]
        self.ledger = try LedgerSample {
            $0.trading.mechanism = mechanism
            if seed.isMultiple(of: 3) {
                $0.risk = RiskRules(exposurePerCreditPoint: Money(units: 2_000), settlementSeconds: 0)
            }
        }
        let world = self.ledger.world
        self.world = world
        self.folder = try TemporaryFolder()
        self.periods = world.period.run(of: 3)
        self.closures = self.periods.map { world.rules.gateClosure(of: $0) }
        self.moment = self.closures[0].adding(seconds: -40)
        // Some certificates end around the first closure.
        let ends: [Int64] = [1, 40, 90_000, 90_000, 90_000, 90_000, 90_000, 90_000]
        self.people = try ends.enumerated().map { index, end in
            try MarketWorld.person(
                "prosumer-\(index)",
                .prosumer,
                ["SubmitDemand", "SubmitSupply"],
                validity: MarketWorld.day...world.rules.gateClosure(of: world.period).adding(seconds: end),
                by: world.authority
            )
        }
        // A third of the markets has a list that goes stale at a closure.
        let end =
            seed % 3 == 1 ? self.closures[0].adding(seconds: 2) : MarketWorld.day.adding(seconds: 86_400)
        self.lists = [try MarketWorld.list(of: world.authority, to: end)]
    }

    /// Three openings of the folder, each going on where the one before ended.
    func play() async throws {
        var before: [BookDepth]?
        for _ in 0..<4 {
            before = try await self.ledger.withNode(
                in: self.folder,
                sink: self.sink,
                lists: [self.lists[0]],
                at: self.moment
            ) { node in
                let resumed = await node.resumption
                #expect(resumed.trades.isEmpty && resumed.refusedTrades.isEmpty)
                if let before { #expect(await self.depths(node) == before) }
                for _ in 0..<16 { try await self.step(node) }
                return await self.depths(node)
            }
        }
    }

    /// The trades that the intake log makes.
    func replay() async throws -> [Trade] {
        var machine = try IntakeMachine(genesis: self.ledger.genesis, certificates: self.world.certificates)
        var trades: [Trade] = []
        for entry in try await SegmentLog(folder: "\(self.folder.path)/intake").read(from: 0, limit: 10_000) {
            trades += try machine.replay(entry).map(\.trade)
        }
        return trades
    }

    private func depths(_ node: TradingNode) async -> [BookDepth] {
        var depths: [BookDepth] = []
        for period in self.periods { depths.append(await node.depth(of: period)) }
        return depths
    }

    private func step(_ node: TradingNode) async throws {
        // The clock may go back, and jumps to just before the next closure.
        self.moment = self.moment.adding(seconds: Int64.random(in: -1...3, using: &self.random))
        if Int.random(in: 0..<12, using: &self.random) == 0,
            let next = self.closures.first(where: { $0 > self.moment.adding(seconds: 10) })
        {
            self.moment = next.adding(seconds: -6)
        }
        switch Int.random(in: 0..<24, using: &self.random) {
        case 0:
            let period = try #require(self.periods.randomElement(using: &self.random))
            self.count(try await node.close(period, at: self.moment))
        case 1...4:
            // The last period whose gate is closed, or the first.
            let last = self.closures.lastIndex { $0 <= self.moment } ?? 0
            self.count(try await node.close(self.periods[last], at: self.moment))
        case 5: try await self.revoke(node)
        case 6: self.count(try await node.submit([self.change()], at: self.moment))
        default:
            var batch: [[UInt8]] = []
            for _ in 0..<Int.random(in: 1...6, using: &self.random) { batch.append(try self.message()) }
            self.sent += batch
            self.count(try await node.submit(batch, at: self.moment))
        }
    }

    private func count(_ report: TradingNode.Report) {
        self.trades += report.trades
        self.refused += report.refusedTrades.map(\.trade)
    }

    private func revoke(_ node: TradingNode) async throws {
        let others = self.people.filter { person in
            !self.revoked.contains { $0.identity == person.identity }
        }
        if Bool.random(using: &self.random), let person = others.randomElement(using: &self.random) {
            self.revoked.append(person)
        }
        let list = try MarketWorld.list(
            of: self.world.authority,
            revoking: self.revoked,
            number: UInt64(self.lists.count + 1),
            to: self.moment.adding(seconds: [10, 40, 86_400, 86_400].randomElement(using: &self.random) ?? 1)
        )
        self.lists.append(list)
        try await node.revoke(by: list, at: self.moment)
    }

    private func next(_ person: MarketPerson) -> UInt64 {
        self.sequences[person.identity, default: 0] += 1
        return self.sequences[person.identity, default: 0]
    }

    private func message() throws -> [UInt8] {
        switch Int.random(in: 0..<12, using: &self.random) {
        case 0: return [1, 2, 3]
        case 1: return self.sent.randomElement(using: &self.random) ?? []
        case 2, 3: return try self.cancel()
        case 4: return try self.reading()
        default:
            return Bool.random(using: &self.random)
                ? try self.order(Demand.self, at: 2_000) : try self.order(Supply.self, at: 1_600)
        }
    }

    private func order<Body: Order>(_ type: Body.Type, at price: Int64) throws -> [UInt8] {
        let person = try #require(self.people.randomElement(using: &self.random))
        let sequence = self.next(person)
        var terms = try self.world.order(
            type,
            of: person,
            sequence,
            energy: Int64.random(in: 1...300, using: &self.random),
            price: price + Int64.random(in: 0...800, using: &self.random),
            period: zip(self.periods, self.closures).filter { $0.1 >= self.moment }.map(\.0).prefix(2)
                .randomElement(using: &self.random)
        ).terms
        terms.conditions = try self.conditions(person)
        self.placed.append(terms.key)
        return try Body(terms: terms)
            .signed(with: person.key, certificate: person.certificate, embedding: .chain([])).encoded
    }

    private func conditions(_ person: MarketPerson) throws -> OrderConditions {
        let closure = try #require(self.closures.randomElement(using: &self.random))
        let end = closure.adding(seconds: Int64.random(in: -8...4, using: &self.random))
        var times: [TimeInForce] = [.gateClosure, .gateClosure, .until(end), .until(end)]
        if self.ledger.genesis.rules.trading.mechanism.isContinuous {
            times += [.immediateOrCancel, .fillOrKill]
        }
        let own = self.placed.filter { $0.participant == person.identity }
        return OrderConditions(
            periods: Int.random(in: 1...2, using: &self.random),
            timeInForce: times.randomElement(using: &self.random) ?? .gateClosure,
            amends: Int.random(in: 0..<8, using: &self.random) == 0
                ? own.randomElement(using: &self.random)?.sequence : nil
        )
    }

    private func cancel() throws -> [UInt8] {
        let person =
            Bool.random(using: &self.random)
            ? self.world.marketOperator : try #require(self.people.randomElement(using: &self.random))
        let unknown = OrderKey(participant: person.identity, sequence: 999)
        return try Cancel(
            market: self.world.rules.market,
            participant: person.identity,
            order: self.placed.randomElement(using: &self.random) ?? unknown,
            sequence: self.next(person)
        ).signed(with: person.key, certificate: person.certificate, embedding: .chain([])).encoded
    }

    private func reading() throws -> [UInt8] {
        let person = self.world.marketOperator
        return try MeterReading(
            market: self.world.rules.market,
            participant: person.identity,
            owner: self.world.buyers[0].identity,
            period: DeliveryPeriod(start: MarketWorld.now),
            consumed: Energy(wattHours: 5),
            generated: .zero,
            sequence: self.next(person)
        ).signed(with: person.key, certificate: person.certificate).encoded
    }

    private func change() throws -> [UInt8] {
        let person = self.world.marketOperator
        var rules = self.ledger.genesis.rules
        rules.minimumEnergy = Energy(wattHours: Int64.random(in: 1...40, using: &self.random))
        rules.gateClosureSeconds += Int64.random(in: -2...2, using: &self.random)
        if Int.random(in: 0..<4, using: &self.random) == 0 {
            rules.trading.mechanism = Mechanism.allCases.randomElement(using: &self.random) ?? .continuous
        }
        return try RuleChange(rules: rules, participant: person.identity, sequence: self.next(person))
            .signed(with: person.key, certificate: person.certificate).encoded
    }
}
