import InterlockCrypto

@testable import InterlockIdentity

/// A root, an authority below it, that one's issuer of implicit certificates, and a meter that asks.
struct ImplicitWorld: Sendable {
    let world: CertificateWorld
    let issuerKey: SigningKey
    let authority: ImplicitAuthority
    let requestKey: SigningKey
    let request: ImplicitRequest
    let response: ImplicitResponse

    var issuer: ImplicitIssuer { self.authority.issuer }
    var attributes: AttributeSet { self.response.certificate.attributes }

    init(level: SecurityLevel = .bits128, grant: AttributeGrant? = nil) throws {
        self.world = try CertificateWorld(level: level)
        self.issuerKey = try SigningKey(level: level)
        let certificate = try self.world.intermediate.issueImplicitIssuer(
            named: "North Grid Meters",
            key: self.issuerKey.verifyingKey,
            validity: CertificateWorld.validity,
            grant: grant
        )
        self.authority = try ImplicitAuthority(certificate: certificate, key: self.issuerKey)
        self.requestKey = try SigningKey(level: level)
        self.request = ImplicitRequest(
            identity: try ParticipantID("household-17"),
            point: self.requestKey.verifyingKey
        )
        self.response = try self.authority.issue(
            to: CertificateWorld.attributes("household-17"),
            request: self.request,
            validity: CertificateWorld.validity
        )
    }

    /// What the meter makes of a response.
    func receive(
        _ response: ImplicitResponse,
        from issuer: ImplicitIssuer? = nil,
        expecting attributes: AttributeSet? = nil
    ) throws -> (key: SigningKey, credential: Credential) {
        try response.receive(
            by: self.requestKey,
            identity: self.request.identity,
            from: issuer ?? self.issuer,
            expecting: attributes
        )
    }

    /// The response with other parts; what is left out stays.
    func response(
        certificate: ImplicitCertificate? = nil,
        value: [UInt8]? = nil,
        isConsistent: Bool = false
    ) throws -> ImplicitResponse {
        var parts = try CBOR(decoding: self.response.encoded).arrayValue ?? []
        if let certificate {
            parts[4] = .bytes(certificate.encoded)
            if isConsistent { parts[2] = .bytes(ECQVMessage.identifier(of: certificate.contents.encoded())) }
        }
        if let value { parts[5] = .bytes(value) }
        return try ImplicitResponse(encoded: CBOR.array(parts).encoded())
    }

    /// The certificate with other contents, its point the same.
    func certificate(
        attributes: AttributeSet? = nil,
        issuer: [UInt8]? = nil,
        point: VerifyingKey? = nil
    ) -> ImplicitCertificate {
        let own = self.response.certificate
        return ImplicitCertificate(
            ImplicitCertificate.Contents(
                serialNumber: own.serialNumber,
                issuerIdentifier: issuer ?? own.issuerIdentifier,
                notBefore: own.notBefore,
                notAfter: own.notAfter,
                attributes: attributes ?? own.attributes
            ),
            point: point ?? own.point
        )
    }

    func verifier(lists: [RevocationList]? = nil) throws -> ChainVerifier {
        try self.world.verifier(lists: lists)
    }
}
