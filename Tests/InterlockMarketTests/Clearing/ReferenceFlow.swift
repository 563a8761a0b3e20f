import InterlockMarket

/// The most that single orders can trade with each other, by looking for any way at all to move one more watt-hour.
struct ReferenceFlow {
    private(set) var total: Int64 = 0
    private var demandLeft: [Int64]
    private var supplyLeft: [Int64]
    private var flow: [[Int64]]
    private let permits: [[Bool]]

    init(_ demands: [BookOrder], _ supplies: [BookOrder], permits: (BookOrder, BookOrder) -> Bool) {
        self.demandLeft = demands.map(\.energy.wattHours)
        self.supplyLeft = supplies.map(\.energy.wattHours)
        self.flow = demands.map { _ in supplies.map { _ in 0 } }
        self.permits = demands.map { demand in supplies.map { permits(demand, $0) } }
        for demand in demands.indices {
            while self.demandLeft[demand] > 0 {
                var seen = Set<Int>()
                guard self.push(demand, &seen) else { break }
                self.demandLeft[demand] -= 1
                self.total += 1
            }
        }
    }

    /// Finds a watt-hour for a demand, taking one from another demand that finds a further one where need be.
    private mutating func push(_ demand: Int, _ seen: inout Set<Int>) -> Bool {
        for supply in self.supplyLeft.indices
        where self.permits[demand][supply] && seen.insert(supply).inserted {
            if self.supplyLeft[supply] > 0 {
                self.supplyLeft[supply] -= 1
                self.flow[demand][supply] += 1
                return true
            }
            for other in self.flow.indices where other != demand && self.flow[other][supply] > 0 {
                guard self.push(other, &seen) else { continue }
                self.flow[other][supply] -= 1
                self.flow[demand][supply] += 1
                return true
            }
        }
        return false
    }

    /// The parts of a market, by whose orders can reach whose.
    static func parts(_ permits: [[Bool]], _ orders: [BookOrder]) -> [(buyers: Set<Int>, sellers: Set<Int>)] {
        var parts: [(buyers: Set<Int>, sellers: Set<Int>)] = []
        for buyer in permits.indices {
            for seller in permits.indices
            where permits[buyer][seller] && orders.contains(where: { $0.side == .buy && $0.group == buyer })
                && orders.contains(where: { $0.side == .sell && $0.group == seller })
            {
                let touched = parts.indices.filter {
                    parts[$0].buyers.contains(buyer) || parts[$0].sellers.contains(seller)
                }
                var merged: (buyers: Set<Int>, sellers: Set<Int>) = ([buyer], [seller])
                for place in touched.reversed() {
                    let part = parts.remove(at: place)
                    merged.buyers.formUnion(part.buyers)
                    merged.sellers.formUnion(part.sellers)
                }
                parts.append(merged)
            }
        }
        return parts
    }
}
