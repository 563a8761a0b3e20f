@testable import InterlockCrypto
@testable import InterlockIdentity

/// Makes certificates and lists that ``CertificateAuthority`` would not, each signed correctly.
struct CertificateForge {
    let key: SigningKey
    let issuer: Certificate
    let subjectKey: VerifyingKey
    var subject: DistinguishedName
    var validity = CertificateWorld.validity
    /// Tells whether the certificate ends before it begins.
    var isInverted = false
    var extensions: [CertificateExtension]
    /// The `SubjectPublicKeyInfo` in place of the key's own form.
    var publicKeyInfo: [UInt8]?

    /// Starts from what a participant's certificate has.
    init(key: SigningKey, issuer: Certificate, subjectKey: VerifyingKey) throws {
        self.key = key
        self.issuer = issuer
        self.subjectKey = subjectKey
        self.subject = try DistinguishedName(commonName: "household-17")
        self.extensions = [
            StandardExtensions.basicConstraints(isAuthority: false, pathLength: nil),
            StandardExtensions.keyUsage(.digitalSignature),
            StandardExtensions.subjectKeyIdentifier(subjectKey.keyIdentifier),
            StandardExtensions.authorityKeyIdentifier(issuer.subjectKeyIdentifier ?? []),
        ]
    }

    mutating func replace(_ entry: CertificateExtension) {
        self.extensions.removeAll { $0.identifier == entry.identifier }
        self.extensions.append(entry)
    }

    func der() throws -> [UInt8] {
        let ends = [try DER.time(self.validity.lowerBound), try DER.time(self.validity.upperBound)]
        let toBeSigned = DER.sequence(
            DER.element(DERTag.constructed(0), DER.integer(2)),
            DER.integer(4_711),
            SignatureAlgorithm.identifier(for: self.key.level),
            self.issuer.subjectName.derRepresentation,
            DER.element(DERTag.sequence, Array((self.isInverted ? ends.reversed() : ends).joined())),
            self.subject.derRepresentation,
            self.publicKeyInfo ?? self.subjectKey.derRepresentation,
            DER.element(
                DERTag.constructed(3),
                DER.element(DERTag.sequence, self.extensions.flatMap(\.derRepresentation))
            )
        )
        return try SignedObject.sign(toBeSigned, key: self.key, nonce: .random)
    }

    func certificate() throws -> Certificate { try Certificate(derRepresentation: self.der()) }

    /// A list with the extensions given, and an entry for each serial number with the entry extensions given.
    static func list(
        key: SigningKey,
        issuer: Certificate,
        extensions: [CertificateExtension],
        revoked: [UInt64] = [],
        entryExtensions: [CertificateExtension] = []
    ) throws -> RevocationList {
        let time = try DER.time(CertificateWorld.start)
        let entries = revoked.map { number in
            let inner = DER.element(DERTag.sequence, entryExtensions.flatMap(\.derRepresentation))
            return DER.sequence(DER.integer(number), time, entryExtensions.isEmpty ? [] : inner)
        }
        let toBeSigned = DER.sequence(
            DER.integer(1),
            SignatureAlgorithm.identifier(for: key.level),
            issuer.subjectName.derRepresentation,
            time,
            try DER.time(CertificateWorld.end),
            entries.isEmpty ? [] : DER.element(DERTag.sequence, entries.flatMap(\.self)),
            extensions.isEmpty
                ? []
                : DER.element(
                    DERTag.constructed(0),
                    DER.element(DERTag.sequence, extensions.flatMap(\.derRepresentation))
                )
        )
        return try RevocationList(derRepresentation: SignedObject.sign(toBeSigned, key: key, nonce: .random))
    }

    /// The same object with n − s in place of s.
    static func highS(_ der: [UInt8], level: SecurityLevel) throws -> [UInt8] {
        let object = try SignedObject(derRepresentation: der)
        let signature = try ECDSASignature(derRepresentation: object.signature, level: level)
        let raw = signature.rawRepresentation
        let r = raw.prefix(raw.count / 2)
        let s = GroupOrder.of(level).negated(Array(raw.suffix(raw.count / 2)))
        let numbers = [Array(r), s].map { octets -> [UInt8] in
            let digits = Array(octets.drop { $0 == 0 })
            return DER.element(DERTag.integer, (digits.first ?? 0) >= 0x80 ? [0] + digits : digits)
        }
        return DER.sequence(
            object.toBeSigned,
            object.algorithm,
            DER.bitString(DER.sequence(numbers[0], numbers[1]))
        )
    }
}
