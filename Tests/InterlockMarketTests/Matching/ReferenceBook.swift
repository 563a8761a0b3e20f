import InterlockMarket

/// Price-time priority in the plainest way: every arriving order looks through all that rest, again for each match.
struct ReferenceBook {
    struct Order {
        let position: UInt64
        let side: Side
        let price: Int64
        var energy: Int64
        let owner: Int
    }

    struct Match: Hashable {
        let demand: UInt64
        let supply: UInt64
        let energy: Int64
        let price: Int64
    }

    private(set) var resting: [Order] = []

    mutating func submit(_ order: Order) -> [Match] {
        var order = order
        var matches: [Match] = []
        while order.energy > 0, let best = self.best(for: order) {
            let energy = min(order.energy, self.resting[best].energy)
            let other = self.resting[best]
            matches.append(
                Match(
                    demand: order.side == .buy ? order.position : other.position,
                    supply: order.side == .buy ? other.position : order.position,
                    energy: energy,
                    price: other.price
                )
            )
            order.energy -= energy
            self.resting[best].energy -= energy
            self.resting.removeAll { $0.energy == 0 }
        }
        if order.energy > 0 { self.resting.append(order) }
        return matches
    }

    /// The resting order that comes first for `order`: the best price, of these the lowest position.
    private func best(for order: Order) -> Int? {
        var best: Int?
        for (index, other) in self.resting.enumerated() {
            guard other.side != order.side, other.owner != order.owner else { continue }
            let gain = order.side == .buy ? order.price - other.price : other.price - order.price
            guard gain >= 0 else { continue }
            guard let held = best.map({ self.resting[$0] }) else {
                best = index
                continue
            }
            let heldGain = order.side == .buy ? order.price - held.price : held.price - order.price
            if gain > heldGain || (gain == heldGain && other.position < held.position) { best = index }
        }
        return best
    }
}
