import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import Testing

@testable import InterlockMarket

@Suite("The time of orders")
struct DeadlineTests {
    let world: MarketWorld

    init() throws { self.world = try MarketWorld.shared() }

    /// A seller whose certificate ends then, with its supply for some periods.
    private func brief(until end: Timestamp, periods: Int = 1) throws -> (
        person: MarketPerson, supply: [UInt8]
    ) {
        let person = try MarketWorld.person(
            "brief-1",
            .seller,
            ["SubmitSupply"],
            validity: MarketWorld.day...end,
            by: self.world.authority
        )
        var terms = try self.world.order(Supply.self, of: person, price: 1_900).terms
        terms.conditions = OrderConditions(periods: periods)
        let supply = try Supply(terms: terms).signed(with: person.key, certificate: person.certificate)
        return (person, supply.encoded)
    }

    @Test func `an order good until after the closure is good at it, however late the period is closed`()
        throws
    {
        let closure = self.world.rules.gateClosure(of: self.world.period)
        for pokes in [[], [1], [1, 2], [3]] as [[Int64]] {
            var market = try CentreSample { $0.trading.mechanism = .uniformPrice }
            let end = OrderConditions(timeInForce: .until(closure.adding(seconds: 1)))
            _ = try market.sell(market.seller, 1, 100, at: 1_000, end)
            _ = try market.sell(market.otherSeller, 1, 100, at: 1_100)
            _ = try market.buy(market.buyer, 1, 100, at: 3_000)
            for poke in pokes { market.centre.advance(to: closure.adding(seconds: poke)) }
            let trades = market.centre.close(self.world.period, at: closure.adding(seconds: 4))
            #expect(trades.map(\.trade.seller) == [market.seller.identity])
            #expect(trades.map(\.trade.matchedAt) == [closure])
        }
    }

    @Test func `an order that ends at or before the closure is over at it`() throws {
        let closure = self.world.rules.gateClosure(of: self.world.period)
        var market = try CentreSample { $0.trading.mechanism = .uniformPrice }
        _ = try market.sell(market.seller, 1, 100, at: 1_000, OrderConditions(timeInForce: .until(closure)))
        _ = try market.buy(market.buyer, 1, 100, at: 3_000)
        #expect(market.centre.close(self.world.period, at: closure.adding(seconds: 4)).isEmpty)
    }

    @Test func `an order leaves all books when its signer's chain ends`() throws {
        let end = MarketWorld.now.adding(seconds: 30)
        let (person, supply) = try self.brief(until: end, periods: 3)
        let gate = try self.world.gate(knowing: [person])
        for verifier in [gate.verifier, nil] {
            var market = try CentreSample()
            let order: Admitted<Supply> = Admitted(try gate.verifier.verify(supply, at: MarketWorld.now))
            _ = market.centre.submit(order)
            market.centre.advance(to: end, judgedBy: verifier)
            #expect(!market.centre.isDue(at: end))
            #expect(market.centre.isDue(at: end.adding(seconds: 1)))
            #expect(market.depth().supplies.count == 1)
            market.centre.advance(to: end.adding(seconds: 1), judgedBy: verifier)
            #expect(self.world.period.run(of: 3).allSatisfy { market.depth($0) == .empty })
            #expect(market.centre.exposure(of: person.identity) == .zero)
        }
    }

    @Test func `an order whose signer's list is stale waits for the next list`() throws {
        let end = MarketWorld.now.adding(seconds: 30)
        let (person, supply) = try self.brief(until: end)
        let stale = try MarketWorld.list(of: self.world.authority, to: MarketWorld.now)
        let gate = try self.world.gate(lists: [stale])
        gate.verifier.directory.add([person.certificate])
        let buyer = self.world.buyers[0]
        let demand: Admitted<Demand> = Admitted(
            try gate.verifier.verify(self.world.demand(by: buyer), at: MarketWorld.now)
        )
        let order: Admitted<Supply> = Admitted(try gate.verifier.verify(supply, at: MarketWorld.now))
        var market = try CentreSample { $0.trading.mechanism = .uniformPrice }
        _ = market.centre.submit(order)
        _ = market.centre.submit(demand)
        market.centre.removeOrders(at: end, judgedBy: gate.verifier)
        #expect(market.depth().supplies.count == 1 && market.depth().demands.count == 1)
        market.centre.advance(to: end.adding(seconds: 1), judgedBy: gate.verifier)
        #expect(market.depth().supplies.isEmpty && market.depth().demands.count == 1)
    }

    @Test func `an order leaves when a policy permits it no longer`() throws {
        let end = MarketWorld.now.adding(seconds: 30)
        let policy = """
            forbid (principal, action == Interlock::Action::"SubmitSupply", resource)
            when { context.now > \(end.secondsSinceEpoch) };
            """
        let gate = try self.world.gate(policies: MarketPolicies.text + policy)
        let bytes = try self.world.supply(by: self.world.sellers[0])
        #expect(gate.verifier.isPermissionTimed)
        #expect(try !self.world.gate().verifier.isPermissionTimed)
        var market = try CentreSample()
        market.centre.isPermissionTimed = true
        let order: Admitted<Supply> = Admitted(try gate.verifier.verify(bytes, at: MarketWorld.now))
        _ = market.centre.submit(order)
        market.centre.advance(to: end, judgedBy: gate.verifier)
        #expect(market.depth().supplies.count == 1)
        market.centre.advance(to: end.adding(seconds: 1), judgedBy: gate.verifier)
        #expect(market.depth() == .empty)
    }

    @Test func `orders of a revoked signer leave all books`() throws {
        let (person, supply) = try self.brief(until: MarketWorld.validity.upperBound, periods: 2)
        let gate = try self.world.gate(knowing: [person])
        var market = try CentreSample()
        let order: Admitted<Supply> = Admitted(try gate.verifier.verify(supply, at: MarketWorld.now))
        _ = market.centre.submit(order)
        market.centre.removeOrders(at: MarketWorld.now, judgedBy: gate.verifier)
        #expect(market.depth().supplies.count == 1)
        let list = try MarketWorld.list(of: self.world.authority, revoking: [person], number: 2)
        gate.verifier.update(try self.world.chains([list]))
        market.centre.removeOrders(at: MarketWorld.now, judgedBy: gate.verifier)
        #expect(self.world.period.run(of: 2).allSatisfy { market.depth($0) == .empty })
    }
}
