import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import Testing

@testable import InterlockMarket

@Suite("The life of an order")
struct OrderLifeTests {
    @Test func `immediate-or-cancel trades what it can, and leaves nothing`() throws {
        var market = try CentreSample()
        #expect(try market.sell(market.seller, 1, 100, at: 1_900).isEmpty)
        let taken = try market.buy(
            market.buyer,
            1,
            250,
            at: 2_000,
            OrderConditions(timeInForce: .immediateOrCancel)
        )
        #expect(figures(taken) == [[100, 1_900]])
        #expect(market.depth() == .empty)
        #expect(market.centre.exposure(of: market.buyer.identity) == Money(units: 190_000))
    }

    @Test func `fill-or-kill trades whole or not at all`() throws {
        var market = try CentreSample()
        _ = try market.sell(market.seller, 1, 100, at: 1_900)
        let conditions = OrderConditions(timeInForce: .fillOrKill)
        #expect(try market.buy(market.buyer, 1, 101, at: 2_000, conditions).isEmpty)
        #expect(market.depth().supplies.map(\.energy.wattHours) == [100])
        #expect(market.centre.exposure(of: market.buyer.identity) == .zero)
        #expect(figures(try market.buy(market.buyer, 2, 100, at: 2_000, conditions)) == [[100, 1_900]])
    }

    @Test func `a minimum is for the arrival only: what is left rests`() throws {
        var market = try CentreSample()
        _ = try market.sell(market.seller, 1, 60, at: 1_900)
        let conditions = OrderConditions(minimumFill: Energy(wattHours: 50))
        #expect(figures(try market.buy(market.buyer, 1, 100, at: 2_000, conditions)) == [[60, 1_900]])
        #expect(market.depth().demands.map(\.energy.wattHours) == [40])
        #expect(figures(try market.sell(market.seller, 2, 10, at: 1_000)) == [[10, 2_000]])
        #expect(try market.buy(market.otherBuyer, 1, 100, at: 2_500, conditions).isEmpty)
    }

    @Test func `good till a time: at that time it trades no more`() throws {
        var market = try CentreSample()
        let end = MarketWorld.now.adding(seconds: 60)
        let conditions = OrderConditions(timeInForce: .until(end))
        _ = try market.sell(market.seller, 1, 100, at: 1_900, conditions)
        let last = end.adding(seconds: -1)
        #expect(figures(try market.buy(market.buyer, 1, 10, at: 2_000, moment: last)) == [[10, 1_900]])
        #expect(try market.buy(market.buyer, 2, 10, at: 2_000, moment: end).isEmpty)
        #expect(market.depth().supplies.isEmpty)
    }

    @Test func `an order for several periods trades in each apart`() throws {
        var market = try CentreSample()
        let periods = market.world.period.run(of: 3)
        _ = try market.sell(market.seller, 1, 100, at: 1_900, OrderConditions(periods: 3))
        #expect(market.centre.periods == periods)
        #expect(figures(try market.buy(market.buyer, 1, 70, at: 2_000, period: periods[1])) == [[70, 1_900]])
        #expect(market.depth(periods[0]).supplies.map(\.energy.wattHours) == [100])
        #expect(market.depth(periods[1]).supplies.map(\.energy.wattHours) == [30])
        #expect(market.centre.close(periods[0], at: MarketWorld.now).isEmpty)
        try market.cancel(market.seller, order: 1)
        #expect(periods.allSatisfy { market.depth($0) == .empty })
    }

    @Test func `an amendment to less keeps its place, any other goes last at its price`() throws {
        var market = try CentreSample()
        _ = try market.sell(market.seller, 1, 100, at: 1_900)
        _ = try market.sell(market.otherSeller, 1, 100, at: 1_900)
        _ = try market.sell(market.seller, 2, 40, at: 1_900, OrderConditions(amends: 1))
        let first = try market.buy(market.buyer, 1, 10, at: 1_900)
        #expect(first.map(\.seller) == [market.seller.identity])
        #expect(market.depth().supplies.map(\.energy.wattHours) == [130])
        _ = try market.sell(market.seller, 3, 90, at: 1_900, OrderConditions(amends: 1))
        let second = try market.buy(market.buyer, 2, 150, at: 1_900)
        #expect(second.map(\.seller) == [market.otherSeller, market.seller].map(\.identity))
        // Ten of the ninety were traded before the order was amended.
        #expect(second.map(\.energy.wattHours) == [100, 50])
        #expect(market.depth().supplies.map(\.energy.wattHours) == [30])
    }

