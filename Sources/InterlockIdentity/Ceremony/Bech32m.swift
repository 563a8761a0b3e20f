/// The checksum of Bech32m (BIP-350): a BCH code over GF(32).
///
/// In at most 90 letters it finds any four that are wrong (BIP-173), and it has no weakness for letters that are put in or
/// left out at the end, as Bech32 has.
struct Bech32m {
    private var remainder: UInt32 = 1

    /// How many letters it adds.
    static let letterCount = 6
    private static let constant: UInt32 = 0x2bc8_30a3
    private static let generator: [UInt32] = [
        0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3,
    ]

    /// Begins with the human-readable part: its high bits, a zero, its low bits.
    init(prefix: String) {
        for byte in prefix.utf8 { self.append(byte >> 5) }
        self.append(0)
        for byte in prefix.utf8 { self.append(byte & 31) }
    }

    /// Takes the next letter's five bits; branches on none of them.
    mutating func append(_ value: UInt8) {
        let top = self.remainder >> 25
        self.remainder = (self.remainder & 0x1ff_ffff) << 5 ^ UInt32(value)
        for bit in 0..<5 { self.remainder ^= Self.generator[bit] & (0 &- (top >> UInt32(bit) & 1)) }
    }

    /// The letters to be added.
    var letters: [UInt8] {
        var copy = self
        for _ in 0..<Self.letterCount { copy.append(0) }
        let word = copy.remainder ^ Self.constant
        return (0..<Self.letterCount).map { UInt8(word >> UInt32(5 * (5 - $0)) & 31) }
    }

    /// Whether what was taken ended with its checksum.
    var isGood: Bool { self.remainder == Self.constant }
}
