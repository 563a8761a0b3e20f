extension SecurityLevel {
    /// The label of ES256, ES384 or ES512 (RFC 9053 section 2.1).
    ///
    /// COSE lets any curve go with any of the three; here each has its own, so that the digest is as strong as the key.
    var coseAlgorithm: Int64 {
        switch self {
        case .bits128: -7
        case .bits192: -35
        case .bits256: -36
        }
    }

    /// The level of an `alg` header parameter; nil for any other algorithm.
    init?(coseAlgorithm value: CBOR) {
        guard let algorithm = value.integerValue,
            let level = Self.allCases.first(where: { $0.coseAlgorithm == algorithm })
        else { return nil }
        self = level
    }
}
