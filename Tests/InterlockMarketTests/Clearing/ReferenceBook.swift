import InterlockMarket

/// The continuous double auction in the plainest way: every arriving order looks through all that rest, again for each
/// match.
struct ReferenceBook {
    /// Who may buy of whom, by groups.
    let permits: (Int, Int) -> Bool
    private(set) var resting: [BookOrder] = []
    private(set) var left: [UInt64: Int64] = [:]

    struct Event: Hashable {
        /// Nil where the order was cancelled.
        var other: UInt64?
        var order: UInt64
        var energy: Int64
        var price: Int64
    }

    init(permits: @escaping (Int, Int) -> Bool = { _, _ in true }) { self.permits = permits }

    /// What the order does: matches by the other's position, and cancellations, in sequence.
    mutating func submit(_ order: BookOrder) -> [Event] {
        var energy = order.energy.wattHours
        let met = self.resting.filter { $0.owner != order.owner && self.meets(order, $0) }
        if met.reduce(0, { $0 + (self.left[$1.position] ?? 0) }) < order.minimum.wattHours {
            return [Event(order: order.position, energy: energy, price: 0)]
        }
        var events: [Event] = []
        while energy > 0, let best = self.best(for: order) {
            let available = self.left[best.position] ?? 0
            if best.owner == order.owner {
                events.append(Event(order: best.position, energy: available, price: 0))
                self.remove(best.position)
                continue
            }
            let traded = min(energy, available)
            energy -= traded
            self.left[best.position] = available - traded
            if available == traded { self.remove(best.position) }
            events.append(
                Event(other: best.position, order: order.position, energy: traded, price: best.price.units)
            )
        }
        if energy > 0 {
            if order.rests {
                self.resting.append(order)
                self.left[order.position] = energy
            } else {
                events.append(Event(order: order.position, energy: energy, price: 0))
            }
        }
        return events
    }

    mutating func cancel(_ position: UInt64) -> Int64? {
        let energy = self.left[position]
        self.remove(position)
        return energy
    }

    mutating func reduce(_ position: UInt64, to energy: Int64) -> Bool {
        guard let left = self.left[position], energy < left else { return false }
        self.left[position] = energy
        return true
    }

    private mutating func remove(_ position: UInt64) {
        self.resting.removeAll { $0.position == position }
        self.left[position] = nil
    }

    private func meets(_ order: BookOrder, _ other: BookOrder) -> Bool {
        guard order.side != other.side else { return false }
        let (demand, supply) = order.side == .buy ? (order, other) : (other, order)
        return supply.price <= demand.price && self.permits(demand.group, supply.group)
    }

    /// The resting order that comes first: the best price, of these the lowest position.
    private func best(for order: BookOrder) -> BookOrder? {
        self.resting.filter { self.meets(order, $0) }.min {
            let (first, second) = (self.gain($0, order), self.gain($1, order))
            return first != second ? first > second : $0.position < $1.position
        }
    }

    private func gain(_ other: BookOrder, _ order: BookOrder) -> Int64 {
        order.side == .buy ? order.price.units - other.price.units : other.price.units - order.price.units
    }
}
