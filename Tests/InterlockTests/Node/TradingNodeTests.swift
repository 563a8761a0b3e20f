import Interlock
import InterlockCrypto
import MarketTestSupport
import Testing

@Suite("A trading node")
struct TradingNodeTests {
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

    private func audit(_ peer: Int = 1) throws -> LedgerAudit {
        try LedgerAudit(folder: "\(self.folder.path)/peers/peer-\(peer)/blocks")
    }

    private func demand(_ sequence: UInt64, by buyer: Int = 0, energy: Int64) throws -> [UInt8] {
        try self.world.demand(by: self.world.buyers[buyer], sequence, energy: energy, price: 2_400)
    }

    private func supply(_ sequence: UInt64, by seller: Int = 0, energy: Int64, price: Int64 = 1_900) throws
        -> [UInt8]
    {
        try self.world.supply(by: self.world.sellers[seller], sequence, energy: energy, price: price)
    }

    @Test func `takes good orders, refuses bad ones, and makes trades final`() async throws {
        let demand = try self.demand(1, energy: 700)
        try await self.withNode { node in
            let report = try await node.submit(
                [
                    demand, demand, [1, 2, 3], self.supply(1, energy: 500),
                    self.supply(2, energy: 500, price: 2_500), self.supply(3, energy: 500, price: 2_000),
                ],
                at: MarketWorld.now
            )
            #expect(LedgerSample.codes(report) == [nil, .replayed, .malformed, nil, nil, nil])
            #expect(report.trades.map(\.energy.wattHours) == [500, 200])
            #expect(report.trades.map(\.price.units) == [2_400, 2_400])
            #expect(report.refusedTrades.isEmpty)
            #expect(report.blocks == 1)
            #expect(await self.sink.told.map(\.trade) == report.trades)
            #expect(await self.sink.told.map(\.idempotencyKey) == report.trades.map(\.id))
            let (used, free) = (
                await node.isFree(1, of: self.world.buyers[0].identity),
                await node.isFree(2, of: self.world.buyers[0].identity)
            )
            #expect(!used && free)
            for peer in 1...3 {
                let audit = try self.audit(peer)
                #expect(audit.isGood && audit.invalid.isEmpty)
                #expect(audit.trades == 2)
                #expect(audit.blocks == (await node.height))
            }
        }
    }

