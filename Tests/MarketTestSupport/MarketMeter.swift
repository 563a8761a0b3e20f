package import InterlockCrypto
package import InterlockIdentity

/// Someone with attributes, a key and an implicit certificate.
package struct MarketMeter: Sendable {
    package let attributes: AttributeSet
    package let key: SigningKey
    package let credential: Credential
    package let certificate: ImplicitCertificate

    package var identity: ParticipantID { self.attributes.identity }
}

extension MarketWorld {
    /// An issuer of implicit certificates, certified by the market's authority.
    package func implicitAuthority(grant: AttributeGrant? = nil) throws -> ImplicitAuthority {
        let key = try SigningKey(level: .bits128)
        let certificate = try self.authority.issueImplicitIssuer(
            named: "Meters",
            key: key.verifyingKey,
            validity: Self.validity,
            grant: grant
        )
        return try ImplicitAuthority(certificate: certificate, key: key)
    }

    /// A meter with a certificate by that issuer.
    package static func meter(
        like person: MarketPerson,
        validity: ClosedRange<Timestamp> = validity,
        by authority: ImplicitAuthority
    ) throws -> MarketMeter {
        let requestKey = try SigningKey(level: .bits128)
        let response = try authority.issue(
            to: person.attributes,
            request: ImplicitRequest(identity: person.identity, point: requestKey.verifyingKey),
            validity: validity
        )
        let (key, credential) = try response.receive(
            by: requestKey,
            identity: person.identity,
            from: authority.issuer
        )
        return MarketMeter(
            attributes: person.attributes,
            key: key,
            credential: credential,
            certificate: response.certificate
        )
    }
}
