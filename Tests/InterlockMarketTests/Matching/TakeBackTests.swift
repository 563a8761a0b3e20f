import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import Testing

@testable import InterlockMarket

@Suite("A trade that the peers refused")
struct TakeBackTests {
    private func refusal(
        of trade: Trade,
        demand: UInt64 = 1,
        supply: UInt64 = 1,
        faults: Set<Side>
    ) -> TradeRefusal {
        TradeRefusal(
            number: trade.number,
            period: trade.period,
            demand: OrderKey(participant: trade.buyer, sequence: demand),
            supply: OrderKey(participant: trade.seller, sequence: supply),
            energy: trade.energy,
            price: trade.price,
            sellerPrice: trade.sellerPrice,
            faults: faults,
            reason: "as the test says"
        )
    }

    @Test func `gives the energy back to the party that is not at fault, and it trades with the next`() throws
    {
        var market = try CentreSample()
        _ = try market.sell(market.seller, 1, 100, at: -500, OrderConditions(periods: 2))
        _ = try market.sell(market.otherSeller, 1, 100, at: 2_000)
        let trade = try #require(try market.buy(market.buyer, 1, 60, at: 2_500).first)
        let after = market.centre.takeBack(
            self.refusal(of: trade, faults: [.sell]),
            at: MarketWorld.now
        )
        #expect(after.map(\.trade.seller) == [market.otherSeller.identity])
        #expect(after.map(\.trade.number) == [1])
        #expect(after.map(\.trade.energy.wattHours) == [60])
        // The order at fault has left all its books.
        #expect(market.depth().supplies.map(\.energy.wattHours) == [40])
        #expect(market.depth(market.world.period.run(of: 2)[1]) == .empty)
        #expect(market.centre.exposure(of: market.seller.identity) == .zero)
        #expect(market.centre.exposure(of: market.buyer.identity) == Money(units: 60 * 2_000))
    }

    @Test func `gives energy back to what is left of an order, and no more than the order has`() throws {
        var market = try CentreSample()
        _ = try market.buy(market.buyer, 1, 100, at: 2_500)
        let trade = try #require(try market.sell(market.seller, 1, 30, at: 2_000).first)
        _ = try market.buy(market.buyer, 2, 80, at: 2_500, OrderConditions(amends: 1))
        let refusal = self.refusal(of: trade, faults: [.sell])
        #expect(market.centre.takeBack(refusal, at: MarketWorld.now).isEmpty)
        #expect(market.depth().demands.map(\.energy.wattHours) == [80])
        #expect(market.centre.exposure(of: market.buyer.identity) == Money(units: 80 * 2_500))
    }

    @Test func `gives nothing back to an order that was cancelled, is over, or whose market has closed`()
        throws
    {
        let closure = try MarketWorld.shared().rules.gateClosure(of: MarketWorld.shared().period)
        for ending in ["cancelled", "over", "closed", "late"] {
            var market = try CentreSample()
            let end = MarketWorld.now.adding(seconds: 10)
            _ = try market.buy(market.buyer, 1, 100, at: 2_500, OrderConditions(timeInForce: .until(end)))
            let trade = try #require(try market.sell(market.seller, 1, 30, at: 2_000).first)
            var moment = MarketWorld.now
            switch ending {
            case "cancelled": try market.cancel(market.buyer, order: 1)
            case "over": moment = end
            case "late": moment = closure.adding(seconds: 1)
            default: _ = market.centre.close(market.world.period, at: moment)
            }
            market.centre.advance(to: moment)
            let refusal = self.refusal(of: trade, faults: [.sell])
            #expect(market.centre.takeBack(refusal, at: moment).isEmpty, "\(ending)")
            #expect(market.depth() == .empty, "\(ending)")
            #expect(market.centre.exposure(of: market.buyer.identity) == .zero, "\(ending)")
        }
    }

    @Test func `gives an immediate order another try, and nothing rests of it`() throws {
        var market = try CentreSample()
        _ = try market.sell(market.seller, 1, 100, at: 1_900)
        _ = try market.sell(market.otherSeller, 1, 40, at: 2_000)
        let conditions = OrderConditions(timeInForce: .immediateOrCancel)
        let trade = try #require(try market.buy(market.buyer, 1, 100, at: 2_500, conditions).first)
        let after = market.centre.takeBack(
            self.refusal(of: trade, faults: [.sell]),
            at: MarketWorld.now
        )
        #expect(figures(after.map(\.trade)) == [[40, 2_000]])
        #expect(market.depth() == .empty)
    }

    @Test func `comes to an end though no party is ever at fault`() throws {
        var market = try CentreSample()
        _ = try market.sell(market.seller, 1, 100, at: 1_900)
        var trades = try market.buy(market.buyer, 1, 100, at: 2_500)
        var rounds = 0
        while let trade = trades.popLast(), rounds < 100 {
            rounds += 1
            trades = market.centre.takeBack(self.refusal(of: trade, faults: []), at: MarketWorld.now).map(
                \.trade
            )
        }
        #expect((2...4).contains(rounds))
        #expect(market.depth() == .empty)
        #expect(market.centre.exposure(of: market.buyer.identity) == .zero)
    }
}
