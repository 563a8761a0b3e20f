internal import COpenSSL

/// Scalar multiplication and addition of points by OpenSSL.
enum CurveMultiplication {
    /// `scalar`·G as 0x04‖x‖y; takes the same time for every scalar of a curve's order.
    static func basePoint(times scalar: borrowing SecretBytes, level: SecurityLevel) throws(CryptoError)
        -> [UInt8]
    {
        try CurvePoint.basePoint(times: scalar, CurveGroup.of(level)).x963Representation()
    }

    /// `multiplier`·`point` + `addend`, all of them public, as 0x04‖x‖y.
    ///
    /// - Throws: `CryptoError` with code `invalidKey` where a point is not on the curve, or the sum is at infinity.
    static func sum(
        _ multiplier: [UInt8],
        times point: [UInt8],
        plus addend: [UInt8],
        level: SecurityLevel
    ) throws(CryptoError) -> [UInt8] {
        let group = try CurveGroup.of(level)
        let factor = try CurvePoint.reading(point, group)
        let other = try CurvePoint.reading(addend, group)
        let sum = try CurvePoint(group)
        guard let number = unsafe BN_bin2bn(multiplier, Int32(multiplier.count), nil) else {
            throw .openSSL("BN_bin2bn")
        }
        defer { unsafe BN_free(number) }
        guard unsafe EC_POINT_mul(group.raw, sum.raw, nil, factor.raw, number, nil) == 1,
            unsafe EC_POINT_add(group.raw, sum.raw, sum.raw, other.raw, nil) == 1
        else {
            throw .openSSL("EC_POINT_mul or EC_POINT_add")
        }
        return try sum.x963Representation()
    }
}
