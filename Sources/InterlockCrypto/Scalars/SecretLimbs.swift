internal import CGMP
internal import COpenSSL

/// A secret natural number of a fixed number of limbs, least significant first; wiped when the value ends.
@safe
struct SecretLimbs: ~Copyable {
    let base: UnsafeMutablePointer<UInt>
    let count: Int

    init(count: Int) {
        unsafe self.base = .allocate(capacity: max(count, 1))
        unsafe self.base.initialize(repeating: 0, count: max(count, 1))
        self.count = count
    }

    /// Reads big-endian bytes into at least `count` limbs.
    init(bigEndian bytes: borrowing SecretBytes, count: Int = 0) {
        self.init(count: max(count, (bytes.count + 7) / 8))
        let byteCount = bytes.count
        bytes.withBytes { span in
            for index in 0..<byteCount {
                let byte = unsafe UInt(span.unsafeLoad(fromByteOffset: byteCount - 1 - index, as: UInt8.self))
                unsafe self.base[index / 8] |= byte << UInt(index % 8 * 8)
            }
        }
    }

    deinit {
        unsafe OPENSSL_cleanse(self.base, self.count * MemoryLayout<UInt>.stride)
        unsafe self.base.deallocate()
    }

    /// The lowest bytes, big-endian, of a number that is no longer secret.
    func publicBytes(count byteCount: Int) -> [UInt8] {
        unsafe self.bigEndianBytes(count: byteCount).withUnsafeBytes { unsafe Array($0) }
    }

    /// The lowest bytes, big-endian.
    func bigEndianBytes(count byteCount: Int) -> SecretBytes {
        unsafe SecretBytes(count: byteCount) { buffer in
            for index in 0..<byteCount {
                let limb = unsafe self.base[index / 8]
                unsafe buffer[byteCount - 1 - index] = UInt8(truncatingIfNeeded: limb >> UInt(index % 8 * 8))
            }
        }
    }
}

extension SecretLimbs {
    /// This number modulo `modulus`, whose highest limb is not zero.
    func reduced(modulo modulus: [UInt]) -> SecretLimbs {
        let wide = SecretLimbs(count: max(self.count, modulus.count))
        unsafe wide.base.update(from: self.base, count: self.count)
        let scratch = SecretLimbs(
            count: il_mpn_sec_div_r_itch(wide.count, modulus.count)
        )
        unsafe il_mpn_sec_div_r(wide.base, wide.count, modulus, modulus.count, scratch.base)
        let remainder = SecretLimbs(count: modulus.count)
        unsafe remainder.base.update(from: wide.base, count: modulus.count)
        return remainder
    }

    /// This number times `other`, modulo `modulus`; both have as many limbs as the modulus.
    func multiplied(by other: borrowing SecretLimbs, modulo modulus: [UInt]) -> SecretLimbs {
        let product = SecretLimbs(count: self.count + other.count)
        let scratch = SecretLimbs(count: il_mpn_sec_mul_itch(self.count, other.count))
        unsafe il_mpn_sec_mul(product.base, self.base, self.count, other.base, other.count, scratch.base)
        return product.reduced(modulo: modulus)
    }

    /// The sum modulo `modulus`; both numbers are below it.
    func added(to other: borrowing SecretLimbs, modulo modulus: [UInt]) -> SecretLimbs {
        let sum = SecretLimbs(count: self.count + 1)
        unsafe sum.base[self.count] = il_mpn_add_n(sum.base, self.base, other.base, self.count)
        return sum.reduced(modulo: modulus)
    }

    /// This number plus one; there is room for the carry.
    func incremented() -> SecretLimbs {
        let sum = SecretLimbs(count: self.count)
        let scratch = SecretLimbs(count: il_mpn_sec_add_1_itch(self.count))
        _ = unsafe il_mpn_sec_add_1(sum.base, self.base, self.count, 1, scratch.base)
        return sum
    }

    /// The inverse modulo an odd `modulus`, or nil where there is none.
    func inverted(modulo modulus: [UInt]) -> SecretLimbs? {
        let inverse = SecretLimbs(count: self.count)
        let copy = SecretLimbs(count: self.count)
        unsafe copy.base.update(from: self.base, count: self.count)
        let scratch = SecretLimbs(count: il_mpn_sec_invert_itch(self.count))
        // Twice the operands' bits is the count that the GMP manual gives for any two operands.
        let bits = UInt(2 * self.count * UInt.bitWidth)
        let exists = unsafe il_mpn_sec_invert(
            inverse.base,
            copy.base,
            modulus,
            self.count,
            bits,
            scratch.base
        )
        guard exists == 1 else { return nil }
        return inverse
    }
}
