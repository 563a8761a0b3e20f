/// The continuous double auction: best price first, at one price the earlier first, at the resting order's price.
///
/// An order that arrives is matched against the other side until it is filled or no limit crosses its own; what
/// is left rests. An order passes over its owner's resting orders and leaves them in place. Each order enters
/// and leaves a heap once for each time it is passed over or matched: N log N in all.
///
/// Source: the price/time algorithm of electronic order books, as in Gould et al., "Limit order books",
/// Quantitative Finance 13 (2013), section 2.
public struct PriceTimePriority: ClearingRule {
    private var demands = PriorityQueue<Resting>()
    private var supplies = PriorityQueue<Resting>()

    /// Starts with an empty book.
    public init() {}

    /// Matches the order against the other side; what is left of it rests.
    public mutating func submit(_ order: BookOrder) -> [Match] {
        var arriving = order
        let matches =
            switch order.side {
            case .buy: Self.match(&arriving, against: &self.supplies)
            case .sell: Self.match(&arriving, against: &self.demands)
            }
        guard arriving.energy > .zero else { return matches }
        switch order.side {
        case .buy: self.demands.insert(Resting(arriving))
        case .sell: self.supplies.insert(Resting(arriving))
        }
        return matches
    }

    /// Matches nothing: whatever could meet has met.
    public mutating func close() -> [Match] { [] }

    private static func match(_ arriving: inout BookOrder, against queue: inout PriorityQueue<Resting>)
        -> [Match]
    {
        var matches: [Match] = []
        var passedOver: [Resting] = []
        while arriving.energy > .zero, var best = queue.first, best.crosses(arriving) {
            queue.removeFirst()
            if best.order.owner == arriving.owner {
                passedOver.append(best)
                continue
            }
            let energy = min(arriving.energy, best.order.energy)
            let (demand, supply) = arriving.side == .buy ? (arriving, best.order) : (best.order, arriving)
            matches.append(
                Match(
                    demand: demand.position,
                    supply: supply.position,
                    energy: energy,
                    price: best.order.price
                )
            )
            arriving.energy = arriving.energy - energy
            best.order.energy = best.order.energy - energy
            if best.order.energy > .zero { queue.insert(best) }
        }
        for order in passedOver { queue.insert(order) }
        return matches
    }
}

/// An order that waits, before all that are worse for the other side or as good and later.
private struct Resting: Comparable, Sendable {
    var order: BookOrder

    init(_ order: BookOrder) { self.order = order }

    func crosses(_ arriving: BookOrder) -> Bool {
        arriving.side == .buy ? arriving.price >= self.order.price : arriving.price <= self.order.price
    }

    static func < (left: Resting, right: Resting) -> Bool {
        let (a, b) = (left.order, right.order)
        if a.price == b.price { return a.position < b.position }
        return a.side == .buy ? a.price > b.price : a.price < b.price
    }
}
