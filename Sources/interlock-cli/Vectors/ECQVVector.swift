import Interlock

/// A case of `ecqv.json`: an answer that is received, or a certificate whose key is extracted.
struct ECQVVector: VectorCase {
    let name: String
    let expected: ExpectedResult
    private let fields: Fields

    struct Fields: Codable {
        var name: String
        /// The X.509 certificate of the issuer, in DER.
        var issuer: Hex
        /// Whose request it was, and its private number k_U.
        var identity: String?
        var requestKey: Hex?
        var request: Hex?
        /// The answer; where it is left out, the key is extracted from `certificate`.
        var response: Hex?
        var certificate: Hex?
        /// The attribute set's canonical encoding.
        var attributes: Hex?
        /// What e is the leftmost bits of: H(H(certificate) ‖ H(issuer)).
        var digest: Hex?
        var privateKey: Hex?
        /// X9.63, uncompressed.
        var publicKey: Hex?
    }

    init(from decoder: any Decoder) throws {
        self.fields = try Fields(from: decoder)
        self.name = self.fields.name
        self.expected = try ExpectedResult(from: decoder)
    }

    func run() throws -> String? {
        let issuer = try ImplicitIssuer(Certificate(derRepresentation: self.fields.issuer.bytes))
        guard let response = self.fields.response else {
            let certificate = try ImplicitCertificate(encoded: self.fields.certificate?.bytes ?? [])
            return try self.compare(certificate, issuer)
        }
        guard let number = self.fields.requestKey?.bytes,
            let level = SecurityLevel.allCases.first(where: { $0.scalarByteCount == number.count })
        else { return "there is no request key" }
        let requestKey = try SigningKey(rawRepresentation: SecretBytes(copying: number), level: level)
        let identity = try ParticipantID(self.fields.identity ?? "")
        let request = ImplicitRequest(identity: identity, point: requestKey.verifyingKey)
        let answer = try ImplicitResponse(encoded: response.bytes)
        let (key, _) = try answer.receive(by: requestKey, identity: identity, from: issuer)
        return try mismatch("the request", request.encoded, self.fields.request)
            ?? mismatch("the private key", key.rawRepresentation().publicCopy(), self.fields.privateKey)
            ?? self.compare(answer.certificate, issuer)
    }

    private func compare(_ certificate: ImplicitCertificate, _ issuer: ImplicitIssuer) throws -> String? {
        try mismatch("the certificate", certificate.encoded, self.fields.certificate)
            ?? mismatch("the attributes", certificate.attributes.canonicalEncoding, self.fields.attributes)
            ?? mismatch("the digest", certificate.digest(issuer: issuer.certificate), self.fields.digest)
            ?? mismatch(
                "the public key",
                issuer.publicKey(of: certificate).x963Representation,
                self.fields.publicKey
            )
    }
}
