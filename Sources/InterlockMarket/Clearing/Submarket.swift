/// An order on an auction's curve.
struct Offer: Sendable {
    let position: UInt64
    let price: Int64
    var energy: Int64
}

/// Orders that an auction clears together: a connected part of the market, by classes that have the same partners.
///
/// Where all may trade with all there is one class a side, and the two are the curves of demand and supply.
struct Submarket: Sendable {
    /// For each class of buyers, its demands: highest price first, then by position.
    var demands: [[Offer]]
    /// For each class of sellers, its supplies: lowest price first, then by position.
    var supplies: [[Offer]]
    /// Whether a class of buyers may trade with a class of sellers.
    let permits: [[Bool]]

    /// Whether everyone may trade with everyone.
    var isWhole: Bool { self.permits.allSatisfy { $0.allSatisfy(\.self) } }

    /// The parts of a market; orders of groups without partners are in none.
    static func split(_ orders: [BookOrder], by partners: PartnerTable) -> [Submarket] {
        guard partners.groupCount > 1 else {
            guard partners.partners(of: 0, .buy) == [0] else { return [] }
            return [
                Submarket(
                    demands: [Self.sorted(orders, .buy)],
                    supplies: [Self.sorted(orders, .sell)],
                    permits: [[true]]
                )
            ]
        }
        return MarketParts(partners).parts.map { part in
            Submarket(
                demands: part.buyers.map { groups in
                    Self.sorted(orders.filter { groups.contains($0.group) }, .buy)
                },
                supplies: part.sellers.map { groups in
                    Self.sorted(orders.filter { groups.contains($0.group) }, .sell)
                },
                permits: part.permits
            )
        }
    }

    /// One side's orders, best first; price and place are packed into one number, which sorts several times faster.
    private static func sorted(_ orders: [BookOrder], _ side: Side) -> [Offer] {
        let best = side == .buy ? Price.maximum.units : -Price.maximum.units
        var keys: [UInt64] = []
        keys.reserveCapacity(orders.count)
        for (place, order) in orders.enumerated() where order.side == side {
            keys.append((best - order.price.units).magnitude << 32 | UInt64(place))
        }
        keys.sort()
        return keys.map { key in
            let order = orders[Int(key & 0xffff_ffff)]
            return Offer(
                position: order.position,
                price: order.price.units,
                energy: order.energy.wattHours
            )
        }
    }
}

/// The connected parts of a partner table, and in each the classes of groups that have the same partners.
private struct MarketParts {
    struct Part {
        var buyers: [Set<Int>] = []
        var sellers: [Set<Int>] = []
        var permits: [[Bool]] = []
    }

    private(set) var parts: [Part] = []

    init(_ partners: PartnerTable) {
        // Classes of buyers, and for each the sellers' groups that they share.
        let buyers = Self.classes(partners.sellers)
        let sellers = Self.classes(partners.buyers)
        var seen = Set<Int>()
        for start in buyers.indices where !seen.contains(start) {
            let (buyerClasses, sellerClasses) = Self.reach(from: start, buyers, sellers)
            seen.formUnion(buyerClasses)
            self.parts.append(
                Part(
                    buyers: buyerClasses.map { Set(buyers[$0].groups) },
                    sellers: sellerClasses.map { Set(sellers[$0].groups) },
                    permits: buyerClasses.map { buyer in
                        sellerClasses.map { buyers[buyer].partners.contains(sellers[$0].groups[0]) }
                    }
                )
            )
        }
    }

    private struct Class {
        var groups: [Int]
        let partners: [Int]
    }

    /// Groups with the same partners, in the sequence of each class's first group; those with none are left out.
    private static func classes(_ partners: [[Int]]) -> [Class] {
        var places: [[Int]: Int] = [:]
        var classes: [Class] = []
        for (group, others) in partners.enumerated() where !others.isEmpty {
            if let place = places[others] {
                classes[place].groups.append(group)
            } else {
                places[others] = classes.count
                classes.append(Class(groups: [group], partners: others))
            }
        }
        return classes
    }

    /// The classes that trade leads to from one class of buyers, ascending.
    private static func reach(from start: Int, _ buyers: [Class], _ sellers: [Class]) -> ([Int], [Int]) {
        let sellerClass = Self.classOfGroup(sellers)
        let buyerClass = Self.classOfGroup(buyers)
        var found: (buyers: Set<Int>, sellers: Set<Int>) = ([start], [])
        var waiting = [start]
        while let buyer = waiting.popLast() {
            for seller in Set(buyers[buyer].partners.compactMap { sellerClass[$0] })
            where found.sellers.insert(seller).inserted {
                for next in Set(sellers[seller].partners.compactMap { buyerClass[$0] })
                where found.buyers.insert(next).inserted { waiting.append(next) }
            }
        }
        return (found.buyers.sorted(), found.sellers.sorted())
    }

    private static func classOfGroup(_ classes: [Class]) -> [Int: Int] {
        var places: [Int: Int] = [:]
        for (place, each) in classes.enumerated() {
            for group in each.groups { places[group] = place }
        }
        return places
    }
}
