/// Where an authority's certificate or its OCSP responder is found (RFC 5280 section 4.2.2.1).
struct AccessDescription: Hashable, Sendable {
    let method: ObjectIdentifier
    let location: GeneralName

    /// Reads the value of authorityInfoAccess: at least one.
    static func readAll(_ value: [UInt8]) throws(IdentityError) -> [AccessDescription] {
        var outer = DERReader(value)
        var content = try outer.read(DERTag.sequence)
        try outer.finish()
        var all: [AccessDescription] = []
        repeat {
            guard all.count < CertificateExtension.limit else {
                throw content.error(
                    "more than \(CertificateExtension.limit) access descriptions",
                    .limitExceeded
                )
            }
            var entry = try content.read(DERTag.sequence)
            let method = try entry.readObjectIdentifier()
            all.append(AccessDescription(method: method, location: try GeneralName(reading: &entry)))
            try entry.finish()
        } while !content.isAtEnd
        return all
    }

    /// The value of authorityInfoAccess.
    static func derRepresentation(_ all: [AccessDescription]) -> [UInt8] {
        DER.element(
            DERTag.sequence,
            all.flatMap { DER.sequence($0.method.derRepresentation, $0.location.derRepresentation) }
        )
    }
}

extension ObjectIdentifier {
    // RFC 5280 section 4.2.2.1.
    static let accessOCSP = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 48, 1)
    static let accessIssuers = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 48, 2)
}
