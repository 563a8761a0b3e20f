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

    /// The parts of a market, as far as there are orders; those of groups without partners are in none.
    static func split(_ orders: [BookOrder], by partners: PartnerTable) -> [Submarket] {
        let parts = MarketParts(partners.restricted(to: orders))
        // Half of the orders, where there are two classes: the one and only buyers and sellers.
        let capacity = parts.parts.count == 1 ? orders.count / 2 : 0
        var markets = parts.parts.map { part in
            (
                demands: part.buyers.map { _ in OfferKeys(capacity: capacity) },
                supplies: part.sellers.map { _ in OfferKeys(capacity: capacity) }
            )
        }
        for (place, order) in orders.enumerated() {
            switch order.side {
            case .buy:
                guard let home = parts.buyerPlaces[order.group] else { continue }
                markets[home.part].demands[home.number].add(order, at: place)
            case .sell:
                guard let home = parts.sellerPlaces[order.group] else { continue }
                markets[home.part].supplies[home.number].add(order, at: place)
            }
        }
        return zip(markets, parts.parts).map { market, part in
            Submarket(
                demands: market.demands.map { $0.sorted(orders) },
                supplies: market.supplies.map { $0.sorted(orders) },
                permits: part.permits
            )
        }
    }
}

/// Orders of one side in the making of a curve: price and place are packed into one number, which sorts several times
/// faster than what it stands for.
private struct OfferKeys {
    private var keys: [UInt64] = []

    init(capacity: Int) { self.keys.reserveCapacity(capacity) }

    mutating func add(_ order: BookOrder, at place: Int) {
        let best = order.side == .buy ? Price.maximum.units : -Price.maximum.units
        self.keys.append((best - order.price.units).magnitude << 32 | UInt64(place))
    }

    /// The orders, best first.
    func sorted(_ orders: [BookOrder]) -> [Offer] {
        self.keys.sorted().map { key in
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
        let buyers: [Class]
        let sellers: [Class]
        let permits: [[Bool]]
    }

    /// Where a group's orders belong: the part, and the number of the class in it.
    struct Place {
        let part: Int
        let number: Int
    }

    private(set) var parts: [Part] = []
    private(set) var buyerPlaces: [Place?]
    private(set) var sellerPlaces: [Place?]

    init(_ partners: PartnerTable) {
        let buyers = Self.classes(partners.sellers)
        let sellers = Self.classes(partners.buyers)
        self.buyerPlaces = Array(repeating: nil, count: partners.groupCount)
        self.sellerPlaces = self.buyerPlaces
        var seen = Set<Int>()
        let links = Links(buyers, sellers, groups: partners.groupCount)
        for start in buyers.indices where !seen.contains(start) {
            let (buyerClasses, sellerClasses) = links.reach(from: start)
            seen.formUnion(buyerClasses)
            self.add(buyerClasses.map { buyers[$0] }, sellerClasses.map { sellers[$0] })
        }
    }

    private mutating func add(_ buyers: [Class], _ sellers: [Class]) {
        let part = self.parts.count
        for (number, each) in buyers.enumerated() {
            for group in each.groups { self.buyerPlaces[group] = Place(part: part, number: number) }
        }
        for (number, each) in sellers.enumerated() {
            for group in each.groups { self.sellerPlaces[group] = Place(part: part, number: number) }
        }
        let permits = buyers.map { buyer in
            let partners = Set(buyer.partners)
            return sellers.map { partners.contains($0.groups[0]) }
        }
        self.parts.append(Part(buyers: buyers, sellers: sellers, permits: permits))
    }

    struct Class {
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

    /// Which classes of the two sides have partners in each other.
    private struct Links {
        private let buyers: [[Int]]
        private let sellers: [[Int]]

        init(_ buyers: [Class], _ sellers: [Class], groups: Int) {
            self.buyers = Self.partners(of: buyers, Self.classOfGroup(sellers, groups))
            self.sellers = Self.partners(of: sellers, Self.classOfGroup(buyers, groups))
        }

        private static func classOfGroup(_ classes: [Class], _ groups: Int) -> [Int?] {
            var places = [Int?](repeating: nil, count: groups)
            for (place, each) in classes.enumerated() {
                for group in each.groups { places[group] = place }
            }
            return places
        }

        private static func partners(of classes: [Class], _ others: [Int?]) -> [[Int]] {
            classes.map { each in Set(each.partners.compactMap { others[$0] }).sorted() }
        }

        /// The classes that trade leads to from one class of buyers, ascending.
        func reach(from start: Int) -> (buyers: [Int], sellers: [Int]) {
            var found: (buyers: Set<Int>, sellers: Set<Int>) = ([start], [])
            var waiting = [start]
            while let buyer = waiting.popLast() {
                for seller in self.buyers[buyer] where found.sellers.insert(seller).inserted {
                    for next in self.sellers[seller] where found.buyers.insert(next).inserted {
                        waiting.append(next)
                    }
                }
            }
            return (found.buyers.sorted(), found.sellers.sorted())
        }
    }
}
