/// Where revocation lists are found, and for which reasons they speak (RFC 5280 section 4.2.1.13).
struct DistributionPoint: Hashable, Sendable {
    let name: DistributionPointName?
    /// The reasons that its list speaks for; nil for all.
    let reasons: RevocationReasons?
    /// Who signs its list; empty where the certificate's issuer does.
    let listIssuer: [GeneralName]

    init(name: DistributionPointName?, reasons: RevocationReasons? = nil, listIssuer: [GeneralName] = []) {
        self.name = name
        self.reasons = reasons
        self.listIssuer = listIssuer
    }

    /// Reads the value of cRLDistributionPoints or freshestCRL: at least one point.
    static func readAll(_ value: [UInt8]) throws(IdentityError) -> [DistributionPoint] {
        var outer = DERReader(value)
        var content = try outer.read(DERTag.sequence)
        try outer.finish()
        var points: [DistributionPoint] = []
        repeat {
            guard points.count < CertificateExtension.limit else {
                throw content.error(
                    "more than \(CertificateExtension.limit) distribution points",
                    .limitExceeded
                )
            }
            points.append(try DistributionPoint(reading: content.read(DERTag.sequence)))
        } while !content.isAtEnd
        return points
    }

    /// The value of cRLDistributionPoints or freshestCRL.
    static func derRepresentation(_ points: [DistributionPoint]) -> [UInt8] {
        DER.element(DERTag.sequence, points.flatMap(\.derRepresentation))
    }

    private init(reading content: DERReader) throws(IdentityError) {
        var content = content
        self.name = try content.readOptional(DERTag.constructed(0)).map(DistributionPointName.init(reading:))
        self.reasons = try RevocationReasons.readOptional(&content, tag: DERTag.context(1))
        let issuer = try content.readOptional(DERTag.constructed(2))
        self.listIssuer = try issuer.map([GeneralName].init(readingContent:)) ?? []
        try content.finish()
        guard self.name != nil || !self.listIssuer.isEmpty else {
            throw content.error("a distribution point says neither where nor by whom")
        }
    }

    private var derRepresentation: [UInt8] {
        DER.sequence(
            self.name.map { DER.element(DERTag.constructed(0), $0.derRepresentation) } ?? [],
            self.reasons?.derRepresentation(tag: DERTag.context(1)) ?? [],
            self.listIssuer.isEmpty ? [] : DER.element(DERTag.constructed(2), self.listIssuer.derContent)
        )
    }
}
