internal import CGMP

/// The order n of a NIST curve's group (FIPS 186-5, SP 800-186 section 3.2.1) and arithmetic modulo it.
///
/// Every operation takes time that depends on the curve only: `mpn_sec_*` on fixed sizes, no branch on a value.
struct GroupOrder: Sendable {
    let level: SecurityLevel
    /// n, least significant limb first.
    let limbs: [UInt]
    /// n in big-endian bytes.
    let bytes: [UInt8]

    static func of(_ level: SecurityLevel) -> GroupOrder {
        switch level {
        case .bits128: Self.p256
        case .bits192: Self.p384
        case .bits256: Self.p521
        }
    }

    private static let p256 = GroupOrder(
        .bits128,
        hex: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
    )
    private static let p384 = GroupOrder(
        .bits192,
        hex:
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"
    )
    private static let p521 = GroupOrder(
        .bits256,
        hex: "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa"
            + "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"
    )

    private init(_ level: SecurityLevel, hex: String) {
        let bytes = [UInt8](hex: hex) ?? []
        precondition(bytes.count == level.scalarByteCount, "a constant of this file")
        self.level = level
        self.bytes = bytes
        self.limbs = Self.limbs(bigEndian: bytes)
    }

    var limbCount: Int { self.limbs.count }

    /// n − 1 in limbs; n is odd, so nothing borrows.
    var limbsMinusOne: [UInt] {
        var limbs = self.limbs
        limbs[0] -= 1
        return limbs
    }

    /// Whether `bytes`, big-endian and of the scalar's length, are a number in [1, n−1]; for public values.
    func contains(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.contains { $0 != 0 } && bytes.lexicographicallyPrecedes(self.bytes)
    }

    /// Whether `bytes`, big-endian and of the scalar's length, are a number in [1, n−1], in constant time.
    func containsSecret(_ bytes: borrowing SecretBytes) -> Bool {
        let value = SecretLimbs(bigEndian: bytes, count: self.limbCount)
        let difference = SecretLimbs(count: self.limbCount)
        // A borrow says that the value is below n.
        let isBelow = unsafe il_mpn_sub_n(difference.base, value.base, self.limbs, self.limbCount)
        var union: UInt = 0
        for index in 0..<self.limbCount { unsafe union |= value.base[index] }
        return isBelow == 1 && union != 0
    }

    /// Whether `bytes` are at most n/2; for public values.
    func isLowHalf(_ bytes: some Collection<UInt8>) -> Bool {
        !Self.half(self.bytes).lexicographicallyPrecedes(bytes)
    }

    /// n − `bytes`; for public values below n.
    func negated(_ bytes: [UInt8]) -> [UInt8] {
        var result = self.bytes
        var borrow = 0
        for index in bytes.indices.reversed() {
            let difference = Int(self.bytes[index]) - Int(bytes[index]) - borrow
            borrow = difference < 0 ? 1 : 0
            result[index] = UInt8(truncatingIfNeeded: difference)
        }
        return result
    }

    private static func half(_ bytes: [UInt8]) -> [UInt8] {
        var carry: UInt8 = 0
        return bytes.map { byte in
            defer { carry = byte & 1 }
            return byte >> 1 | carry << 7
        }
    }

    static func limbs(bigEndian bytes: [UInt8]) -> [UInt] {
        var limbs = [UInt](repeating: 0, count: (bytes.count + 7) / 8)
        for (index, byte) in bytes.reversed().enumerated() {
            limbs[index / 8] |= UInt(byte) << UInt(index % 8 * 8)
        }
        return limbs
    }
}
