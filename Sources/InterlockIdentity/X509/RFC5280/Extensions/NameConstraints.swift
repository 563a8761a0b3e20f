/// The names that certificates below an authority may bear (RFC 5280 section 4.2.1.10).
struct NameConstraints: Hashable, Sendable {
    /// Of each form that is named here, a name must be within one of these.
    let permitted: [GeneralName]
    /// No name may be within one of these.
    let excluded: [GeneralName]

    init(permitted: [GeneralName] = [], excluded: [GeneralName] = []) {
        self.permitted = permitted
        self.excluded = excluded
    }

    /// Tells whether it names nothing, which conforming issuers do not write, and which constrains nothing.
    var isEmpty: Bool { self.permitted.isEmpty && self.excluded.isEmpty }

    /// Reads the extension's value.
    init(derRepresentation value: [UInt8]) throws(IdentityError) {
        var outer = DERReader(value)
        var content = try outer.read(DERTag.sequence)
        try outer.finish()
        self.permitted = try Self.readSubtrees(content.readOptional(DERTag.constructed(0)))
        self.excluded = try Self.readSubtrees(content.readOptional(DERTag.constructed(1)))
        try content.finish()
    }

    private static func readSubtrees(_ content: DERReader?) throws(IdentityError) -> [GeneralName] {
        guard var content else { return [] }
        var names: [GeneralName] = []
        repeat {
            guard names.count < GeneralName.limit else {
                throw content.error("more than \(GeneralName.limit) subtrees", .limitExceeded)
            }
            var subtree = try content.read(DERTag.sequence)
            names.append(try GeneralName(reading: &subtree))
            // RFC 5280: the minimum is zero, which DER leaves out, and there is no maximum.
            try subtree.finish()
        } while !content.isAtEnd
        return names
    }

    var derRepresentation: [UInt8] {
        DER.sequence(
            Self.subtrees(self.permitted, tag: DERTag.constructed(0)),
            Self.subtrees(self.excluded, tag: DERTag.constructed(1))
        )
    }

    private static func subtrees(_ names: [GeneralName], tag: UInt8) -> [UInt8] {
        guard !names.isEmpty else { return [] }
        return DER.element(tag, names.flatMap { DER.sequence($0.derRepresentation) })
    }
}
