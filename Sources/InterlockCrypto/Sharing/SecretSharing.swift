/// Shamir's k-of-n sharing (Shamir 1979) over the order of P-521, verifiable by Pedersen's commitments (Pedersen 1991).
///
/// f(x) = s + a_1·x + … hides the secret s, g(x) = b_0 + b_1·x + … blinds the commitments; the share at x is (f(x), g(x)).
/// Fewer than k shares and all commitments say nothing of s. Arithmetic on shares is GMP's `mpn_sec_*`, that on points
/// OpenSSL's.
package enum SecretSharing {
    /// The most holders, and the highest threshold: more organisations than a consortium's market has.
    package static let countLimit = 64
    /// The longest secret, in bytes: below 2^512, and so below the prime.
    package static let secretByteLimit = 64

    /// Where uniform bytes come from: OpenSSL's generator for private values, or what a vector says.
    package typealias Source = @Sendable (Int) throws(CryptoError) -> SecretBytes

    /// Deals a secret to `count` holders.
    ///
    /// - Parameters:
    ///   - secret: At most ``secretByteLimit`` bytes; a big-endian number.
    ///   - threshold: How many shares restore it.
    ///   - count: How many shares there are.
    ///   - source: Where randomness comes from; for vectors.
    /// - Returns: Commitments and shares.
    /// - Throws: `CryptoError` with code `limitExceeded` unless 2 ≤ k ≤ n ≤ ``countLimit`` and the secret is no longer
    ///   than its limit, and `cryptoFailure`.
    package static func split(
        _ secret: borrowing SecretBytes,
        threshold: Int,
        count: Int,
        source: Source = SecretBytes.random
    ) throws(CryptoError) -> SharedSecret {
        try Self.check(threshold: threshold, count: count)
        guard secret.count <= Self.secretByteLimit else {
            throw CryptoError(.limitExceeded, "a secret of \(secret.count) bytes")
        }
        let field = PrimeField.shares
        let values = try Self.polynomial(threshold, source)
        let blindings = try Self.polynomial(threshold, source)
        values.set(0, field.reducing(secret))
        blindings.set(0, field.reducing(try source(field.uniformByteCount)))
        var shares: [SecretShare] = []
        for index in 1...count {
            let value = values.value(at: UInt(index))
            let blinding = blindings.value(at: UInt(index))
            shares.append(SecretShare(index: index, value: value, blinding: blinding))
        }
        return SharedSecret(commitments: try ShareCommitments(values, blindings), shares: shares)
    }

    /// Restores a secret of `byteCount` bytes from shares that the caller holds against their commitments, at least as
    /// many as the threshold.
    ///
    /// - Throws: `CryptoError` with code `duplicateShare` for two shares of one index, and `invalidShare` where the
    ///   result is longer than the secret: the shares are of another sharing.
    package static func combine(
        _ shares: [SecretShare],
        byteCount: Int
    ) throws(CryptoError) -> SecretBytes {
        try Self.checkDistinct(shares)
        let basis = LagrangeBasis(indices: shares.map(\.index), field: .shares)
        let secret = basis.combination(Self.values(shares), mask: PrimeField.shares.element(0))
        let bytes = secret.bigEndianBytes(count: SecretShare.scalarByteCount)
        let head = bytes.slice(0..<bytes.count - byteCount)
        let zero = SecretBytes(copying: [UInt8](repeating: 0, count: head.count))
        let isShort = head.constantTimeEquals(zero)
        guard isShort else {
            throw CryptoError(.invalidShare, "the shares do not combine to a secret of \(byteCount) bytes")
        }
        return bytes.slice(bytes.count - byteCount..<bytes.count)
    }

    /// Deals the same secret anew, to the same or other holders under the same or another threshold, from shares that the
    /// caller holds against their commitments; the secret is not computed.
    ///
    /// The new share at x is x·r(x) + Σ λ_i·f(x_i) with a new random r: a polynomial with the old value at 0. The first
    /// commitment stays, so everybody sees that the secret is the one before; the others are new, so an old share is refused
    /// beside new ones (Herzberg et al. 1995; Desmedt and Jajodia 1997).
    ///
    /// - Throws: As ``split(_:threshold:count:source:)``, and `duplicateShare`.
    package static func refresh(
        _ shares: [SecretShare],
        _ commitments: ShareCommitments,
        threshold: Int,
        count: Int,
        source: Source = SecretBytes.random
    ) throws(CryptoError) -> SharedSecret {
        try Self.check(threshold: threshold, count: count)
        try Self.checkDistinct(shares)
        let basis = LagrangeBasis(indices: shares.map(\.index), field: .shares)
        let oldValues = Self.values(shares)
        let oldBlindings = Self.values(shares, blinding: true)
        // Zero at 0: what x·r(x) is.
        let values = try Self.polynomial(threshold, source)
        let blindings = try Self.polynomial(threshold, source)
        var dealt: [SecretShare] = []
        for index in 1...count {
            let value = basis.combination(oldValues, mask: values.value(at: UInt(index)))
            let blinding = basis.combination(oldBlindings, mask: blindings.value(at: UInt(index)))
            dealt.append(SecretShare(index: index, value: value, blinding: blinding))
        }
        return SharedSecret(
            commitments: try ShareCommitments(values, blindings, secret: commitments.secret),
            shares: dealt
        )
    }

    /// The shares' values, or their blindings, to be combined.
    static func values(_ shares: [SecretShare], blinding: Bool = false) -> SharePolynomial {
        let values = SharePolynomial(count: shares.count, field: .shares)
        for (place, share) in shares.enumerated() {
            values.set(
                place,
                blinding
                    ? PrimeField.shares.reducing(share.blinding) : PrimeField.shares.reducing(share.value)
            )
        }
        return values
    }

    private static func check(threshold: Int, count: Int) throws(CryptoError) {
        guard threshold >= 2, threshold <= count, count <= Self.countLimit else {
            throw CryptoError(
                .limitExceeded,
                "\(threshold) of \(count) shares; it is 2 of 2 to \(Self.countLimit) of \(Self.countLimit)"
            )
        }
    }

    static func checkDistinct(_ shares: [SecretShare]) throws(CryptoError) {
        var seen: Set<Int> = []
        for share in shares {
            guard seen.insert(share.index).inserted else {
                throw CryptoError(.duplicateShare, "share \(share.index) is there twice")
            }
        }
        guard !shares.isEmpty else { throw CryptoError(.invalidShare, "there is no share") }
    }

    /// A polynomial with random coefficients from x^1 on, and zero at 0.
    static func polynomial(
        _ count: Int,
        _ source: Source = SecretBytes.random
    ) throws(CryptoError) -> SharePolynomial {
        let field = PrimeField.shares
        let polynomial = SharePolynomial(count: count, field: field)
        for power in 1..<count {
            polynomial.set(power, field.reducing(try source(field.uniformByteCount)))
        }
        return polynomial
    }
}
