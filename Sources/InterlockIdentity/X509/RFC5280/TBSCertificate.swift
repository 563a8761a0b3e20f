internal import InterlockCrypto

/// The fields of a certificate (RFC 5280 section 4.1).
struct TBSCertificate: Sendable {
    /// 1, 2 or 3.
    let version: UInt64
    let serialNumber: SerialNumber
    let issuer: DistinguishedName
    let notBefore: Timestamp
    let notAfter: Timestamp
    /// Whether both times are written in the form that RFC 5280 section 4.1.2.5 has for their year.
    let hasShortestTimes: Bool
    let subject: DistinguishedName
    /// The `SubjectPublicKeyInfo`, in DER.
    let publicKeyInfo: [UInt8]
    /// Whether one of the unique identifiers is there that RFC 5280 has no use for.
    let hasUniqueIdentifiers: Bool
    let extensions: [CertificateExtension]
    let isAuthority: Bool
    /// How many intermediates may stand below; nil for any number.
    let pathLength: UInt64?
    let keyUsage: KeyUsage?
    let subjectKeyIdentifier: [UInt8]?
    let authorityKeyIdentifier: [UInt8]?

    init(reading object: SignedObject) throws(IdentityError) {
        var outer = DERReader(object.toBeSigned)
        var content = try outer.read(DERTag.sequence)
        self.version = try Self.readVersion(&content)
        self.serialNumber = try SerialNumber(rawRepresentation: content.readInteger())
        try object.readInnerAlgorithm(&content)
        self.issuer = try DistinguishedName(reading: &content)
        var validity = try content.read(DERTag.sequence)
        let forms = [validity.nextTag, try validity.skippingElement().nextTag]
        self.notBefore = try validity.readTime()
        self.notAfter = try validity.readTime()
        self.hasShortestTimes = zip([self.notBefore, self.notAfter], forms).allSatisfy {
            ($0 < DER.firstGeneralizedTime) == ($1 == DERTag.utcTime)
        }
        try validity.finish()
        self.subject = try DistinguishedName(reading: &content)
        guard content.nextTag == DERTag.sequence else { throw content.error("there is no public key") }
        self.publicKeyInfo = content.bytes(at: try content.readElement())
        self.hasUniqueIdentifiers = try Self.readUniqueIdentifiers(&content, version: self.version)
        self.extensions = try Self.readExtensions(&content, version: self.version)
        try content.finish()
        let all = self.extensions
        let constraints = try all.read(.basicConstraints, StandardExtensions.readBasicConstraints)
        self.isAuthority = constraints?.isAuthority ?? false
        self.pathLength = constraints?.pathLength
        self.keyUsage = try all.read(.keyUsage, StandardExtensions.readKeyUsage)
        self.subjectKeyIdentifier = try all.read(
            .subjectKeyIdentifier,
            StandardExtensions.readSubjectKeyIdentifier
        )
        self.authorityKeyIdentifier =
            try all.read(.authorityKeyIdentifier, StandardExtensions.readAuthorityKeyIdentifier) ?? nil
    }

    /// Version 1 is left out, as the default; 2 and 3 are written as 1 and 2.
    private static func readVersion(_ content: inout DERReader) throws(IdentityError) -> UInt64 {
        guard var tagged = try content.readOptional(DERTag.constructed(0)) else { return 1 }
        let version = try tagged.readUnsigned()
        try tagged.finish()
        guard version == 1 || version == 2 else { throw tagged.error("X.509 has no version \(version)") }
        return version + 1
    }

    /// Passes over unique identifiers (RFC 5280 section 4.1.2.8).
    private static func readUniqueIdentifiers(
        _ content: inout DERReader,
        version: UInt64
    ) throws(IdentityError) -> Bool {
        var found = false
        for tag in [DERTag.context(1), DERTag.context(2)] where try content.readOptional(tag) != nil {
            guard version >= 2 else {
                throw content.error("a version 1 certificate has no unique identifiers")
            }
            found = true
        }
        return found
    }

    /// Extensions belong to version 3 (RFC 5280 section 4.1.2.9).
    private static func readExtensions(
        _ content: inout DERReader,
        version: UInt64
    ) throws(IdentityError) -> [CertificateExtension] {
        guard var tagged = try content.readOptional(DERTag.constructed(3)) else { return [] }
        guard version == 3 else { throw content.error("only a version 3 certificate has extensions") }
        let all = try CertificateExtension.readAll(tagged.read(DERTag.sequence))
        try tagged.finish()
        return all
    }
}
