import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import TestSupport
import Testing

@testable import InterlockMarket

@Suite("Reading the market")
struct ReadingTests {
    private typealias Books = RandomBooks

    private func depth(_ orders: [BookOrder]) -> BookDepth {
        var rule = UniformPriceAuction(terms: ClearingTerms())
        var outcome = ClearingOutcome()
        for order in orders { rule.submit(order, into: &outcome) }
        return rule.depth
    }

    @Test func `depth adds up by price, best first, and a merit order over prices`() {
        let depth = self.depth([
            Books.order(0, .buy, 30, 5), Books.order(1, .buy, 40, 2), Books.order(2, .buy, 30, 1),
            Books.order(3, .sell, 50, 9), Books.order(4, .sell, 10, 4), Books.order(5, .sell, 35, 3),
        ])
        #expect(depth.demands.map(\.price.units) == [40, 30])
        #expect(depth.demands.map(\.energy.wattHours) == [2, 6])
        #expect(depth.demands.map(\.orders) == [1, 2])
        #expect(depth.supplies.map(\.price.units) == [10, 35, 50])
        let order = MeritOrder(depth)
        #expect(order.demands.map(\.cumulative.wattHours) == [2, 8])
        #expect(order.supplies.map(\.cumulative.wattHours) == [4, 7, 16])
        #expect(order.volume == Energy(wattHours: 4))
    }

    @Test func `the curves cross where the uniform price clears`() {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<500 {
            let orders = Books.book(&generator).map {
                Books.order($0.position, $0.side, $0.price.units, $0.energy.wattHours)
            }
            let traded = UniformPriceAuction.clear(orders).matches.reduce(0) { $0 + $1.energy.wattHours }
            #expect(MeritOrder(self.depth(orders)).volume.wattHours == traded)
        }
    }

    @Test func `the picture is the same anywhere, and an empty book has one too`() {
        let order = MeritOrder(self.depth([Books.order(0, .buy, 30, 5), Books.order(1, .sell, 10, 10)]))
        let picture = order.svg(title: "a < b & c")
        #expect(picture.contains("a &lt; b &amp; c"))
        #expect(picture.contains("<path d=\"M80 260V260H700\""))
        #expect(picture.contains("<path d=\"M80 40V40H390\""))
        #expect(picture == order.svg(title: "a < b & c"))
        #expect(MeritOrder(.empty).svg(title: "").hasPrefix("<svg"))
    }

    @Test func `statistics of a period are those of its trades`() throws {
        var market = try CentreSample()
        _ = try market.sell(market.seller, 1, 100, at: 1_900)
        _ = try market.sell(market.seller, 2, 300, at: 1_700)
        _ = try market.sell(market.seller, 3, 100, at: 2_301)
        var trades = try market.buy(market.buyer, 1, 400, at: 2_000)
        trades += try market.buy(market.buyer, 2, 1, at: 2_301)
        let statistics = PeriodStatistics.of(trades)
        #expect(statistics.count == 1)
        let period = try #require(statistics.first)
        #expect((period.trades, period.energy.wattHours) == (3, 401))
        #expect(
            [period.open, period.high, period.low, period.last].map(\.units) == [1_700, 2_301, 1_700, 2_301]
        )
        // 702,301 over 401 is 1,751.3.
        #expect(period.amount == Money(units: 702_301))
        #expect(period.meanPrice.units == 1_751)
        #expect(market.centre.lastPrice?.units == 2_301)
    }
}
