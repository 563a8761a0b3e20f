internal import InterlockCrypto

/// The fields of a certificate (RFC 5280 section 4.1).
struct TBSCertificate: Sendable {
    let serialNumber: SerialNumber
    let issuer: DistinguishedName
    let notBefore: Timestamp
    let notAfter: Timestamp
    let subject: DistinguishedName
    let extensions: [CertificateExtension]
    let isAuthority: Bool
    let keyUsage: KeyUsage?
    let subjectKeyIdentifier: [UInt8]?
    let authorityKeyIdentifier: [UInt8]?

    init(reading object: SignedObject) throws(IdentityError) {
        var outer = DERReader(object.toBeSigned)
        var content = try outer.read(DERTag.sequence)
        let version = try Self.readVersion(&content)
        self.serialNumber = try SerialNumber(rawRepresentation: content.readInteger())
        try object.readInnerAlgorithm(&content)
        self.issuer = try DistinguishedName(reading: &content)
        var validity = try content.read(DERTag.sequence)
        self.notBefore = try validity.readTime()
        self.notAfter = try validity.readTime()
        try validity.finish()
        self.subject = try DistinguishedName(reading: &content)
        _ = try content.read(DERTag.sequence)
        self.extensions = try Self.readExtensions(&content, version: version)
        try content.finish()
        let all = self.extensions
        self.isAuthority =
            try all.read(.basicConstraints, StandardExtensions.readBasicConstraints)?.isAuthority ?? false
        self.keyUsage = try all.read(.keyUsage, StandardExtensions.readKeyUsage)
        self.subjectKeyIdentifier = try all.read(
            .subjectKeyIdentifier,
            StandardExtensions.readSubjectKeyIdentifier
        )
        self.authorityKeyIdentifier =
            try all.read(.authorityKeyIdentifier, StandardExtensions.readAuthorityKeyIdentifier) ?? nil
    }

    /// Version: 0 (v1), left out as the default, 1 (v2) or 2 (v3).
    private static func readVersion(_ content: inout DERReader) throws(IdentityError) -> UInt64 {
        guard var tagged = try content.readOptional(DERTag.constructed(0)) else { return 0 }
        let version = try tagged.readUnsigned()
        try tagged.finish()
        guard version == 1 || version == 2 else { throw tagged.error("X.509 has no version \(version)") }
        return version
    }

    /// Unique identifiers are passed over; extensions belong to version 3 (RFC 5280 sections 4.1.2.8, 4.1.2.9).
    private static func readExtensions(
        _ content: inout DERReader,
        version: UInt64
    ) throws(IdentityError) -> [CertificateExtension] {
        for tag in [DERTag.context(1), DERTag.context(2)] {
            guard try content.readOptional(tag) == nil || version >= 1 else {
                throw content.error("a version 1 certificate has no unique identifiers")
            }
        }
        guard var tagged = try content.readOptional(DERTag.constructed(3)) else { return [] }
        guard version == 2 else { throw content.error("only a version 3 certificate has extensions") }
        let all = try CertificateExtension.readAll(tagged.read(DERTag.sequence))
        try tagged.finish()
        return all
    }
}
