/// What the sender of a request signs (RFC 2986 section 4.1).
struct CertificationRequestInfo {
    let subject: DistinguishedName
    /// The `SubjectPublicKeyInfo`, in DER.
    let publicKeyInfo: [UInt8]
    /// The extensions that are asked for (RFC 2985 section 5.4.2).
    let extensions: [CertificateExtension]

    private static let extensionRequest = ObjectIdentifier(1, 2, 840, 113549, 1, 9, 14)

    init(subject: DistinguishedName, publicKeyInfo: [UInt8], extensions: [CertificateExtension]) {
        self.subject = subject
        self.publicKeyInfo = publicKeyInfo
        self.extensions = extensions
    }

    /// Reads the next element, and nothing after it.
    init(_ reader: DERReader) throws(IdentityError) {
        var outer = reader
        var content = try outer.read(DERTag.sequence)
        try outer.finish()
        let version = try content.readUnsigned()
        guard version == 0 else { throw content.error("PKCS#10 has no version \(version)") }
        self.subject = try DistinguishedName(reading: &content)
        guard content.nextTag == DERTag.sequence else { throw content.error("there is no public key") }
        self.publicKeyInfo = content.bytes(at: try content.readElement())
        // RFC 2986: [0] IMPLICIT SET OF, there even where it is empty; some leave it out then.
        self.extensions =
            try content.readOptional(DERTag.constructed(0)).map(Self.readAttributes) ?? []
        try content.finish()
    }

    private static func readAttributes(_ content: DERReader) throws(IdentityError) -> [CertificateExtension] {
        var content = content
        var extensions: [CertificateExtension]?
        var count = 0
        while !content.isAtEnd {
            count += 1
            guard count <= VerifiedRequest.attributeLimit else {
                throw content.error("more than \(VerifiedRequest.attributeLimit) attributes", .limitExceeded)
            }
            var attribute = try content.read(DERTag.sequence)
            let type = try attribute.readObjectIdentifier()
            var values = try attribute.read(DERTag.set)
            try attribute.finish()
            guard type == Self.extensionRequest else { continue }
            guard extensions == nil else { throw content.error("extensions are asked for twice") }
            extensions = try CertificateExtension.readAll(values.read(DERTag.sequence))
            try values.finish()
        }
        return extensions ?? []
    }

    var derRepresentation: [UInt8] {
        let wishes = DER.element(DERTag.sequence, self.extensions.flatMap(\.derRepresentation))
        let attribute = DER.sequence(
            Self.extensionRequest.derRepresentation,
            DER.element(DERTag.set, wishes)
        )
        return DER.sequence(
            DER.integer(0),
            self.subject.derRepresentation,
            self.publicKeyInfo,
            DER.element(DERTag.constructed(0), self.extensions.isEmpty ? [] : attribute)
        )
    }
}