    @Test func `goes on after it was opened again, with the same height and nothing doubled`() async throws {
        var trades: [Trade] = []
        var height = try await self.withNode { await $0.height }
        for round in 1...4 as ClosedRange<UInt64> {
            // Opening again and again writes no block, and does not keep the next one from being cut.
            for _ in 0..<2 { #expect(try await self.withNode { await $0.height } == height) }
            let orders = try [self.demand(round, energy: 100), self.supply(round, energy: 100)]
            let (report, after) = try await self.withNode { node in
                (
                    try await node.submit(orders, at: MarketWorld.now.adding(seconds: Int64(round))),
                    await node.height
                )
            }
            #expect(report.trades.map(\.number) == [round - 1])
            #expect(report.blocks == 1)
            #expect(after == height + 1)
            height = after
            trades += report.trades
        }
        #expect(await self.sink.told.map(\.trade) == trades)
        let old = try self.demand(2, energy: 100)
        let report = try await self.withNode { try await $0.submit([old], at: MarketWorld.now) }
        #expect(LedgerSample.codes(report) == [.replayed])
        #expect(try self.audit().trades == 4)
    }

    @Test func `keeps its book over an opening`() async throws {
        let first = try [self.demand(1, energy: 700), self.supply(1, energy: 300)]
        _ = try await self.withNode { try await $0.submit(first, at: MarketWorld.now) }
        let second = try self.supply(1, by: 1, energy: 900)
        let report = try await self.withNode {
            try await $0.submit([second], at: MarketWorld.now.adding(seconds: 9))
        }
        #expect(report.trades.map(\.number) == [1])
        #expect(report.trades.map(\.energy.wattHours) == [400])
    }

    @Test func `closes a period for good`() async throws {
        let period = self.world.period
        let (demand, supply) = (try self.demand(1, energy: 700), try self.supply(1, energy: 300))
        try await self.withNode { node in
            _ = try await node.submit([demand], at: MarketWorld.now)
            #expect(try await node.close(period, at: MarketWorld.now).trades.isEmpty)
            let late = try await node.submit([supply], at: MarketWorld.now)
            #expect(LedgerSample.codes(late) == [.gateClosed])
        }
        let again = try await self.withNode { try await $0.submit([supply], at: MarketWorld.now) }
        #expect(LedgerSample.codes(again) == [.gateClosed])
    }

    @Test func `closes a period a second time as well as the first`() async throws {
        let period = self.world.period
        let orders = try [self.demand(1, energy: 100), self.demand(2, energy: 100)]
        try await self.withNode { node in
            for order in orders {
                _ = try await node.submit([order], at: MarketWorld.now)
                _ = try await node.close(period, at: MarketWorld.now)
            }
        }
        let supply = try self.supply(1, energy: 100)
        #expect(try await self.withNode { try await $0.submit([supply], at: MarketWorld.now) }.trades.isEmpty)
    }

    @Test func `opens again though the clock went back`() async throws {
        let closure = self.world.rules.gateClosure(of: self.world.period)
        let next = try DeliveryPeriod(start: self.world.period.end)
        let later = try self.world.demand(by: self.world.buyers[0], 1, period: next)
        let demand = try self.demand(2, energy: 100)
        let height = try await self.withNode { node in
            let first = try await node.submit([later], at: closure.adding(seconds: 1))
            #expect(LedgerSample.codes(first) == [nil])
            // By this clock the gate is still open; by the node's record it has closed.
            let second = try await node.submit([demand], at: closure)
            #expect(LedgerSample.codes(second) == [.gateClosed])
            // What is refused by the caller's clock is refused for that.
            let early = try await node.submit([later], at: MarketWorld.validity.lowerBound)
            #expect(LedgerSample.codes(early) == [.revocationUnknown])
            return await node.height
        }
        #expect(try await self.withNode { await $0.height } == height)
        let report = try await self.withNode { try await $0.submit([demand], at: closure) }
        #expect(LedgerSample.codes(report) == [.gateClosed])
    }

    @Test func `takes many calls at once, one after the other`() async throws {
        var messages: [[UInt8]] = []
        for sequence in 1...12 as ClosedRange<UInt64> {
            for index in 0..<2 {
                messages.append(try self.demand(sequence, by: index, energy: 100))
                messages.append(try self.supply(sequence, by: index, energy: 70))
            }
        }
        let (trades, height) = try await self.withNode { [messages] node in
            try await withThrowingTaskGroup(of: [Trade].self) { group in
                for (index, message) in messages.enumerated() {
                    let moment = MarketWorld.now.adding(seconds: Int64(index % 5))
                    group.addTask { try await node.submit([message], at: moment).trades }
                }
                return (try await group.reduce(into: []) { $0 += $1 }, await node.height)
            }
        }
        let numbers = trades.map(\.number).sorted()
        #expect(numbers == Array(0..<UInt64(trades.count)))
        #expect(trades.reduce(0) { $0 + $1.energy.wattHours } == 24 * 70)
        #expect(await self.sink.told.map(\.trade.number) == numbers)
        let audit = try self.audit()
        #expect(audit.trades == trades.count && audit.invalid.isEmpty)
        // What a restart makes of the intake is what has become of it.
        let rest = try self.supply(50, energy: 10_000)
        let last = try await self.withNode { node in
            #expect(await node.height == height)
            return try await node.submit([rest], at: MarketWorld.now).trades
        }
        #expect(last.reduce(0) { $0 + $1.energy.wattHours } == 24 * 30)
    }

    @Test func `is of one genesis`() async throws {
        try await self.withNode { _ in }
        let other = try LedgerSample(required: 3)
        await #expect(throws: LedgerError.self) {
            try await other.withNode(in: self.folder, sink: self.sink) { _ in }
        }
        try await self.withNode { _ in }
    }

    @Test func `cuts blocks by the batch size`() async throws {
        let small = try LedgerSample(maximumCount: 1)
        var messages = try (1...140).map { try self.demand($0, energy: 1) }
        messages.append(try self.supply(1, energy: 140))
        let report = try await small.withNode(in: self.folder, sink: self.sink) { [messages] node in
            try await node.submit(messages, at: MarketWorld.now)
        }
        #expect(report.trades.count == 140)
        // 128 trades share a proposal, so there are two.
        #expect(report.blocks == 2)
        #expect(try self.audit().invalid.isEmpty)
    }
}
