/// The identities that one authority may certify, and no other authority of the consortium: all that begin with a prefix,
/// such as `north:`, or those of a list.
public struct IdentityNamespace: Hashable, Sendable {
    /// The most bytes of a prefix: as many are left for the name behind it.
    public static let maximumByteCount = 32

    /// The end of the prefix of a namespace that is made here.
    private static let separator: Character = ":"

    /// The rule for the attribute `identity` in the authority's grant.
    public let rule: AttributeGrant.Rule

    /// The namespace of all identities that begin with `prefix` and a colon, which may be left out.
    ///
    /// - Throws: `IdentityError` with code `identityNamespace` where it is no such prefix.
    public init(prefix: String) throws(IdentityError) {
        let text = prefix.utf8.last == UInt8(ascii: ":") ? prefix : prefix + ":"
        guard text.utf8.count > 1, text.utf8.count <= Self.maximumByteCount,
            text.utf8.first != UInt8(ascii: ":"), (try? ParticipantID(text)) != nil
        else {
            throw IdentityError(
                .identityNamespace,
                "\"\(prefix)\" is no namespace; expected 1 to \(Self.maximumByteCount - 1) letters, digits and . _ @ : -, such as north:"
            )
        }
        self.rule = .prefix(text)
    }

    /// The namespace of an organisation's name, `valley-grid:` of `Valley Grid`, within another namespace if there is one.
    ///
    /// - Throws: `IdentityError` with code `identityNamespace` where the name has letters outside of ASCII, no letter or
    ///   digit at all, or is too long.
    public init(
        derivedFrom organization: String,
        within outer: IdentityNamespace? = nil
    ) throws(IdentityError) {
        let words = organization.split { !($0.isLetter || $0.isNumber) }
        guard !words.isEmpty, words.allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } }),
            outer == nil || outer?.prefix != nil,
            let namespace = try? Self(
                prefix: (outer?.prefix ?? "") + words.joined(separator: "-").lowercased()
            )
        else {
            throw IdentityError(
                .identityNamespace,
                "no namespace can be derived from the name \"\(organization)\"; choose one, such as north:"
            )
        }
        self = namespace
    }

    /// The namespace of one identity alone.
    package init(identity: ParticipantID) { self.rule = .oneOf([identity.description]) }

    /// The namespace that a rule for `identity` stands for; nil for a rule that leaves any identity open.
    public init?(_ rule: AttributeGrant.Rule) {
        switch rule {
        case .prefix(let text) where !text.isEmpty: self.rule = rule
        case .oneOf: self.rule = rule
        case .any, .prefix, .within: return nil
        }
    }

    /// The prefix, if it ends with a colon and can be put before a name.
    public var prefix: String? {
        guard case .prefix(let text) = self.rule, text.last == Self.separator else { return nil }
        return text
    }

    /// Tells whether an identity is in the namespace, byte for byte.
    public func contains(_ identity: ParticipantID) -> Bool {
        let bytes = identity.description.utf8
        return switch self.rule {
        case .prefix(let text): bytes.starts(with: text.utf8)
        case .oneOf(let texts): texts.contains { $0.utf8.elementsEqual(bytes) }
        case .any, .within: false
        }
    }

    /// The identity with the prefix before it, if it is a bare name: outside of the namespace, and without a colon.
    ///
    /// - Throws: `IdentityError` with code `invalidAttribute` where both together are too long.
    public func qualifying(_ identity: ParticipantID) throws(IdentityError) -> ParticipantID {
        guard let prefix, !self.contains(identity), !identity.description.contains(Self.separator) else {
            return identity
        }
        return try ParticipantID(prefix + identity.description)
    }

    /// Tells whether an identity could be in both namespaces, or in both but for the case of letters.
    public func overlaps(_ other: IdentityNamespace) -> Bool {
        self.starts.contains { own in
            other.starts.contains { $0.meets(own) }
        }
    }

    /// Tells whether every identity of this namespace is in `outer`, byte for byte.
    public func isWithin(_ outer: IdentityNamespace) -> Bool {
        switch (self.rule, outer.rule) {
        case (.prefix(let own), .prefix(let text)): own.utf8.starts(with: text.utf8)
        case (.oneOf(let own), .prefix(let text)): own.allSatisfy { $0.utf8.starts(with: text.utf8) }
        case (.oneOf(let own), .oneOf(let texts)):
            own.allSatisfy { one in texts.contains { $0.utf8.elementsEqual(one.utf8) } }
        default: false
        }
    }

    /// The beginnings of identities, in lower case.
    private var starts: [Start] {
        switch self.rule {
        case .prefix(let text): [Start(text, isWhole: false)]
        case .oneOf(let texts): texts.map { Start($0, isWhole: true) }
        case .any, .within: []
        }
    }

    private struct Start {
        let bytes: [UInt8]
        let isWhole: Bool

        init(_ text: String, isWhole: Bool) {
            self.bytes = text.utf8.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }
            self.isWhole = isWhole
        }

        func meets(_ other: Start) -> Bool {
            switch (self.isWhole, other.isWhole) {
            case (true, true): self.bytes == other.bytes
            case (true, false): self.bytes.starts(with: other.bytes)
            case (false, true): other.bytes.starts(with: self.bytes)
            case (false, false):
                self.bytes.starts(with: other.bytes) || other.bytes.starts(with: self.bytes)
            }
        }
    }
}

extension IdentityNamespace: CustomStringConvertible {
    /// The prefix, or the list.
    public var description: String {
        if case .prefix(let text) = self.rule { text } else { self.rule.description }
    }
}

extension AttributeGrant {
    /// The namespace of the identities that are granted; nil where any identity is, or none.
    public var namespace: IdentityNamespace? {
        self.rules[AttributeSet.Name.identity].flatMap { IdentityNamespace($0) }
    }

    /// The same grant for the identities of a namespace only.
    ///
    /// - Throws: `IdentityError` as ``init(_:)``.
    public func limited(to namespace: IdentityNamespace) throws(IdentityError) -> AttributeGrant {
        var rules = self.rules
        rules[AttributeSet.Name.identity] = namespace.rule
        return try AttributeGrant(rules)
    }

    /// Grants every attribute of a schema, with any value, for the identities of a namespace.
    ///
    /// - Throws: `IdentityError` as ``init(_:)``.
    public init(everythingIn schema: AttributeSchema, for namespace: IdentityNamespace) throws(IdentityError)
    {
        var rules = schema.attributes.mapValues { _ in Rule.any }
        rules[AttributeSet.Name.identity] = namespace.rule
        try self.init(rules)
    }
}

extension Certificate {
    /// The namespace of the identities that the authority may certify; nil where its grant does not say, or cannot be read.
    public var identityNamespace: IdentityNamespace? { (try? self.attributeGrant())?.namespace }
}
