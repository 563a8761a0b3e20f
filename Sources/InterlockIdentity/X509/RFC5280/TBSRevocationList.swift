internal import InterlockCrypto

/// The fields of a revocation list (RFC 5280 section 5.1).
struct TBSRevocationList: Sendable {
    let issuer: DistinguishedName
    let thisUpdate: Timestamp
    let nextUpdate: Timestamp
    let number: UInt64
    let authorityKeyIdentifier: [UInt8]?
    let unknownCriticalExtension: String?
    /// Where each serial number's entry begins in ``bytes``: an entry is read again when it is asked for,
    /// which keeps a long list small in memory.
    let places: [SerialNumber: UInt32]
    private let bytes: [UInt8]

    init(reading object: SignedObject) throws(IdentityError) {
        self.bytes = object.toBeSigned
        var outer = DERReader(self.bytes)
        var content = try outer.read(DERTag.sequence)
        // RFC 5280 section 5.1.2.1: version 2, whose number is 1.
        guard content.nextTag == DERTag.integer, try content.readUnsigned() == 1 else {
            throw content.error("a revocation list has version 2")
        }
        try object.readInnerAlgorithm(&content)
        self.issuer = try DistinguishedName(reading: &content)
        self.thisUpdate = try content.readTime()
        self.nextUpdate = try content.readTime()
        var unknown: String?
        self.places = try Self.readEntries(&content, unknown: &unknown)
        let extensions = try Self.readExtensions(&content)
        try content.finish()
        self.number = try extensions.read(.crlNumber, Self.readNumber) ?? 0
        self.authorityKeyIdentifier =
            try extensions.read(.authorityKeyIdentifier, StandardExtensions.readAuthorityKeyIdentifier) ?? nil
        let known: Set<ObjectIdentifier> = [.crlNumber, .authorityKeyIdentifier]
        let stranger = extensions.first { $0.isCritical && !known.contains($0.identifier) }
        self.unknownCriticalExtension = stranger?.identifier.description ?? unknown
    }

    /// The entries, if any: the field is left out where there are none (RFC 5280 section 5.1.2.6).
    private static func readEntries(
        _ content: inout DERReader,
        unknown: inout String?
    ) throws(IdentityError) -> [SerialNumber: UInt32] {
        guard var entries = try content.readOptional(DERTag.sequence) else { return [:] }
        guard !entries.isAtEnd else { throw entries.error("an empty list of entries is left out") }
        var places: [SerialNumber: UInt32] = [:]
        var hasUnknownCritical = false
        while !entries.isAtEnd {
            let place = UInt32(entries.position)
            let entry = try RevokedCertificate(
                reading: entries.read(DERTag.sequence),
                hasUnknownCritical: &hasUnknownCritical
            )
            guard places.updateValue(place, forKey: entry.serialNumber) == nil else {
                throw entries.error("the serial number \(entry.serialNumber) is listed twice")
            }
        }
        if hasUnknownCritical { unknown = "of an entry" }
        return places
    }

    private static func readExtensions(
        _ content: inout DERReader
    ) throws(IdentityError) -> [CertificateExtension] {
        guard var tagged = try content.readOptional(DERTag.constructed(0)) else { return [] }
        let all = try CertificateExtension.readAll(tagged.read(DERTag.sequence))
        try tagged.finish()
        return all
    }

    private static func readNumber(_ value: [UInt8]) throws(IdentityError) -> UInt64 {
        var content = DERReader(value)
        let number = try content.readUnsigned()
        try content.finish()
        return number
    }

    func entry(for serialNumber: SerialNumber) -> RevokedCertificate? {
        guard let place = self.places[serialNumber] else { return nil }
        var reader = DERReader(self.bytes, Int(place)..<self.bytes.count)
        var hasUnknownCritical = false
        guard let content = try? reader.read(DERTag.sequence) else { return nil }
        return try? RevokedCertificate(reading: content, hasUnknownCritical: &hasUnknownCritical)
    }
}