    @Test func `an amendment to another price may trade at once, and one to what is traded ends it`() throws {
        var market = try CentreSample()
        _ = try market.sell(market.seller, 1, 100, at: 2_500)
        _ = try market.buy(market.buyer, 1, 60, at: 2_000)
        let trades = try market.sell(market.seller, 2, 100, at: 1_800, OrderConditions(amends: 1))
        #expect(figures(trades) == [[60, 2_000]])
        _ = try market.sell(market.seller, 3, 60, at: 1_800, OrderConditions(amends: 1))
        #expect(market.depth() == .empty)
        #expect(throws: Refusal.self) {
            try market.sell(market.seller, 4, 70, at: 1_800, OrderConditions(amends: 1))
        }
    }

    @Test func `what is not open is neither amended nor cancelled, and an amendment keeps side and periods`()
        throws
    {
        var market = try CentreSample()
        _ = try market.sell(market.prosumer, 1, 100, at: 1_900)
        #expect(refusal { try market.cancel(market.prosumer, order: 7) } == .unknownOrder)
        #expect(refusal { try market.cancel(market.seller, order: 1) } == .unknownOrder)
        let amendment = OrderConditions(amends: 1)
        #expect(refusal { _ = try market.buy(market.prosumer, 2, 50, at: 1_000, amendment) } == .limits)
        #expect(
            refusal {
                _ = try market.sell(market.prosumer, 2, 50, at: 1_900, OrderConditions(periods: 2, amends: 1))
            } == .limits
        )
        #expect(refusal { _ = try market.sell(market.seller, 2, 50, at: 1_900, amendment) } == .unknownOrder)
        _ = try market.sell(market.prosumer, 5, 50, at: 1_900, amendment)
        #expect(refusal { _ = try market.sell(market.prosumer, 4, 40, at: 1_900, amendment) } == .limits)
        try market.cancel(market.prosumer, order: 1)
        #expect(market.depth() == .empty)
        #expect(refusal { try market.cancel(market.prosumer, order: 1) } == .unknownOrder)
    }

    @Test func `at gate closure an auction matches, and what is left lapses with its exposure`() throws {
        var market = try CentreSample { $0.trading.mechanism = .uniformPrice }
        _ = try market.sell(market.seller, 1, 100, at: 1_900)
        _ = try market.buy(market.buyer, 1, 250, at: 2_000)
        #expect(market.centre.exposure(of: market.buyer.identity) == Money(units: 500_000))
        let trades = market.centre.close(market.world.period, at: MarketWorld.now).map(\.trade)
        #expect(figures(trades) == [[100, 1_900]])
        #expect(market.centre.exposure(of: market.buyer.identity) == Money(units: 190_000))
        #expect(market.centre.periods.isEmpty)
        #expect(refusal { try market.cancel(market.buyer, order: 1) } == .unknownOrder)
    }

    @Test func `new rules cancel what breaks them, and the rest may meet under the new mechanism`() throws {
        var market = try CentreSample { $0.trading.mechanism = .uniformPrice }
        _ = try market.sell(market.seller, 1, 100, at: 1_900)
        _ = try market.sell(market.otherSeller, 1, 100, at: 1_955)
        _ = try market.buy(market.buyer, 1, 150, at: 2_000)
        var rules = market.centre.rules
        rules.trading.tick = 10
        rules.priceFloor = Price(units: 0)
        rules.trading.mechanism = .continuous
        let trades = try market.centre.change(rules, at: MarketWorld.now).map(\.trade)
        #expect(figures(trades) == [[100, 1_900]])
        #expect(market.depth().supplies.isEmpty)
        #expect(market.depth().demands.map(\.energy.wattHours) == [50])
        rules.trading.tick = 0
        #expect(throws: MarketError.self) { try market.centre.change(rules, at: MarketWorld.now) }
        #expect(market.depth().demands.map(\.energy.wattHours) == [50])
    }

    @Test func `what comes after a period was closed finds it closed, and its trades are of before`() throws {
        var market = try CentreSample { $0.trading.mechanism = .uniformPrice }
        let (period, closure) = (market.world.period, market.world.rules.gateClosure(of: market.world.period))
        _ = try market.sell(market.seller, 1, 100, at: 1_900, OrderConditions(periods: 2))
        _ = try market.buy(market.buyer, 1, 50, at: 2_000, OrderConditions(periods: 2))
        let late = market.centre.close(period, at: closure.adding(seconds: 30)).map(\.trade)
        #expect(late.map(\.matchedAt) == [closure])
        #expect(refusal { _ = try market.buy(market.otherBuyer, 1, 50, at: 2_000) } == .gateClosed)
        let next = try DeliveryPeriod(start: period.end)
        #expect(
            figures(market.centre.close(next, at: closure.adding(seconds: 900)).map(\.trade)) == [
                [50, 1_900]
            ]
        )
    }

    @Test func `an amendment of the other side does nothing, even where nobody checked it`() throws {
        var market = try CentreSample()
        _ = try market.buy(market.prosumer, 1, 100, at: 1_900)
        let other = try market.verified(
            Supply.self,
            of: market.prosumer,
            2,
            energy: 100,
            price: 1_900,
            conditions: OrderConditions(amends: 1)
        )
        #expect(market.centre.submit(Admitted(other)).isEmpty)
        #expect(figures(try market.sell(market.seller, 1, 100, at: 1_800)) == [[100, 1_900]])
    }

    @Test func `new rules cancel the orders of those they forbid, so that nobody meets them`() throws {
        var market = try CentreSample()
        _ = try market.sell(market.seller, 1, 100, at: 1_900)
        _ = try market.sell(market.otherSeller, 1, 100, at: 1_950)
        let forbidden = market.seller.identity
        _ = try market.centre.change(market.centre.rules, at: MarketWorld.now) { _, side, signer in
            side == .buy || signer.attributes.identity != forbidden
        }
        #expect(
            try market.buy(market.buyer, 1, 200, at: 2_000).map(\.seller) == [market.otherSeller.identity]
        )
    }

    @Test func `new rules judge an order once, however many periods it is for`() throws {
        var market = try CentreSample()
        _ = try market.sell(market.seller, 1, 100, at: 1_900, OrderConditions(periods: 96))
        _ = try market.sell(market.otherSeller, 1, 100, at: 1_950, OrderConditions(periods: 3))
        var questions = 0
        _ = try market.centre.change(market.centre.rules, at: MarketWorld.now) { _, _, _ in
            questions += 1
            return true
        }
        #expect(questions == 2)
        #expect(market.depth().supplies.map(\.energy.wattHours) == [100, 100])
    }

    @Test func `an order for many periods is in memory once`() {
        #expect(MemoryLayout<OrderBook.Entry>.size <= 32)
        #expect(MemoryLayout<OrderBook.Standing>.size <= 40)
    }
}
