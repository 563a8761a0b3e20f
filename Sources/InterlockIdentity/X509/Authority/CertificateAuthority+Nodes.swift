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
    ///   - hosts: DNS names and IP addresses of the subject, for TLS.
    ///   - nonce: `.rfc6979` makes the same certificate each time, for vectors.
    /// - Returns: The certificate, read back.
    /// - Throws: `IdentityError` with code `invalidCertificate` where the validity is not within the authority's, or is
    ///   longer than the profile allows, or the key is the authority's own, and `nameConstraint` for a host that is neither a DNS name
    ///   nor an IP address.
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
            further: Self.alternativeNames(hosts)
        )
        return try self.issue(template, nonce: nonce)
    }

    /// The extension that names hosts; none for no hosts.
    static func alternativeNames(_ hosts: [String]) throws(IdentityError) -> [CertificateExtension] {
        guard !hosts.isEmpty else { return [] }
        var names: [GeneralName] = []
        for host in hosts { names.append(try GeneralName(host: host)) }
        let value = DER.element(DERTag.sequence, names.derContent)
        return [CertificateExtension(.subjectAlternativeName, isCritical: false, value: value)]
    }

    /// Hosts as a certificate that names them says them, sorted.
    ///
    /// - Throws: `IdentityError` with code `nameConstraint` for a host that is neither a DNS name nor an IP address.
    package static func normalized(_ hosts: [String]) throws(IdentityError) -> [String] {
        var all: [String] = []
        for host in hosts { all.append(try GeneralName(host: host).host ?? host) }
        return all.sorted()
    }
}
