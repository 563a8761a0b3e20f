internal import CGMP

/// The integers modulo a prime, with arithmetic on secret elements.
///
/// Every operation takes time that depends on the prime only: `mpn_sec_*` on fixed sizes, no branch on a value. The
/// prime is a parameter so that a test can go through all polynomials over a small one by the same instructions.
struct PrimeField: Sendable {
    /// The prime, least significant limb first; the highest limb is not zero.
    let modulus: [UInt]
    /// The bytes of an element.
    let byteCount: Int

    /// The order of the group of P-521, above 2^520: every master seed, of 64 bytes at most, is an element as it stands.
    static let shares = PrimeField(
        modulus: GroupOrder.of(.bits256).limbs,
        byteCount: SecurityLevel.bits256.scalarByteCount
    )

    /// A field of one limb, for tests.
    static func small(_ prime: UInt) -> PrimeField { PrimeField(modulus: [prime], byteCount: 8) }

    private var limbCount: Int { self.modulus.count }

    /// A public small number as an element.
    func element(_ number: UInt) -> SecretLimbs {
        let limbs = SecretLimbs(count: self.limbCount)
        unsafe limbs.base[0] = number
        return limbs
    }

    /// Reduces bytes of any length.
    ///
    /// Uniform ones with 128 bits more than the prime has come to within 2^-128 of a uniform element (FIPS 186-5 A.2.1,
    /// which asks for 64).
    func reducing(_ bytes: borrowing SecretBytes) -> SecretLimbs {
        SecretLimbs(bigEndian: bytes, count: self.limbCount).reduced(modulo: self.modulus)
    }

    /// How many uniform bytes ``reducing(_:)`` takes for an element.
    var uniformByteCount: Int { self.byteCount + 16 }

    /// Whether `bytes`, of ``byteCount``, are an element in its one form, in constant time.
    func contains(_ bytes: borrowing SecretBytes) -> Bool {
        let value = SecretLimbs(bigEndian: bytes, count: self.limbCount)
        let difference = SecretLimbs(count: self.limbCount)
        // A borrow says that the value is below the prime.
        return unsafe il_mpn_sub_n(difference.base, value.base, self.modulus, self.limbCount) == 1
    }

    func product(_ left: borrowing SecretLimbs, _ right: borrowing SecretLimbs) -> SecretLimbs {
        left.multiplied(by: right, modulo: self.modulus)
    }

    func sum(_ left: borrowing SecretLimbs, _ right: borrowing SecretLimbs) -> SecretLimbs {
        left.added(to: right, modulo: self.modulus)
    }

    /// The difference of two public small numbers, not negative where `left` is the smaller.
    func difference(_ left: UInt, _ right: UInt) -> SecretLimbs {
        guard left < right else { return self.element(left - right) }
        let result = SecretLimbs(count: self.limbCount)
        let subtrahend = self.element(right - left)
        _ = unsafe il_mpn_sub_n(result.base, self.modulus, subtrahend.base, self.limbCount)
        return result
    }

    func inverse(_ element: borrowing SecretLimbs) -> SecretLimbs? { element.inverted(modulo: self.modulus) }
}
