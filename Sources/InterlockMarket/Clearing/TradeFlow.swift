/// The most energy that can flow from classes of sellers to classes of buyers that may trade with them.
///
/// Source: maximum flow by shortest augmenting paths, Edmonds and Karp, Journal of the ACM 19 (1972). The classes are
/// gone through in their sequence, so the flow is the same everywhere.
struct TradeFlow {
    /// What each class of buyers takes of each class of sellers.
    private(set) var energy: [[Int64]]
    private(set) var total: Int64 = 0

    init(demands: [Int64], supplies: [Int64], permits: [[Bool]]) {
        self.energy = demands.map { _ in supplies.map { _ in 0 } }
        var (demands, supplies) = (demands, supplies)
        while let path = self.path(demands, supplies, permits) { self.augment(path, &demands, &supplies) }
    }

    /// A path that more energy can take: classes of buyers and of sellers by turns, of which each buyer's class after
    /// the first gives up what it has of the seller's class before it.
    private func path(_ demands: [Int64], _ supplies: [Int64], _ permits: [[Bool]]) -> (
        buyers: [Int], sellers: [Int]
    )? {
        /// The seller's class by which each buyer's class was reached, and the other way round.
        var buyerFrom = [Int?](repeating: nil, count: demands.count)
        var sellerFrom = [Int?](repeating: nil, count: supplies.count)
        var reached = demands.map { $0 > 0 }
        var queue = demands.indices.filter { demands[$0] > 0 }
        var next = 0
        while next < queue.count {
            let buyer = queue[next]
            next += 1
            for seller in supplies.indices where permits[buyer][seller] && sellerFrom[seller] == nil {
                sellerFrom[seller] = buyer
                if supplies[seller] > 0 {
                    var path = (buyers: [buyer], sellers: [seller])
                    while let seller = buyerFrom[path.buyers[path.buyers.count - 1]],
                        let buyer = sellerFrom[seller]
                    {
                        path.sellers.append(seller)
                        path.buyers.append(buyer)
                    }
                    return (path.buyers.reversed(), path.sellers.reversed())
                }
                for other in demands.indices where !reached[other] && self.energy[other][seller] > 0 {
                    reached[other] = true
                    buyerFrom[other] = seller
                    queue.append(other)
                }
            }
        }
        return nil
    }

    private mutating func augment(
        _ path: (buyers: [Int], sellers: [Int]),
        _ demands: inout [Int64],
        _ supplies: inout [Int64]
    ) {
        let (first, last) = (path.buyers[0], path.sellers[path.sellers.count - 1])
        var amount = min(demands[first], supplies[last])
        for step in 1..<path.buyers.count {
            amount = min(amount, self.energy[path.buyers[step]][path.sellers[step - 1]])
        }
        for step in path.buyers.indices {
            self.energy[path.buyers[step]][path.sellers[step]] += amount
            if step > 0 { self.energy[path.buyers[step]][path.sellers[step - 1]] -= amount }
        }
        demands[first] -= amount
        supplies[last] -= amount
        self.total += amount
    }
}
