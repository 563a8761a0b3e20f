internal import COpenSSL

/// Scalar multiplication by OpenSSL, which takes the same time for every scalar of a curve's order.
enum CurveMultiplication {
    /// `scalar`·G as 0x04‖x‖y.
    static func basePoint(times scalar: borrowing SecretBytes, level: SecurityLevel) throws(CryptoError)
        -> [UInt8]
    {
        let identifier =
            switch level {
            case .bits128: NID_X9_62_prime256v1
            case .bits192: NID_secp384r1
            case .bits256: NID_secp521r1
            }
        guard let group = unsafe EC_GROUP_new_by_curve_name(identifier) else {
            throw .openSSL("EC_GROUP_new_by_curve_name")
        }
        defer { unsafe EC_GROUP_free(group) }
        guard let point = unsafe EC_POINT_new(group) else { throw .openSSL("EC_POINT_new") }
        defer { unsafe EC_POINT_free(point) }
        guard let number = unsafe BN_secure_new() else { throw .openSSL("BN_secure_new") }
        defer { unsafe BN_clear_free(number) }
        unsafe BN_set_flags(number, BN_FLG_CONSTTIME)
        let isSet = unsafe scalar.withUnsafeBytes { bytes in
            let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            return unsafe BN_bin2bn(start, Int32(bytes.count), number) != nil
        }
        guard isSet, unsafe EC_POINT_mul(group, point, number, nil, nil, nil) == 1 else {
            throw .openSSL("EC_POINT_mul")
        }
        var encoded = [UInt8](repeating: 0, count: 1 + 2 * level.scalarByteCount)
        let form = POINT_CONVERSION_UNCOMPRESSED
        guard unsafe EC_POINT_point2oct(group, point, form, &encoded, encoded.count, nil) == encoded.count
        else {
            throw .openSSL("EC_POINT_point2oct", .invalidKey)
        }
        return encoded
    }
}
