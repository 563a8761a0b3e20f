/// The open orders of a book, added up by price.
public struct BookDepth: Hashable, Sendable {
    /// The open orders of one side at one price.
    public struct Level: Hashable, Sendable {
        /// The price.
        public let price: Price
        /// What they have left.
        public let energy: Energy
        /// How many there are.
        public let orders: Int
    }

    /// The demands, highest price first.
    public let demands: [Level]
    /// The supplies, lowest price first.
    public let supplies: [Level]

    /// No orders.
    public static let empty = BookDepth(demands: [], supplies: [])

    /// Takes levels of either side in any sequence; those of one price become one.
    init(demands: [Level], supplies: [Level]) {
        self.demands = Self.merged(demands).reversed()
        self.supplies = Self.merged(supplies)
    }

    private static func merged(_ levels: [Level]) -> [Level] {
        var merged: [Level] = []
        for level in levels.sorted(by: { $0.price < $1.price }) {
            if let last = merged.last, last.price == level.price {
                merged[merged.count - 1] = Level(
                    price: level.price,
                    energy: last.energy + level.energy,
                    orders: last.orders + level.orders
                )
            } else {
                merged.append(level)
            }
        }
        return merged
    }
}
