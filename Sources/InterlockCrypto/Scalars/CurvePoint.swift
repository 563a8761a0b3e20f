internal import COpenSSL

/// A point of a curve, held by OpenSSL; it may be the point at infinity while it is computed with.
@safe
struct CurvePoint: ~Copyable {
    let group: CurveGroup
    let raw: OpaquePointer

    /// The point at infinity.
    init(_ group: CurveGroup) throws(CryptoError) {
        guard let raw = unsafe EC_POINT_new(group.raw) else { throw .openSSL("EC_POINT_new") }
        self.group = group
        unsafe self.raw = raw
    }

    /// Reads a point in X9.63 form (SEC 1 section 2.3.4).
    ///
    /// - Throws: `CryptoError` with code `invalidKey` for a point that is not on the curve.
    static func reading(_ bytes: [UInt8], _ group: CurveGroup) throws(CryptoError) -> CurvePoint {
        let point = try CurvePoint(group)
        guard unsafe EC_POINT_oct2point(group.raw, point.raw, bytes, bytes.count, nil) == 1 else {
            throw .openSSL("the point is not on the curve", .invalidKey)
        }
        return point
    }

    /// A point in any X9.63 form as 0x04‖x‖y.
    ///
    /// - Throws: `CryptoError` with code `invalidKey` for a point that is not on the curve, or at infinity.
    static func uncompressed(_ bytes: [UInt8], _ level: SecurityLevel) throws(CryptoError) -> [UInt8] {
        try Self.reading(bytes, CurveGroup.of(level)).x963Representation()
    }

    deinit { unsafe EC_POINT_clear_free(self.raw) }

    /// The point as 0x04‖x‖y.
    ///
    /// - Throws: `CryptoError` with code `invalidKey` for the point at infinity, which has no such form.
    func x963Representation() throws(CryptoError) -> [UInt8] {
        try self.encoded(POINT_CONVERSION_UNCOMPRESSED, count: 1 + 2 * self.group.level.scalarByteCount)
    }

    /// The point as 0x02 or 0x03, then x.
    ///
    /// - Throws: `CryptoError` with code `invalidKey` for the point at infinity.
    func compressed() throws(CryptoError) -> [UInt8] {
        try self.encoded(POINT_CONVERSION_COMPRESSED, count: 1 + self.group.level.scalarByteCount)
    }

    private func encoded(_ form: point_conversion_form_t, count: Int) throws(CryptoError) -> [UInt8] {
        var encoded = [UInt8](repeating: 0, count: count)
        let length = unsafe EC_POINT_point2oct(self.group.raw, self.raw, form, &encoded, count, nil)
        guard length == count else {
            ERR_clear_error()
            throw CryptoError(.invalidKey, "the point at infinity")
        }
        return encoded
    }
}

/// Arithmetic.
///
/// A product takes one scalar a call: OpenSSL's ladder for a single scalar takes the same time for every scalar, its
/// method for several does not.
extension CurvePoint {
    /// `scalar`·G, in constant time.
    static func basePoint(times scalar: borrowing SecretBytes, _ group: CurveGroup) throws(CryptoError)
        -> CurvePoint
    {
        let result = try CurvePoint(group)
        try unsafe Self.withNumber(scalar) { number in
            unsafe EC_POINT_mul(group.raw, result.raw, number, nil, nil, nil)
        }
        return result
    }

    /// `scalar` times this point, in constant time.
    func multiplied(by scalar: borrowing SecretBytes) throws(CryptoError) -> CurvePoint {
        let result = try CurvePoint(self.group)
        try unsafe Self.withNumber(scalar) { number in
            unsafe EC_POINT_mul(self.group.raw, result.raw, nil, self.raw, number, nil)
        }
        return result
    }

    /// This point times a public small number of one or more, by doubling and adding; not in constant time.
    func multiplied(byPublic number: Int) throws(CryptoError) -> CurvePoint {
        precondition(number >= 1)
        var result = try CurvePoint(self.group).added(to: self)
        for bit in (0..<Int.bitWidth - 1 - number.leadingZeroBitCount).reversed() {
            result = try result.doubled()
            if number >> bit & 1 == 1 { result = try result.added(to: self) }
        }
        return result
    }

    private func doubled() throws(CryptoError) -> CurvePoint {
        let result = try CurvePoint(self.group)
        guard unsafe EC_POINT_dbl(self.group.raw, result.raw, self.raw, nil) == 1 else {
            throw .openSSL("EC_POINT_dbl")
        }
        return result
    }

    func added(to other: borrowing CurvePoint) throws(CryptoError) -> CurvePoint {
        let result = try CurvePoint(self.group)
        guard unsafe EC_POINT_add(self.group.raw, result.raw, self.raw, other.raw, nil) == 1 else {
            throw .openSSL("EC_POINT_add")
        }
        return result
    }

    private static func withNumber(
        _ scalar: borrowing SecretBytes,
        _ body: (OpaquePointer) -> Int32
    ) throws(CryptoError) {
        guard let number = unsafe BN_secure_new() else { throw .openSSL("BN_secure_new") }
        defer { unsafe BN_clear_free(number) }
        unsafe BN_set_flags(number, BN_FLG_CONSTTIME)
        let isSet = unsafe scalar.withUnsafeBytes { bytes in
            let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            return unsafe BN_bin2bn(start, Int32(bytes.count), number) != nil
        }
        guard isSet, unsafe body(number) == 1 else { throw .openSSL("EC_POINT_mul") }
    }
}
