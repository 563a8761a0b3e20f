/// A clearing rule that collects orders, and matches them when the period closes.
protocol CallAuction: ClearingRule {
    var book: CallBook { get set }
    /// The matches of one part of the market.
    func clear(_ market: Submarket) -> [Match]
}

extension CallAuction {
    /// Takes an order for the close.
    public mutating func submit(_ order: BookOrder, into outcome: inout ClearingOutcome) {
        self.book.submit(order, into: &outcome)
    }

    /// Takes an order out.
    public mutating func cancel(_ position: UInt64) -> Energy? { self.book.cancel(position) }

    /// Leaves an order less.
    public mutating func reduce(_ position: UInt64, to energy: Energy) -> Bool {
        self.book.reduce(position, to: energy)
    }

    /// Matches the orders, part by part of the market, in the sequence of their first groups of buyers.
    public mutating func close(into outcome: inout ClearingOutcome) {
        let orders = self.book.close(self.partners, into: &outcome)
        for market in Submarket.split(orders, by: self.partners) {
            outcome.matches += self.clear(market)
        }
    }

    /// The collected orders by price.
    public var depth: BookDepth { self.book.depth }
}

/// What orders of one side are to trade, in the sequence in which they are paired.
struct Fills {
    private var offers: [Offer]
    private var next = 0

    init(_ offers: some Sequence<Offer>) { self.offers = Array(offers) }

    var first: Offer? { self.next < self.offers.count ? self.offers[self.next] : nil }

    mutating func take(_ energy: Int64) {
        self.offers[self.next].energy -= energy
        if self.offers[self.next].energy == 0 { self.next += 1 }
    }
}

extension Fills {
    /// Pairs up to `limit` of both, first with first; at most as many matches as there are orders.
    static func pair(
        _ demands: inout Fills,
        _ supplies: inout Fills,
        limit: Int64 = .max,
        price: Price,
        sellerPrice: Price
    ) -> [Match] {
        var matches: [Match] = []
        var left = limit
        while left > 0, let demand = demands.first, let supply = supplies.first {
            let energy = min(demand.energy, supply.energy, left)
            matches.append(
                Match(
                    demand: demand.position,
                    supply: supply.position,
                    energy: Energy(wattHours: energy),
                    price: price,
                    sellerPrice: sellerPrice
                )
            )
            demands.take(energy)
            supplies.take(energy)
            left -= energy
        }
        return matches
    }
}
