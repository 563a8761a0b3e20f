@testable import InterlockCrypto
@testable import InterlockIdentity

/// Makes revocation lists of every kind that RFC 5280 has, most of which ``CertificateAuthority`` does not write.
struct RevocationListForge {
    struct Entry {
        var serial: UInt64
        var reason: RevocationReason = .unspecified
        var issuer: DistinguishedName?
        var extensions: [CertificateExtension] = []
    }

    let key: SigningKey
    let issuer: Certificate
    var number: UInt64? = 1
    /// A number that 64 bits do not hold, in place of `number`: the content octets of an INTEGER.
    var longNumber: [UInt8]?
    var base: UInt64?
    var point: IssuingDistributionPoint?
    var from = CertificateWorld.start
    var to = CertificateWorld.end
    var entries: [Entry] = []
    /// Tells whether the list has an authority key identifier.
    var namesKey = true

    init(_ authority: CertificateAuthority) {
        self.key = authority.key
        self.issuer = authority.certificate
    }

    func with(_ change: (inout RevocationListForge) -> Void) -> RevocationListForge {
        var copy = self
        change(&copy)
        return copy
    }

    func list() throws -> RevocationList {
        try RevocationList(
            derRepresentation: SignedObject.sign(self.toBeSigned(), key: self.key, nonce: .random)
        )
    }

    private func toBeSigned() throws -> [UInt8] {
        let entries = try self.entries.flatMap(Self.encode)
        let extensions = self.extensions.flatMap(\.derRepresentation)
        return DER.sequence(
            DER.integer(1),
            SignatureAlgorithm.identifier(for: self.key.level),
            self.issuer.subjectName.derRepresentation,
            try DER.time(self.from),
            try DER.time(self.to),
            entries.isEmpty ? [] : DER.element(DERTag.sequence, entries),
            DER.element(DERTag.constructed(0), DER.element(DERTag.sequence, extensions))
        )
    }

    private var extensions: [CertificateExtension] {
        var all: [CertificateExtension] = []
        if self.namesKey {
            all.append(StandardExtensions.authorityKeyIdentifier(self.issuer.subjectKeyIdentifier ?? []))
        }
        if let long = self.longNumber {
            let value = DER.element(DERTag.integer, long)
            all.append(CertificateExtension(.crlNumber, isCritical: false, value: value))
        } else if let number = self.number {
            all.append(CertificateExtension(.crlNumber, isCritical: false, value: DER.integer(number)))
        }
        if let base = self.base {
            all.append(CertificateExtension(.deltaCRLIndicator, isCritical: true, value: DER.integer(base)))
        }
        if let value = self.point?.derRepresentation {
            all.append(CertificateExtension(.issuingDistributionPoint, isCritical: true, value: value))
        }
        return all
    }

    private static func encode(_ entry: Entry) throws -> [UInt8] {
        var extensions = entry.extensions
        if entry.reason != .unspecified {
            let value = DER.element(DERTag.enumerated, [entry.reason.rawValue])
            extensions.append(CertificateExtension(.reasonCode, isCritical: false, value: value))
        }
        if let issuer = entry.issuer {
            let value = DER.sequence(GeneralName.directoryName(issuer).derRepresentation)
            extensions.append(CertificateExtension(.certificateIssuer, isCritical: true, value: value))
        }
        let inner = DER.element(DERTag.sequence, extensions.flatMap(\.derRepresentation))
        return DER.sequence(
            DER.integer(entry.serial),
            try DER.time(CertificateWorld.start),
            extensions.isEmpty ? [] : inner
        )
    }
}
