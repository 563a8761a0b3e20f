/// Where demand and supply of a part of the market cross: the price of a ``UniformPriceAuction``.
///
/// Demand and supply change at a supply's price and just above a demand's, and nowhere else, so one sweep over these
/// prices, ascending, sees every combination of the two.
struct CrossingPrice {
    let price: Price
    /// What changes hands at it.
    let volume: Int64

    /// Finds it; nil where nothing can be traded.
    init?(_ market: Submarket, terms: ClearingTerms) {
        var sweep = Sweep(market)
        let reference = terms.rounded(terms.referencePrice.units).units
        var best: Candidate?
        while let range = sweep.next() {
            let volume = sweep.volume
            guard volume > 0 else { continue }
            let price = terms.price(in: range)
            let candidate = Candidate(
                isTick: price.units.isMultiple(of: terms.tick),
                volume: volume,
                surplus: sweep.surplus,
                distance: (price.units - reference).magnitude,
                price: price
            )
            if best.map({ candidate.isBetter(than: $0) }) ?? true { best = candidate }
        }
        guard let best else { return nil }
        self.price = best.price
        self.volume = best.volume
    }

    private struct Candidate {
        let isTick: Bool
        let volume: Int64
        let surplus: Int64
        let distance: UInt64
        let price: Price

        /// Candidates come in ascending prices, so of equals the first stays.
        func isBetter(than other: Candidate) -> Bool {
            if self.isTick != other.isTick { return self.isTick }
            if self.volume != other.volume { return self.volume > other.volume }
            if self.surplus != other.surplus { return self.surplus < other.surplus }
            return self.distance < other.distance
        }
    }
}

extension ClearingTerms {
    /// The multiple of the tick in a range that is nearest to the reference price, rounded down to one; the range's lowest
    /// price where there is none in it.
    fileprivate func price(in range: ClosedRange<Int64>) -> Price {
        let lowest = self.rounded(range.lowerBound + self.tick - 1)
        let highest = self.rounded(range.upperBound)
        guard lowest <= highest else { return Price(units: range.lowerBound) }
        return min(max(self.rounded(self.referencePrice.units), lowest), highest)
    }
}

/// Goes through the ranges of prices within which no order joins or leaves.
private struct Sweep {
    private let market: Submarket
    /// For each class of buyers, how many of its demands are at or above the price, and what they come to.
    private var demandEnds: [Int]
    private var demands: [Int64]
    /// For each class of sellers, how many of its supplies are at or below the price, and what they come to.
    private var supplyEnds: [Int]
    private var supplies: [Int64]

    init(_ market: Submarket) {
        self.market = market
        self.demandEnds = market.demands.map(\.count)
        self.demands = market.demands.map { $0.reduce(0) { $0 + $1.energy } }
        self.supplyEnds = market.supplies.map { _ in 0 }
        self.supplies = self.supplyEnds.map(Int64.init)
    }

    /// What can be traded.
    var volume: Int64 {
        guard self.demands.count > 1 || self.supplies.count > 1 else {
            return min(self.demands[0], self.supplies[0])
        }
        return TradeFlow(demands: self.demands, supplies: self.supplies, permits: self.market.permits).total
    }

    var surplus: Int64 { abs(self.demands.reduce(0, +) - self.supplies.reduce(0, +)) }

    /// Moves to the next range; nil after the last.
    mutating func next() -> ClosedRange<Int64>? {
        guard let price = self.nextBreak else { return nil }
        for place in self.demands.indices {
            let offers = self.market.demands[place]
            while self.demandEnds[place] > 0, offers[self.demandEnds[place] - 1].price < price {
                self.demandEnds[place] -= 1
                self.demands[place] -= offers[self.demandEnds[place]].energy
            }
        }
        for place in self.supplies.indices {
            let offers = self.market.supplies[place]
            while self.supplyEnds[place] < offers.count, offers[self.supplyEnds[place]].price <= price {
                self.supplies[place] += offers[self.supplyEnds[place]].energy
                self.supplyEnds[place] += 1
            }
        }
        return price...max(price, (self.nextBreak ?? price + 1) - 1)
    }

    /// The next price at which a supply joins, or a demand has left.
    private var nextBreak: Int64? {
        var lowest: Int64?
        for (offers, end) in zip(self.market.demands, self.demandEnds) where end > 0 {
            lowest = min(lowest ?? .max, offers[end - 1].price + 1)
        }
        for (offers, end) in zip(self.market.supplies, self.supplyEnds) where end < offers.count {
            lowest = min(lowest ?? .max, offers[end].price)
        }
        return lowest
    }
}
