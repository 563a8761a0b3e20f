/// The header parameters of a COSE_Sign1 that this library knows (RFC 9052 section 3.1, RFC 9360 section 2).
struct COSEHeader {
    let level: SecurityLevel
    let contentType: String?
    let certificates: COSECertificates

    private enum Label {
        static let algorithm: CBOR = 1
        static let critical: CBOR = 2
        static let contentType: CBOR = 3
        static let x5chain: CBOR = 33
        static let x5t: CBOR = 34
    }

    /// SHA-256 in the COSE algorithm registry (RFC 9054 section 2.1).
    private static let sha256: CBOR = -16

    static func encode(level: SecurityLevel, contentType: String, certificates: COSECertificates) -> [UInt8] {
        var pairs: [(CBOR, CBOR)] = [
            (Label.algorithm, .integer(level.coseAlgorithm)), (Label.contentType, .text(contentType)),
        ]
        switch certificates {
        case .none: break
        case .chain(let chain):
            // One certificate stands alone, several in an array (RFC 9360 section 2).
            let encoded = chain.map { CBOR.bytes($0) }
            pairs.append((Label.x5chain, encoded.count == 1 ? encoded[0] : .array(encoded)))
        case .thumbprint(let digest):
            pairs.append((Label.x5t, .array([Self.sha256, .bytes(digest.rawRepresentation)])))
        }
        return CBOR.map(pairs).encoded()
    }

    init(protected: [UInt8], unprotected: CBORMap, limits: CBORLimits) throws(CryptoError) {
        guard case .map(let parameters) = try CBOR(decoding: protected, limits: limits) else {
            throw CryptoError(.invalidEncoding, "the protected header is not a map")
        }
        // A label stands in one of the two only (RFC 9052 section 3).
        for entry in parameters.entries where unprotected[entry.key] != nil {
            throw CryptoError(.invalidEncoding, "a header parameter is both protected and not")
        }
        try Self.checkCritical(parameters, unprotected)
        guard let algorithm = parameters[Label.algorithm]?.integerValue,
            let level = SecurityLevel.allCases.first(where: { $0.coseAlgorithm == algorithm })
        else {
            throw CryptoError(
                .unsupported,
                "the algorithm is not ES256, ES384 or ES512 in the protected header"
            )
        }
        self.level = level
        self.contentType = try parameters[Label.contentType].map { (value) throws(CryptoError) in
            guard let text = value.textValue else {
                throw CryptoError(.unsupported, "a content type that is not text")
            }
            return text
        }
        self.certificates = try Self.certificates(parameters)
    }

    /// Every critical parameter must be protected and known here (RFC 9052 section 3.1, "crit").
    private static func checkCritical(_ parameters: CBORMap, _ unprotected: CBORMap) throws(CryptoError) {
        guard unprotected[Label.critical] == nil else {
            throw CryptoError(.invalidEncoding, "crit is not protected")
        }
        guard let critical = parameters[Label.critical] else { return }
        guard let labels = critical.arrayValue, !labels.isEmpty else {
            throw CryptoError(.invalidEncoding, "crit is not an array of labels")
        }
        let known = [Label.algorithm, Label.contentType, Label.x5chain, Label.x5t]
        for label in labels {
            guard known.contains(label) else {
                throw CryptoError(.unsupported, "an unknown critical header parameter")
            }
            guard parameters[label] != nil else {
                throw CryptoError(.invalidEncoding, "a critical header parameter is not there")
            }
        }
    }

    private static func certificates(_ parameters: CBORMap) throws(CryptoError) -> COSECertificates {
        switch (parameters[Label.x5chain], parameters[Label.x5t]) {
        case (nil, nil): return .none
        case (.bytes(let single), nil): return .chain([single])
        case (.array(let several), nil):
            let chain = several.compactMap(\.bytesValue)
            guard chain.count == several.count, chain.count >= 2 else {
                throw CryptoError(.invalidEncoding, "x5chain is not a certificate, or two or more")
            }
            return .chain(chain)
        case (nil, .array(let parts)):
            guard parts.count == 2, parts[0] == Self.sha256, let bytes = parts[1].bytesValue else {
                throw CryptoError(.unsupported, "x5t is not a SHA-256 thumbprint")
            }
            return .thumbprint(try Digest(rawRepresentation: bytes))
        default:
            throw CryptoError(.invalidEncoding, "x5chain or x5t is not as RFC 9360 has it, or both are there")
        }
    }
}

extension SecurityLevel {
    /// ES256, ES384, ES512 (RFC 9053 section 2.1).
    fileprivate var coseAlgorithm: Int64 {
        switch self {
        case .bits128: -7
        case .bits192: -35
        case .bits256: -36
        }
    }
}
