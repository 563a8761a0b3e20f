/// The orders that an auction collects until it closes.
public struct CallBook: Sendable {
    /// In the order of their positions.
    private var orders: [BookOrder] = []
    private var isOpen: [Bool] = []

    mutating func submit(_ order: BookOrder, into outcome: inout ClearingOutcome) {
        guard !order.isContinuousOnly else { return outcome.cancel(order, .continuousOnly) }
        self.orders.append(order)
        self.isOpen.append(true)
    }

    mutating func cancel(_ position: UInt64) -> Energy? {
        guard let place = self.place(of: position) else { return nil }
        self.isOpen[place] = false
        return self.orders[place].energy
    }

    mutating func reduce(_ position: UInt64, to energy: Energy) -> Bool {
        guard let place = self.place(of: position), energy < self.orders[place].energy else { return false }
        self.orders[place].energy = energy
        return true
    }

    /// Cancels the orders that cross a newer one of their owner, where the owner may be its own partner, and gives those
    /// that remain.
    mutating func close(_ partners: PartnerTable, into outcome: inout ClearingOutcome) -> [BookOrder] {
        for place in self.crossedByOwn(partners) {
            outcome.cancel(self.orders[place], .ownOrder)
            self.isOpen[place] = false
        }
        defer { self = CallBook() }
        var open: [BookOrder] = []
        open.reserveCapacity(self.orders.count)
        for (place, order) in self.orders.enumerated() where self.isOpen[place] { open.append(order) }
        return open
    }

    var depth: BookDepth {
        func levels(_ side: Side) -> [BookDepth.Level] {
            self.orders.indices.filter { self.isOpen[$0] && self.orders[$0].side == side }.map {
                BookDepth.Level(price: self.orders[$0].price, energy: self.orders[$0].energy, orders: 1)
            }
        }
        return BookDepth(demands: levels(.buy), supplies: levels(.sell))
    }

    /// Where the open order of that position is.
    private func place(of position: UInt64) -> Int? {
        var (low, high) = (0, self.orders.count)
        while low < high {
            let middle = (low + high) / 2
            if self.orders[middle].position < position { low = middle + 1 } else { high = middle }
        }
        guard low < self.orders.count, self.orders[low].position == position, self.isOpen[low] else {
            return nil
        }
        return low
    }

    /// The places of the open orders that a newer open order of the same owner crosses, in the sequence of cancelling.
    ///
    /// An older order that is itself cancelled by one in between cancels what it crossed before that all the same.
    private func crossedByOwn(_ partners: PartnerTable) -> [Int] {
        var owners = OwnerLimits(count: (self.orders.lazy.map(\.owner).max() ?? -1) + 1)
        for (place, order) in self.orders.enumerated() where self.isOpen[place] { owners.add(order) }
        // Owner and place in one number: sorted, each owner's orders stand together, the oldest first.
        var keys: [UInt64] = []
        for (place, order) in self.orders.enumerated()
        where self.isOpen[place] && owners.mayTrade(order.owner, partners) {
            keys.append(UInt64(order.owner) << 32 | UInt64(place))
        }
        guard !keys.isEmpty else { return [] }
        keys.sort()
        var standing = OwnOrders()
        var crossed: [OwnOrders.Crossed] = []
        var owner = keys[0] >> 32
        for key in keys {
            if key >> 32 != owner {
                standing.removeAll()
                owner = key >> 32
            }
            let place = Int(key & 0xffff_ffff)
            standing.add(self.orders[place], at: place, crossed: &crossed)
        }
        return crossed.sorted().map(\.place)
    }
}

/// The best limit of each owner on either side, which tell the few whose orders can cross each other.
private struct OwnerLimits {
    private var highestDemand: [Int64]
    private var lowestSupply: [Int64]
    /// The owner's group; -1 before its first order, -2 where its orders are of several.
    private var group: [Int32]

    init(count: Int) {
        self.group = Array(repeating: -1, count: count)
        self.highestDemand = Array(repeating: .min, count: count)
        self.lowestSupply = Array(repeating: .max, count: count)
    }

    mutating func add(_ order: BookOrder) {
        let (owner, price) = (order.owner, order.price.units)
        switch order.side {
        case .buy: self.highestDemand[owner] = max(self.highestDemand[owner], price)
        case .sell: self.lowestSupply[owner] = min(self.lowestSupply[owner], price)
        }
        let group = Int32(order.group)
        self.group[owner] = self.group[owner] == -1 || self.group[owner] == group ? group : -2
    }

    /// Whether the owner has orders that could trade with each other.
    func mayTrade(_ owner: Int, _ partners: PartnerTable) -> Bool {
        guard self.highestDemand[owner] >= self.lowestSupply[owner] else { return false }
        let group = Int(self.group[owner])
        return group < 0 || partners.permits(group, group)
    }
}

/// One owner's standing orders, no two of which cross.
private struct OwnOrders {
    /// An order that a newer one crossed; in the sequence of cancelling, at one newer order the best first.
    struct Crossed: Comparable {
        let by: Int
        let number: Int
        let place: Int

        static func < (left: Crossed, right: Crossed) -> Bool {
            (left.by, left.number) < (right.by, right.number)
        }
    }

    private struct Standing: Comparable {
        let rank: Int64
        let place: Int

        static func < (left: Standing, right: Standing) -> Bool {
            (left.rank, left.place) < (right.rank, right.place)
        }
    }

    /// The highest first.
    private var demands = PriorityQueue<Standing>()
    /// The lowest first.
    private var supplies = PriorityQueue<Standing>()

    mutating func removeAll() {
        self.demands.removeAll()
        self.supplies.removeAll()
    }

    mutating func add(_ order: BookOrder, at place: Int, crossed: inout [Crossed]) {
        let price = order.price.units
        switch order.side {
        case .buy:
            while let first = self.supplies.first, first.rank <= price {
                crossed.append(Crossed(by: place, number: crossed.count, place: first.place))
                self.supplies.removeFirst()
            }
            self.demands.insert(Standing(rank: -price, place: place))
        case .sell:
            while let first = self.demands.first, -first.rank >= price {
                crossed.append(Crossed(by: place, number: crossed.count, place: first.place))
                self.demands.removeFirst()
            }
            self.supplies.insert(Standing(rank: price, place: place))
        }
    }
}
