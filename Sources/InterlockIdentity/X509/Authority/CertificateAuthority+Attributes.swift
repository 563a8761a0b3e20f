public import InterlockCrypto

extension CertificateAuthority {
    /// Issues the certificate that binds `key` to `attributes`.
    ///
    /// The subject's common name is the identity, its organisational unit the participant type, its organisation
    /// that of the authority; the attributes stand in the extension 1.2.3.4.5.6.7.8.1. A profile with a role of Fabric's
    /// adds that role's unit, and leaves out a type that is the name of a role: there is exactly one such unit.
    ///
    /// - Parameters:
    ///   - attributes: Whom the certificate speaks of.
    ///   - key: The participant's public key.
    ///   - validity: The first and the last second of its validity.
    ///   - profile: What the key may be used for.
    ///   - hosts: DNS names and IP addresses of the subject, for TLS.
    ///   - serialNumber: Drawn at random unless given.
    ///   - nonce: `.rfc6979` makes the same certificate each time, for vectors.
    /// - Returns: The certificate, read back.
    /// - Throws: `IdentityError` with code `invalidCertificate` where the validity is not within the authority's, or is
    ///   longer than the profile allows, or the serial number is not above zero; `invalidAttribute` where the
    ///   attributes cannot be written; `wrongAttributeAuthority` or `attributeEscalation` where the authority was not
    ///   granted them; `nameConstraint` for a host that is neither a DNS name nor an IP address.
    public func issue(
        to attributes: AttributeSet,
        key: VerifyingKey,
        validity: ClosedRange<Timestamp>,
        profile: CertificateProfile = .participant,
        hosts: [String] = [],
        serialNumber: SerialNumber? = nil,
        nonce: NonceSource = .random
    ) throws(IdentityError) -> Certificate {
        try self.certificate.attributeGrant()?.check(attributes)
        let template = try CertificateTemplate(
            serialNumber: serialNumber,
            subject: self.name(for: attributes, profile: profile),
            key: key,
            validity: validity,
            profile: profile,
            further: [
                CertificateExtension(
                    .fabricAttributes,
                    isCritical: false,
                    value: FabricAttributes.encode(attributes)
                )
            ] + Self.alternativeNames(hosts)
        )
        return try self.issue(template, nonce: nonce)
    }

    /// Issues a certificate on a request: the key is the sender's, the attributes are what the authority says.
    ///
    /// - Throws: as ``issue(to:key:validity:profile:hosts:serialNumber:nonce:)``.
    public func issue(
        to attributes: AttributeSet,
        request: VerifiedRequest,
        validity: ClosedRange<Timestamp>,
        profile: CertificateProfile = .participant,
        nonce: NonceSource = .random
    ) throws(IdentityError) -> Certificate {
        try self.issue(
            to: attributes,
            key: request.key,
            validity: validity,
            profile: profile,
            nonce: nonce
        )
    }

    /// The subject's name: the identity, then the type, then Fabric's role, below the authority's organisation.
    private func name(
        for attributes: AttributeSet,
        profile: CertificateProfile
    ) throws(IdentityError) -> DistinguishedName {
        // Fabric counts the units of roles, and wants exactly one (msp/mspimplvalidate.go, validateIdentityOUsV142).
        let type = attributes.type.rawValue
        let isRole = profile.role != nil && CertificateProfile.roles.contains(type)
        return try DistinguishedName(
            commonName: attributes.identity.description,
            organizationalUnits: (isRole ? [] : [type]) + (profile.role.map { [$0] } ?? []),
            organization: self.certificate.subjectName.organization
        )
    }
}
