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

    deinit { unsafe EC_POINT_free(self.raw) }

    /// The point as 0x04‖x‖y.
    ///
    /// - Throws: `CryptoError` with code `invalidKey` for the point at infinity, which has no such form.
    func x963Representation() throws(CryptoError) -> [UInt8] {
        var encoded = [UInt8](repeating: 0, count: 1 + 2 * self.group.level.scalarByteCount)
        let form = POINT_CONVERSION_UNCOMPRESSED
        let length = unsafe EC_POINT_point2oct(
            self.group.raw,
            self.raw,
            form,
            &encoded,
            encoded.count,
            nil
        )
        guard length == encoded.count else {
            ERR_clear_error()
            throw CryptoError(.invalidKey, "the point at infinity")
        }
        return encoded
    }
}
