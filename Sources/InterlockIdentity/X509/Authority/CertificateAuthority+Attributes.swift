public import InterlockCrypto

extension CertificateAuthority {
    /// Issues the certificate that binds `key` to `attributes`.
    ///
    /// The subject's common name is the identity, its organisational unit the participant type, its organisation
    /// that of the authority; the attributes stand in the extension 1.2.3.4.5.6.7.8.1.
    ///
    /// - Parameters:
    ///   - attributes: Whom the certificate speaks of.
    ///   - key: The participant's public key.
    ///   - validity: The first and the last second of its validity.
    ///   - profile: What the key may be used for.
    ///   - serialNumber: Drawn at random unless given.
    ///   - nonce: `.rfc6979` makes the same certificate each time, for vectors.
    /// - Returns: The certificate, read back.
    /// - Throws: `IdentityError` with code `invalidCertificate` where the validity begins before the authority's or
    ///   the serial number is not above zero, and `invalidAttribute` where the attributes cannot be written.
    public func issue(
        to attributes: AttributeSet,
        key: VerifyingKey,
        validity: ClosedRange<Timestamp>,
        profile: CertificateProfile = .participant,
        serialNumber: SerialNumber? = nil,
        nonce: NonceSource = .random
    ) throws(IdentityError) -> Certificate {
        let subject = try DistinguishedName(
            commonName: attributes.identity.description,
            organizationalUnits: [attributes.type.rawValue],
            organization: self.certificate.subjectName.organization
        )
        let template = try CertificateTemplate(
            serialNumber: serialNumber,
            subject: subject,
            key: key,
            validity: validity,
            profile: profile,
            attributes: FabricAttributes.encode(attributes)
        )
        return try self.issue(template, nonce: nonce)
    }
}
