/// Of which certificates, and for which reasons, a revocation list speaks (RFC 5280 section 5.2.5).
struct IssuingDistributionPoint: Hashable, Sendable {
    var name: DistributionPointName?
    var onlyContainsUserCertificates = false
    var onlyContainsAuthorities = false
    /// The reasons for which certificates are listed; nil for all.
    var onlySomeReasons: RevocationReasons?
    /// Whether entries may be of certificates by others than the list's issuer.
    var isIndirect = false
    var onlyContainsAttributeCertificates = false

    init(name: DistributionPointName? = nil) {
        self.name = name
    }

    /// Reads the extension's value; at most one of the three "only contains" may be said.
    init(derRepresentation value: [UInt8]) throws(IdentityError) {
        var outer = DERReader(value)
        var content = try outer.read(DERTag.sequence)
        try outer.finish()
        guard !content.isAtEnd else { throw content.error("an issuing distribution point says nothing") }
        self.name = try content.readOptional(DERTag.constructed(0)).map(DistributionPointName.init(reading:))
        self.onlyContainsUserCertificates = try Self.readFlag(1, &content)
        self.onlyContainsAuthorities = try Self.readFlag(2, &content)
        self.onlySomeReasons = try RevocationReasons.readOptional(&content, tag: DERTag.context(3))
        self.isIndirect = try Self.readFlag(4, &content)
        self.onlyContainsAttributeCertificates = try Self.readFlag(5, &content)
        try content.finish()
        let kinds = [
            self.onlyContainsUserCertificates, self.onlyContainsAuthorities,
            self.onlyContainsAttributeCertificates,
        ]
        guard kinds.count(where: \.self) <= 1 else {
            throw content.error("an issuing distribution point contradicts itself", .invalidCertificate)
        }
    }

    /// `[number] BOOLEAN DEFAULT FALSE`, tagged implicitly: a false is left out (X.690 section 11.5).
    private static func readFlag(_ number: UInt8, _ content: inout DERReader) throws(IdentityError) -> Bool {
        guard let flag = try content.readOptional(DERTag.context(number)) else { return false }
        guard flag.remaining.elementsEqual([0xff]) else { throw flag.error("a flag is FF or left out") }
        return true
    }

    var derRepresentation: [UInt8] {
        func flag(_ number: UInt8, _ value: Bool) -> [UInt8] {
            value ? DER.element(DERTag.context(number), [0xff]) : []
        }
        return DER.sequence(
            self.name.map { DER.element(DERTag.constructed(0), $0.derRepresentation) } ?? [],
            flag(1, self.onlyContainsUserCertificates),
            flag(2, self.onlyContainsAuthorities),
            self.onlySomeReasons?.derRepresentation(tag: DERTag.context(3)) ?? [],
            flag(4, self.isIndirect),
            flag(5, self.onlyContainsAttributeCertificates)
        )
    }
}
