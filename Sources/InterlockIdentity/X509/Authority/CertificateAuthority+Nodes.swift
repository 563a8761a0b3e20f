public import InterlockCrypto

extension CertificateAuthority {
    /// Issues a certificate without attributes: for an OCSP signer, a TLS server or a node.
    ///
    /// - Parameters:
    ///   - name: The subject's common name; its organisation is the authority's, its unit the profile's role.
    ///   - key: The subject's public key.
    ///   - validity: The first and the last second of its validity.
    ///   - profile: What the key may be used for; no authority's, for which there is
    ///     ``issueAuthority(named:key:validity:pathLength:scope:serialNumber:nonce:)``.
    ///   - hosts: DNS names of the subject, for TLS.
    ///   - nonce: `.rfc6979` makes the same certificate each time, for vectors.
    /// - Returns: The certificate, read back.
    /// - Throws: `IdentityError` with code `invalidCertificate` where the validity is not within the authority's, or is
    ///   longer than the profile allows, or the key is the authority's own, and `nameConstraint` for a host that is no DNS name.
    public func issue(
        toNode name: String,
        key: VerifyingKey,
        validity: ClosedRange<Timestamp>,
        profile: CertificateProfile,
        hosts: [String] = [],
        nonce: NonceSource = .random
    ) throws(IdentityError) -> Certificate {
        guard !profile.isAuthority else {
            throw IdentityError(.invalidCertificate, "\(name) is to be a node, not an authority")
        }
        for host in hosts { _ = try HostName(host, allowsWildcard: true) }
        let value = DER.element(DERTag.sequence, hosts.map(GeneralName.dnsName).derContent)
        let template = try CertificateTemplate(
            serialNumber: nil,
            subject: DistinguishedName(
                commonName: name,
                organizationalUnits: profile.role.map { [$0] } ?? [],
                organization: self.certificate.subjectName.organization
            ),
            key: key,
            validity: validity,
            profile: profile,
            further: hosts.isEmpty
                ? [] : [CertificateExtension(.subjectAlternativeName, isCritical: false, value: value)]
        )
        return try self.issue(template, nonce: nonce)
    }
}
