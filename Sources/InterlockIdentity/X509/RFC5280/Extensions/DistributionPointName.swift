/// The name of a distribution point (RFC 5280 section 4.2.1.13).
enum DistributionPointName: Hashable, Sendable {
    case full([GeneralName])
    /// One relative name that is put behind the name of the list's issuer.
    case relativeToIssuer([DistinguishedName.Attribute])

    /// Reads what the explicit tag [0] holds: a CHOICE.
    init(reading content: DERReader) throws(IdentityError) {
        var content = content
        if let names = try content.readOptional(DERTag.constructed(0)) {
            self = .full(try [GeneralName](readingContent: names))
        } else {
            let relative = try content.read(DERTag.constructed(1))
            self = .relativeToIssuer(try DistinguishedName.readRelativeName(relative))
        }
        try content.finish()
    }

    var derRepresentation: [UInt8] {
        switch self {
        case .full(let names): DER.element(DERTag.constructed(0), names.derContent)
        case .relativeToIssuer(let relative):
            DER.element(DERTag.constructed(1), relative.flatMap(\.derRepresentation))
        }
    }

    /// The names in full, given the name that a relative one is put behind.
    func names(issuer: DistinguishedName) -> [GeneralName] {
        switch self {
        case .full(let names): names
        case .relativeToIssuer(let relative): [.directoryName(issuer.appending(relative))]
        }
    }
}
