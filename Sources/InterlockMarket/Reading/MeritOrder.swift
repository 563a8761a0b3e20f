/// The merit order of a book: its supplies from the cheapest on, its demands from the dearest on, added up.
///
/// Source: the aggregated curves that power exchanges publish for each delivery period.
public struct MeritOrder: Hashable, Sendable {
    /// The orders of one side at one price.
    public struct Step: Hashable, Sendable {
        /// The price.
        public let price: Price
        /// What they offer.
        public let energy: Energy
        /// What they offer together with all better prices of their side.
        public let cumulative: Energy
    }

    /// The demands, highest price first.
    public let demands: [Step]
    /// The supplies, lowest price first.
    public let supplies: [Step]
    /// The most energy that can be traded if everyone may trade with everyone.
    public let volume: Energy

    /// Adds up a book.
    public init(_ depth: BookDepth) {
        self.demands = Self.steps(depth.demands)
        self.supplies = Self.steps(depth.supplies)
        self.volume = Self.volume(self.demands, self.supplies)
    }

    private static func steps(_ levels: [BookDepth.Level]) -> [Step] {
        var cumulative = Energy.zero
        return levels.map { level in
            cumulative = cumulative + level.energy
            return Step(price: level.price, energy: level.energy, cumulative: cumulative)
        }
    }

    /// How far the two curves go before the supply's price is above the demand's.
    private static func volume(_ demands: [Step], _ supplies: [Step]) -> Energy {
        var (demand, supply) = (0, 0)
        var volume = Energy.zero
        while demand < demands.count, supply < supplies.count,
            supplies[supply].price <= demands[demand].price
        {
            let (demanded, supplied) = (demands[demand].cumulative, supplies[supply].cumulative)
            volume = min(demanded, supplied)
            if demanded == volume { demand += 1 }
            if supplied == volume { supply += 1 }
        }
        return volume
    }
}
