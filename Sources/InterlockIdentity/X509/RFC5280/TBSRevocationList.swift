internal import InterlockCrypto

/// The fields of a revocation list (RFC 5280 section 5.1).
struct TBSRevocationList: Sendable {
    let issuer: DistinguishedName
    let thisUpdate: Timestamp
    let nextUpdate: Timestamp
    let entries: RevocationEntries
    let number: RevocationListNumber?
    /// In a delta, the number of the list that it adds to.
    let baseNumber: RevocationListNumber?
    let issuingDistributionPoint: IssuingDistributionPoint?
    let authorityKeyIdentifier: [UInt8]?
    /// Where newer deltas are found.
    let freshest: [DistributionPoint]
    /// Why the list must not be used, if so.
    let defect: String?
    /// What of the profile of RFC 5280 section 5 it does not keep to, if anything.
    let profileBreach: String?

    /// Reads what `object`, which is all of `bytes`, says.
    init(reading object: SignedObject, bytes: [UInt8]) throws(IdentityError) {
        var outer = object.signedReader
        var content = try outer.read(DERTag.sequence)
        // RFC 5280 section 5.1.2.1: version 2, whose number is 1.
        guard content.nextTag == DERTag.integer, try content.readUnsigned() == 1 else {
            throw content.error("a revocation list has version 2")
        }
        try object.readInnerAlgorithm(&content)
        self.issuer = try DistinguishedName(reading: &content)
        self.thisUpdate = try content.readTime()
        self.nextUpdate = try content.readTime()
        let entries = try content.readOptional(DERTag.sequence)
        if let entries {
            self.entries = try RevocationEntries(reading: entries, in: bytes, issuer: self.issuer)
        } else {
            self.entries = RevocationEntries(issuer: self.issuer)
        }
        let extensions = try Self.readExtensions(&content)
        try content.finish()
        self.number = try extensions.read(.crlNumber, RevocationListNumber.init(derRepresentation:))
        self.baseNumber = try extensions.read(
            .deltaCRLIndicator,
            RevocationListNumber.init(derRepresentation:)
        )
        self.issuingDistributionPoint = try extensions.read(
            .issuingDistributionPoint,
            IssuingDistributionPoint.init(derRepresentation:)
        )
        self.authorityKeyIdentifier =
            try extensions.read(.authorityKeyIdentifier, StandardExtensions.readAuthorityKeyIdentifier) ?? nil
        self.freshest = try extensions.read(.freshestCRL, DistributionPoint.readAll) ?? []
        self.profileBreach = Self.profileBreach(of: extensions)
        self.defect =
            Self.defect(of: extensions) ?? self.entries.defect
            ?? Self.defect(of: self.entries, self.issuingDistributionPoint, isDelta: self.baseNumber != nil)
    }

    /// Number and authority key identifier are there, and are not critical (RFC 5280 sections 5.2.1 and 5.2.3).
    private static func profileBreach(of extensions: [CertificateExtension]) -> String? {
        for required in [ObjectIdentifier.crlNumber, .authorityKeyIdentifier] {
            guard let entry = extensions[required] else { return "it lacks the extension \(required)" }
            if entry.isCritical { return "its extension \(required) is critical" }
        }
        return nil
    }

    private static func readExtensions(
        _ content: inout DERReader
    ) throws(IdentityError) -> [CertificateExtension] {
        guard var tagged = try content.readOptional(DERTag.constructed(0)) else { return [] }
        let all = try CertificateExtension.readAll(tagged.read(DERTag.sequence))
        try tagged.finish()
        return all
    }

    private static let known: Set<ObjectIdentifier> = [
        .crlNumber, .authorityKeyIdentifier, .deltaCRLIndicator, .issuingDistributionPoint, .freshestCRL,
    ]

    /// A list with a critical extension that is not understood must not be used (RFC 5280 section 5.2).
    private static func defect(of extensions: [CertificateExtension]) -> String? {
        let stranger = extensions.first { $0.isCritical && !Self.known.contains($0.identifier) }
        return stranger.map { "it has the critical extension \($0.identifier), which is not understood" }
    }

    private static func defect(
        of entries: RevocationEntries,
        _ point: IssuingDistributionPoint?,
        isDelta: Bool
    ) -> String? {
        if entries.isIndirect, point?.isIndirect != true {
            return "an entry names another issuer, though the list does not say that it is indirect"
        }
        if entries.hasRemovals, !isDelta { return "removeFromCRL belongs in delta lists only" }
        return nil
    }
}
