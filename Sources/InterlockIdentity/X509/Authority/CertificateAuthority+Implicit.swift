public import InterlockCrypto

extension CertificateAuthority {
    /// Certifies an issuer of implicit certificates, whose serial numbers are this authority's and stand on its lists.
    ///
    /// - Parameters:
    ///   - name: The issuer's common name; its organisation, which is that of its participants, is the authority's.
    ///   - key: Its public key; not this authority's own, nor any that signs.
    ///   - validity: The first and the last second of its validity.
    ///   - grant: Which attributes it may assert; nil for those of this authority.
    ///   - serialNumber: Drawn at random unless given.
    ///   - nonce: `.rfc6979` makes the same certificate each time, for vectors.
    /// - Returns: The certificate, read back.
    /// - Throws: `IdentityError` with code `invalidCertificate` where the key is the authority's own, or the validity is not
    ///   within the authority's or longer than 5 years.
    public func issueImplicitIssuer(
        named name: String,
        key: VerifyingKey,
        validity: ClosedRange<Timestamp>,
        grant: AttributeGrant? = nil,
        serialNumber: SerialNumber? = nil,
        nonce: NonceSource = .random
    ) throws(IdentityError) -> Certificate {
        let template = try CertificateTemplate(
            serialNumber: serialNumber,
            subject: DistinguishedName(
                commonName: name,
                organization: self.certificate.subjectName.organization
            ),
            key: key,
            validity: validity,
            profile: .implicitIssuer,
            further: AuthorityScope(grant: grant).extensions()
        )
        return try self.issue(template, nonce: nonce)
    }
}
