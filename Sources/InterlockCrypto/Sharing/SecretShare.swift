/// One share of a secret: the values at `index` of the polynomial that hides it and of the one that blinds the commitments.
///
/// Printing or encoding one shows its index only; it is wiped when the last reference goes.
package final class SecretShare: Sendable {
    /// The x at which the polynomials were evaluated: 1 to ``SecretSharing/countLimit``, public.
    package let index: Int
    /// f(x), big-endian.
    package let value: SecretBytes
    /// g(x), big-endian.
    package let blinding: SecretBytes

    /// The bytes of each of the two values.
    package static let scalarByteCount = SecurityLevel.bits256.scalarByteCount

    /// Takes a share's parts.
    ///
    /// - Throws: `CryptoError` with code `invalidShare` for an index of 0 (where the secret itself is) or above
    ///   ``SecretSharing/countLimit``, and for a value that is not below the field's prime.
    package init(
        index: Int,
        value: consuming SecretBytes,
        blinding: consuming SecretBytes
    ) throws(CryptoError) {
        guard (1...SecretSharing.countLimit).contains(index) else {
            throw CryptoError(.invalidShare, "a share's x is 1 to \(SecretSharing.countLimit), not \(index)")
        }
        let isLong = value.count == Self.scalarByteCount && blinding.count == Self.scalarByteCount
        guard isLong, PrimeField.shares.contains(value), PrimeField.shares.contains(blinding) else {
            throw CryptoError(.invalidShare, "share \(index): a value is not an element of the field")
        }
        self.index = index
        self.value = value
        self.blinding = blinding
    }

    /// Takes values of the field.
    init(index: Int, value: borrowing SecretLimbs, blinding: borrowing SecretLimbs) {
        self.index = index
        self.value = value.bigEndianBytes(count: Self.scalarByteCount)
        self.blinding = blinding.bigEndianBytes(count: Self.scalarByteCount)
    }
}

extension SecretShare: CustomStringConvertible, CustomReflectable {
    /// The index; nothing of the values.
    package var description: String { "SecretShare(x: \(self.index))" }

    /// No children: `dump` shows nothing of the values.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
