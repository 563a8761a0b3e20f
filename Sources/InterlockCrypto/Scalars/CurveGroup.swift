internal import COpenSSL

/// OpenSSL's group of a curve, made once and never changed, so that any number of tasks may compute in it.
@safe
final class CurveGroup: @unchecked Sendable {
    let raw: OpaquePointer
    let level: SecurityLevel

    static func of(_ level: SecurityLevel) throws(CryptoError) -> CurveGroup {
        let made =
            switch level {
            case .bits128: Self.p256
            case .bits192: Self.p384
            case .bits256: Self.p521
            }
        return try made.get()
    }

    private static let p256 = CurveGroup.make(.bits128, NID_X9_62_prime256v1)
    private static let p384 = CurveGroup.make(.bits192, NID_secp384r1)
    private static let p521 = CurveGroup.make(.bits256, NID_secp521r1)

    private static func make(_ level: SecurityLevel, _ identifier: Int32) -> Result<CurveGroup, CryptoError> {
        guard let raw = unsafe EC_GROUP_new_by_curve_name(identifier) else {
            return .failure(.openSSL("EC_GROUP_new_by_curve_name"))
        }
        return .success(unsafe CurveGroup(taking: raw, level))
    }

    private init(taking raw: OpaquePointer, _ level: SecurityLevel) {
        unsafe self.raw = raw
        self.level = level
    }

    deinit { unsafe EC_GROUP_free(self.raw) }
}
