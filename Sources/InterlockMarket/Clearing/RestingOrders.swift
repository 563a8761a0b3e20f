/// The orders that wait in a continuous book: one queue a price level, oldest first.
///
/// Slots and levels lie in two arrays and are linked by their numbers, so an order costs 32 bytes and its place in the
/// dictionary that finds it, and nothing is allocated while the arrays have room.
struct RestingOrders: Sendable {
    struct Slot: Sendable {
        var position: UInt64
        var energy: Int64
        var owner: Int32
        var level: Int32
        /// The next in the level's queue, or in the list of free slots.
        var next: Int32
        var previous: Int32
    }

    struct Level: Sendable {
        let side: Side
        let group: Int32
        let price: Int64
        var energy: Int64
        var orders: Int32
        var head: Int32
        var tail: Int32
    }

    private static let none: Int32 = -1
    private(set) var slots: [Slot] = []
    private(set) var levels: [Level] = []
    private var freeSlot = Self.none
    private var freeLevels: [Int32] = []
    private var places: [UInt64: Int32] = [:]
    /// By side, then by group.
    private var demands: [PriceLadder] = []
    private var supplies: [PriceLadder] = []
    /// How many orders of each owner wait, by side.
    private var demandsOf: [Int32] = []
    private var suppliesOf: [Int32] = []

    var count: Int { self.places.count }

    /// Where the order of that position waits.
    func place(of position: UInt64) -> Int32? { self.places[position] }

    /// How good a price is for the other side.
    static func rank(_ side: Side, _ price: Int64) -> Int64 { side == .buy ? price : -price }

    func ladder(_ side: Side, _ group: Int) -> PriceLadder? {
        let ladders = side == .buy ? self.demands : self.supplies
        return group < ladders.count ? ladders[group] : nil
    }

    /// The best level of that side and group.
    func best(_ side: Side, _ group: Int) -> PriceLadder.Rung? {
        switch side {
        case .buy: group < self.demands.count ? self.demands[group].best : nil
        case .sell: group < self.supplies.count ? self.supplies[group].best : nil
        }
    }

    /// Whether an owner has orders on that side.
    func isPresent(_ owner: Int, on side: Side) -> Bool {
        let counts = side == .buy ? self.demandsOf : self.suppliesOf
        return owner < counts.count && counts[owner] > 0
    }

    mutating func insert(_ order: BookOrder) {
        let level = self.level(order.side, order.group, order.price.units)
        let tail = self.levels[Int(level)].tail
        let slot = self.allocate(
            Slot(
                position: order.position,
                energy: order.energy.wattHours,
                owner: Int32(order.owner),
                level: level,
                next: Self.none,
                previous: tail
            )
        )
        if tail == Self.none {
            self.levels[Int(level)].head = slot
        } else {
            self.slots[Int(tail)].next = slot
        }
        self.levels[Int(level)].tail = slot
        self.levels[Int(level)].energy += order.energy.wattHours
        self.levels[Int(level)].orders += 1
        self.places[order.position] = slot
        self.count(order.owner, order.side, 1)
    }

    /// Takes energy from an order that has more than that.
    mutating func take(_ energy: Int64, from slot: Int32) {
        self.slots[Int(slot)].energy -= energy
        self.levels[Int(self.slots[Int(slot)].level)].energy -= energy
    }

    /// Takes an order out, and its level where it was the last.
    mutating func remove(_ slot: Int32) {
        let order = self.slots[Int(slot)]
        let index = Int(order.level)
        if order.previous == Self.none {
            self.levels[index].head = order.next
        } else {
            self.slots[Int(order.previous)].next = order.next
        }
        if order.next == Self.none {
            self.levels[index].tail = order.previous
        } else {
            self.slots[Int(order.next)].previous = order.previous
        }
        self.levels[index].energy -= order.energy
        self.levels[index].orders -= 1
        self.places[order.position] = nil
        self.slots[Int(slot)].next = self.freeSlot
        self.freeSlot = slot
        self.count(Int(order.owner), self.levels[index].side, -1)
        if self.levels[index].orders == 0 { self.removeLevel(order.level) }
    }

    /// The orders of a level, oldest first, until `body` gives false.
    func forEach(in level: Int32, _ body: (Slot) -> Bool) {
        var slot = self.levels[Int(level)].head
        while slot != Self.none, body(self.slots[Int(slot)]) { slot = self.slots[Int(slot)].next }
    }

    private mutating func count(_ owner: Int, _ side: Side, _ change: Int32) {
        func add(_ counts: inout [Int32]) {
            if owner >= counts.count {
                counts += Array(repeating: 0, count: owner + 1 - counts.count)
            }
            counts[owner] += change
        }
        if side == .buy { add(&self.demandsOf) } else { add(&self.suppliesOf) }
    }

    private mutating func allocate(_ order: Slot) -> Int32 {
        guard self.freeSlot != Self.none else {
            self.slots.append(order)
            return Int32(self.slots.count - 1)
        }
        let slot = self.freeSlot
        self.freeSlot = self.slots[Int(slot)].next
        self.slots[Int(slot)] = order
        return slot
    }

    private mutating func level(_ side: Side, _ group: Int, _ price: Int64) -> Int32 {
        let rank = Self.rank(side, price)
        switch side {
        case .buy:
            while self.demands.count <= group { self.demands.append(PriceLadder()) }
            return self.demands[group].level(at: rank) {
                Self.makeLevel(side, group, price, &self.levels, &self.freeLevels)
            }
        case .sell:
            while self.supplies.count <= group { self.supplies.append(PriceLadder()) }
            return self.supplies[group].level(at: rank) {
                Self.makeLevel(side, group, price, &self.levels, &self.freeLevels)
            }
        }
    }

    private static func makeLevel(
        _ side: Side,
        _ group: Int,
        _ price: Int64,
        _ levels: inout [Level],
        _ free: inout [Int32]
    ) -> Int32 {
        let level = Level(
            side: side,
            group: Int32(group),
            price: price,
            energy: 0,
            orders: 0,
            head: Self.none,
            tail: Self.none
        )
        if let place = free.popLast() {
            levels[Int(place)] = level
            return place
        }
        levels.append(level)
        return Int32(levels.count - 1)
    }

    private mutating func removeLevel(_ number: Int32) {
        let level = self.levels[Int(number)]
        let rank = Self.rank(level.side, level.price)
        switch level.side {
        case .buy: self.demands[Int(level.group)].remove(rank: rank)
        case .sell: self.supplies[Int(level.group)].remove(rank: rank)
        }
        self.freeLevels.append(number)
    }
}
