/// The header parameters of a COSE_Sign1 that this library knows (RFC 9052 section 3.1, RFC 9360 section 2).
struct COSEHeader {
    let level: SecurityLevel
    let contentType: String?
    let certificates: COSECertificates
    let ocspResponses: [[UInt8]]

    private static let algorithm: CBOR = 1
    private static let critical: CBOR = 2
    private static let contentType: CBOR = 3

    /// The protected header as the byte string's content.
    static func encode(
        level: SecurityLevel,
        contentType: String,
        certificates: COSECertificates,
        ocspResponses: [[UInt8]]
    ) throws(CryptoError) -> [UInt8] {
        var pairs: [(CBOR, CBOR)] = [
            (Self.algorithm, .integer(level.coseAlgorithm)), (Self.contentType, .text(contentType)),
        ]
        if let parameter = try certificates.parameter() { pairs.append(parameter) }
        if let parameter = COSERevocationValues.parameter(ocspResponses) { pairs.append(parameter) }
        return CBOR.map(pairs).encoded()
    }

    init(protected: [UInt8], unprotected: CBORMap, limits: CBORLimits) throws(CryptoError) {
        let parameters = try Self.parameters(protected, limits: limits)
        try Self.checkLabels(parameters, unprotected)
        try Self.checkCritical(parameters, unprotected)
        guard let level = parameters[Self.algorithm].flatMap({ SecurityLevel(coseAlgorithm: $0) }) else {
            throw CryptoError(.unsupported, "protected header: alg is not ES256, ES384 or ES512, or missing")
        }
        self.level = level
        let contentType = parameters[Self.contentType]
        self.contentType = contentType?.textValue
        guard contentType == nil || self.contentType != nil else {
            throw CryptoError(.unsupported, "protected header: the content type is not text")
        }
        self.certificates = try COSECertificates(parameters)
        self.ocspResponses = try COSERevocationValues.read(parameters)
    }

    private static func parameters(_ protected: [UInt8], limits: CBORLimits) throws(CryptoError) -> CBORMap {
        // An empty map is a byte string of no bytes (RFC 9052 section 3).
        if protected.isEmpty { return [:] }
        let value: CBOR
        do {
            value = try CBOR(decoding: protected, limits: limits)
        } catch {
            throw CryptoError(error.code, "protected header: \(error.reason)")
        }
        guard let parameters = value.mapValue else {
            throw CryptoError(.invalidEncoding, "protected header: not a map")
        }
        guard !parameters.isEmpty else {
            throw CryptoError(.notDeterministic, "protected header: an empty map that is written")
        }
        return parameters
    }

    /// Labels are integers or text (RFC 9052 section 1.5), and each stands in one of the two headers (section 3).
    private static func checkLabels(_ parameters: CBORMap, _ unprotected: CBORMap) throws(CryptoError) {
        for entry in parameters.entries + unprotected.entries where entry.key.majorType > 1 {
            guard entry.key.majorType == 3 else {
                throw CryptoError(.invalidEncoding, "header: a label that is neither an integer nor text")
            }
        }
        var (left, right) = (parameters.entries[...], unprotected.entries[...])
        while let first = left.first?.key, let second = right.first?.key {
            guard first != second else {
                throw CryptoError(.invalidEncoding, "header: \(first) is both protected and not")
            }
            if first.isEncodedBefore(second) { left.removeFirst() } else { right.removeFirst() }
        }
    }

    /// What is critical must be protected, there, and known here (RFC 9052 section 3.1, "crit").
    private static func checkCritical(_ parameters: CBORMap, _ unprotected: CBORMap) throws(CryptoError) {
        guard unprotected[Self.critical] == nil else {
            throw CryptoError(.invalidEncoding, "header: crit is not protected")
        }
        guard let critical = parameters[Self.critical] else { return }
        guard let labels = critical.arrayValue, !labels.isEmpty else {
            throw CryptoError(.invalidEncoding, "protected header: crit is not an array of labels")
        }
        let known =
            [Self.algorithm, Self.contentType, COSERevocationValues.label] + COSECertificates.labels
        for label in labels {
            guard known.contains(label) else {
                throw CryptoError(
                    .unsupported,
                    "protected header: the critical parameter \(label) is not known here"
                )
            }
            guard parameters[label] != nil else {
                throw CryptoError(
                    .invalidEncoding,
                    "protected header: the critical parameter \(label) is missing"
                )
            }
        }
    }
}
