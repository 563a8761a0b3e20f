/// What goes with a signature to show that its certificates were not revoked: the header parameter `rVals`, a map with
/// the OCSP responses under `ocspVals`, as C2PA 2.1 section 14.5 has it.
///
/// C2PA, which learns of them after signing, has it unprotected; here the signer staples them, so they are signed over
/// as everything else is, and a message keeps its one encoding.
enum COSERevocationValues {
    static let label: CBOR = "rVals"
    private static let responses: CBOR = "ocspVals"
    /// One for each certificate that a message brings along.
    private static let limit = 16

    /// The header parameter; nil for no responses.
    static func parameter(_ ocspResponses: [[UInt8]]) -> (CBOR, CBOR)? {
        guard !ocspResponses.isEmpty else { return nil }
        return (Self.label, .map([(Self.responses, .array(ocspResponses.map { .bytes($0) }))]))
    }

    /// Reads what a protected header says.
    static func read(_ parameters: CBORMap) throws(CryptoError) -> [[UInt8]] {
        guard let value = parameters[Self.label] else { return [] }
        let elements = value.mapValue?[Self.responses]?.arrayValue ?? []
        let responses = elements.compactMap(\.bytesValue)
        guard value.mapValue?.count == 1, responses.count == elements.count,
            (1...Self.limit).contains(responses.count)
        else {
            throw CryptoError(.invalidEncoding, "rVals: not 1 to \(Self.limit) OCSP responses under ocspVals")
        }
        return responses
    }
}
