/// The arithmetic of ECQV implicit certificates (SEC 4 v1.0, "Elliptic Curve Qu-Vanstone Implicit Certificate Scheme").
///
/// A requester's point R_U = k_U·G and an issuer's fresh k make the public reconstruction point P_U = R_U + k·G. With e a
/// digest that covers P_U, the issuer answers r = e·k + d_CA mod n; then d_U = e·k_U + r mod n is the private key, and
/// Q_U = e·P_U + Q_CA the public one, which anyone computes. What the digest is taken of is the format's business.
///
/// Points are computed with by OpenSSL, secret scalars by GMP's `mpn_sec_*`.
package enum ECQV {
    /// P_U = R_U + k·G (SEC 4 section 2.4 action 4).
    ///
    /// - Throws: `CryptoError` with code `invalidKey` where the sum is at infinity.
    package static func reconstructionPoint(
        request: VerifyingKey,
        ephemeral: VerifyingKey
    ) throws(CryptoError) -> VerifyingKey {
        try Self.sum([1], times: ephemeral, plus: request)
    }

    /// r = e·k + d_CA mod n, big-endian and as long as the order (SEC 4 section 2.4 action 8).
    ///
    /// Two values for different e by one k give the issuer's key away: k is used once.
    ///
    /// - Throws: `CryptoError` with code `invalidKey` for keys of two levels, or where e is zero.
    package static func reconstructionValue(
        digest: [UInt8],
        ephemeral: SigningKey,
        issuer: SigningKey
    ) throws(CryptoError) -> SecretBytes {
        try Self.combine(
            digest,
            times: ephemeral.rawRepresentation(),
            plus: issuer.rawRepresentation(),
            issuer.level
        )
    }

    /// d_U = e·k_U + r mod n (SEC 4 section 2.5 action 6); whether it is the right one is to be checked by its point.
    ///
    /// - Throws: `CryptoError` with code `invalidKey` where r is outside [1, n−1], or d_U or e is zero.
    package static func privateKey(
        digest: [UInt8],
        request: SigningKey,
        value: borrowing SecretBytes
    ) throws(CryptoError) -> SigningKey {
        let level = request.level
        let sum = try Self.combine(digest, times: request.rawRepresentation(), plus: value, level)
        return try SigningKey(rawRepresentation: sum, level: level)
    }

    /// Q_U = e·P_U + Q_CA (SEC 4 section 2.6 action 5).
    ///
    /// - Throws: `CryptoError` with code `invalidKey` for points of two curves, or where e is zero or Q_U at infinity.
    package static func publicKey(
        digest: [UInt8],
        point: VerifyingKey,
        issuer: VerifyingKey
    ) throws(CryptoError) -> VerifyingKey {
        try Self.sum(Self.multiplier(digest, issuer.level), times: point, plus: issuer)
    }

    /// e: the leftmost floor(log2 n) bits of a digest as a number (SEC 4 section 2.3 with SEC 1 section 2.3.8), in as many
    /// bytes as the order has; so it is below n, whatever the digest.
    ///
    /// - Throws: `CryptoError` with code `invalidKey` where e is zero, which would make the issuer's key the subject's.
    package static func multiplier(_ digest: [UInt8], _ level: SecurityLevel) throws(CryptoError) -> [UInt8] {
        let shift = UInt8(max(0, digest.count * 8 - (level.orderBitCount - 1)))
        precondition(shift < 8, "a level's own hash function")
        var carry: UInt8 = 0
        let bits = digest.map { byte in
            defer { carry = shift == 0 ? 0 : byte << (8 - shift) }
            return byte >> shift | carry
        }
        guard bits.contains(where: { $0 != 0 }) else { throw CryptoError(.invalidKey, "e is zero") }
        return [UInt8](repeating: 0, count: level.scalarByteCount - bits.count) + bits
    }

    private static func sum(
        _ multiplier: [UInt8],
        times point: VerifyingKey,
        plus addend: VerifyingKey
    ) throws(CryptoError) -> VerifyingKey {
        guard point.level == addend.level else { throw CryptoError(.invalidKey, "points of two curves") }
        let sum = try CurveMultiplication.sum(
            multiplier,
            times: point.x963Representation,
            plus: addend.x963Representation,
            level: point.level
        )
        return try VerifyingKey(x963Representation: sum, level: point.level)
    }

    /// e·`factor` + `addend` mod n.
    private static func combine(
        _ digest: [UInt8],
        times factor: borrowing SecretBytes,
        plus addend: borrowing SecretBytes,
        _ level: SecurityLevel
    ) throws(CryptoError) -> SecretBytes {
        let order = GroupOrder.of(level)
        let size = level.scalarByteCount
        guard factor.count == size, addend.count == size, order.containsSecret(addend) else {
            throw CryptoError(.invalidKey, "a scalar that is not of \(level.curveName)")
        }
        let multiplier = SecretBytes(copying: try Self.multiplier(digest, level))
        let e = SecretLimbs(bigEndian: multiplier, count: order.limbCount)
        let k = SecretLimbs(bigEndian: factor, count: order.limbCount)
        let d = SecretLimbs(bigEndian: addend, count: order.limbCount)
        return e.multiplied(by: k, modulo: order.limbs).added(to: d, modulo: order.limbs)
            .bigEndianBytes(count: size)
    }
}
