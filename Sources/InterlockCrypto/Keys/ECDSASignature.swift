internal import COpenSSL

/// An ECDSA signature (FIPS 186-5 section 6.4) in the one form that this library writes and accepts: s ≤ n/2.
///
/// (r, s) and (r, n − s) sign the same message; taking the lower s only leaves one signature, so a message's
/// digest cannot be changed by someone without the key. Hyperledger Fabric has the same rule.
public struct ECDSASignature: Hashable, Sendable {
    /// The level of the key that made it.
    public let level: SecurityLevel
    /// r, then s, big-endian, each as long as the order (IEEE P1363; RFC 9053 section 2.1).
    public let rawRepresentation: [UInt8]

    /// Reads r‖s.
    ///
    /// - Throws: `CryptoError` with code `invalidSignature` where the length is wrong or r or s is outside
    ///   [1, n−1], and `highS` where s is above n/2.
    public init(rawRepresentation: [UInt8], level: SecurityLevel) throws(CryptoError) {
        let signature = try ECDSASignature(inRange: rawRepresentation, level: level)
        guard GroupOrder.of(level).isLowHalf(signature.s) else {
            throw CryptoError(.highS, "s is above half the order of \(level.curveName)")
        }
        self = signature
    }

    /// Reads the DER of an `ECDSA-Sig-Value` (RFC 3279 section 2.2.3).
    ///
    /// - Throws: as ``init(rawRepresentation:level:)``, and `invalidSignature` for anything that is not DER.
    public init(derRepresentation der: [UInt8], level: SecurityLevel) throws(CryptoError) {
        try self.init(rawRepresentation: Self.raw(der: der, level: level), level: level)
    }

    /// Reads r‖s of another's making and takes n − s in place of a high s.
    package init(normalizing raw: [UInt8], level: SecurityLevel) throws(CryptoError) {
        let signature = try ECDSASignature(inRange: raw, level: level)
        let order = GroupOrder.of(level)
        guard !order.isLowHalf(signature.s) else {
            self = signature
            return
        }
        self.level = level
        self.rawRepresentation = Array(signature.r) + order.negated(Array(signature.s))
    }

    /// Reads DER of another's making and takes n − s in place of a high s.
    package init(normalizingDER der: [UInt8], level: SecurityLevel) throws(CryptoError) {
        try self.init(normalizing: Self.raw(der: der, level: level), level: level)
    }

    private init(inRange raw: [UInt8], level: SecurityLevel) throws(CryptoError) {
        let size = level.scalarByteCount
        guard raw.count == 2 * size else {
            throw CryptoError(
                .invalidSignature,
                "a signature of \(level.curveName) has \(2 * size) bytes, not \(raw.count)"
            )
        }
        let order = GroupOrder.of(level)
        guard order.contains(raw[..<size]), order.contains(raw[size...]) else {
            throw CryptoError(.invalidSignature, "r or s is outside [1, n-1] of \(level.curveName)")
        }
        self.level = level
        self.rawRepresentation = raw
    }

    private var r: ArraySlice<UInt8> { self.rawRepresentation[..<self.level.scalarByteCount] }
    private var s: ArraySlice<UInt8> { self.rawRepresentation[self.level.scalarByteCount...] }

    /// The signature as DER `ECDSA-Sig-Value`.
    public var derRepresentation: [UInt8] {
        var body: [UInt8] = []
        for part in [self.r, self.s] {
            var digits = part.drop { $0 == 0 }
            if digits.first.map({ $0 >= 0x80 }) ?? true { digits = [0] + digits }
            body += [0x02, UInt8(digits.count)] + digits
        }
        return body.count < 0x80
            ? [0x30, UInt8(body.count)] + body
            : [0x30, 0x81, UInt8(body.count)] + body
    }

    /// r‖s of a DER signature; OpenSSL parses, and what it would write otherwise is refused.
    private static func raw(der: [UInt8], level: SecurityLevel) throws(CryptoError) -> [UInt8] {
        let malformed = CryptoError(
            .invalidSignature,
            "not the DER of an ECDSA-Sig-Value for \(level.curveName)"
        )
        let size = level.scalarByteCount
        // Two integers of `size` bytes and a sign byte, in headers of at most three bytes.
        guard der.count <= 2 * (size + 4) + 3 else { throw malformed }
        let raw: [UInt8]? = unsafe der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            guard let parsed = unsafe d2i_ECDSA_SIG(nil, &cursor, buffer.count) else { return nil }
            defer { unsafe ECDSA_SIG_free(parsed) }
            var r: OpaquePointer?
            var s: OpaquePointer?
            unsafe ECDSA_SIG_get0(parsed, &r, &s)
            guard unsafe BN_is_negative(r) == 0, unsafe BN_is_negative(s) == 0 else { return nil }
            var raw = [UInt8](repeating: 0, count: 2 * size)
            let fits = unsafe raw.withUnsafeMutableBufferPointer { out in
                unsafe BN_bn2binpad(r, out.baseAddress, Int32(size)) >= 0
                    && BN_bn2binpad(s, out.baseAddress?.advanced(by: size), Int32(size)) >= 0
            }
            return fits ? raw : nil
        }
        ERR_clear_error()
        guard let raw else { throw malformed }
        let signature = try ECDSASignature(inRange: raw, level: level)
        guard signature.derRepresentation == der else { throw malformed }
        return raw
    }
}

extension ECDSASignature {
    /// r‖(n − s): the other signature of the same message, which this library refuses; for tests and vectors.
    package var withHigherS: [UInt8] {
        let size = self.level.scalarByteCount
        return self.rawRepresentation[..<size]
            + GroupOrder.of(self.level).negated(Array(self.rawRepresentation[size...]))
    }
}
