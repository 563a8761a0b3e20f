internal import InterlockCrypto

/// Where entries begin in the bytes of a list, found by their hash: open addressing in 32-bit slots.
///
/// A slot is the entry's offset below five more bits of its hash, so a probe that meets another entry goes on
/// without a look at the list in 31 of 32 cases. An offset is never zero, so zero is an empty slot. Half of the
/// slots stay empty: 8 bytes an entry.
struct RevocationTable: Sendable {
    private var slots: [UInt32]
    private(set) var count = 0

    /// Offsets are below 2^27: ``RevocationList/byteLimit``.
    static let offsetBits: UInt32 = 27

    init(capacity: Int) {
        self.slots = [UInt32](repeating: 0, count: 2 * capacity)
    }

    /// The hash of a key, under a seed that is drawn for each process: nobody can prepare serial numbers that collide.
    static func hash(_ serialNumber: SerialNumber, issuer: UInt32) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(issuer)
        hasher.combine(serialNumber)
        return UInt64(truncatingIfNeeded: hasher.finalize())
    }

    /// The offset with that hash for which `matches` holds.
    func offset(of hash: UInt64, where matches: (Int) -> Bool) -> Int? {
        guard !self.slots.isEmpty else { return nil }
        var place = self.start(hash)
        while self.slots[place] != 0 {
            if let offset = Self.offset(self.slots[place], hash), matches(offset) { return offset }
            place = self.next(place)
        }
        return nil
    }

    /// Adds an offset, unless one with that hash is there for which `matches` holds; says whether it did.
    mutating func insert(_ offset: Int, hash: UInt64, unless matches: (Int) -> Bool) -> Bool {
        precondition(offset > 0 && offset < 1 << Self.offsetBits && 2 * self.count < self.slots.count)
        var place = self.start(hash)
        while self.slots[place] != 0 {
            if let other = Self.offset(self.slots[place], hash), matches(other) { return false }
            place = self.next(place)
        }
        self.slots[place] = UInt32(offset) | Self.tag(hash)
        self.count += 1
        return true
    }

    /// The high bits of the hash choose the slot, the low ones are the tag.
    private func start(_ hash: UInt64) -> Int {
        Int(hash.multipliedFullWidth(by: UInt64(self.slots.count)).high)
    }

    private func next(_ place: Int) -> Int { place + 1 == self.slots.count ? 0 : place + 1 }

    private static func tag(_ hash: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: hash) << Self.offsetBits
    }

    private static func offset(_ slot: UInt32, _ hash: UInt64) -> Int? {
        let mask: UInt32 = 1 << Self.offsetBits - 1
        return slot & ~mask == Self.tag(hash) ? Int(slot & mask) : nil
    }
}
