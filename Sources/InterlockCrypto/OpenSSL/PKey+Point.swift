internal import COpenSSL

extension PKey {
    private static let p256 = PKey.template(.bits128)
    private static let p384 = PKey.template(.bits192)
    private static let p521 = PKey.template(.bits256)

    /// A public key of the level that others are copies of: making one anew looks its curve up by name, and takes as long
    /// as half a verification.
    private static func template(_ level: SecurityLevel) -> Result<PKey, CryptoError> {
        Result { () throws(CryptoError) in
            let one = [UInt8](repeating: 0, count: level.scalarByteCount - 1) + [1]
            var parameters = ParameterList()
            parameters.append(OSSL_PKEY_PARAM_GROUP_NAME, utf8: level.curveName)
            parameters.append(
                OSSL_PKEY_PARAM_PUB_KEY,
                octets: try CurveMultiplication.basePoint(times: SecretBytes(copying: one), level: level)
            )
            return try PKey(parameters, selection: il_EVP_PKEY_PUBLIC_KEY())
        }
    }

    /// Makes a public key of 0x04‖x‖y.
    ///
    /// - Throws: `CryptoError` with code `invalidKey` for a point that is not on the curve.
    convenience init(point: [UInt8], level: SecurityLevel) throws(CryptoError) {
        let template =
            switch level {
            case .bits128: Self.p256
            case .bits192: Self.p384
            case .bits256: Self.p521
            }
        guard let copy = unsafe EVP_PKEY_dup(try template.get().raw) else { throw .openSSL("EVP_PKEY_dup") }
        unsafe self.init(taking: copy)
        guard unsafe EVP_PKEY_set1_encoded_public_key(copy, point, point.count) == 1 else {
            throw .openSSL("the point is not on the curve", .invalidKey)
        }
    }
}
