internal import InterlockCrypto

/// Which attributes, and which of their values, an authority may assert.
///
/// It stands in the authority's certificate, put there by whoever certified the authority. Every grant on a path holds,
/// so what an authority hands on can be narrower than what it was given, never wider: an authority without a grant of
/// its own has those of the authorities above it, and a root without one may assert everything.
///
/// The extension is not critical, so that software that does not know it, as Fabric's and OpenSSL, accepts the
/// certificate; ``ChainVerifier`` always heeds it.
public struct AttributeGrant: Hashable, Sendable {
    /// What values of one attribute are granted.
    ///
    /// Texts are their bytes: what Unicode calls equivalent is another text.
    public enum Rule: Sendable {
        /// Every value that the schema allows.
        case any
        /// One of these texts; of a set of texts, members that are among these.
        case oneOf(Set<String>)
        /// A text that begins so, as `north-` before every identity of an organisation.
        case prefix(String)
        /// A whole number in this range.
        case within(ClosedRange<Int64>)
    }

    /// The rule for each attribute; one that is not named may not be asserted at all.
    public let rules: [String: Rule]

    /// Grants what `rules` say.
    ///
    /// - Throws: `IdentityError` with code `invalidAttribute` for a name or a text that no attribute has, and
    ///   `limitExceeded` for more rules than a set has attributes, or more texts than a set of texts has members.
    public init(_ rules: [String: Rule]) throws(IdentityError) {
        guard rules.count <= AttributeSet.maximumCount else {
            throw IdentityError(
                .limitExceeded,
                "a grant of more than \(AttributeSet.maximumCount) attributes"
            )
        }
        for (name, rule) in rules {
            try AttributeRules.checkName(name)
            try rule.check(name)
        }
        self.rules = rules
    }

    /// Says that `attributes` are granted.
    ///
    /// - Throws: `IdentityError` with code `wrongAttributeAuthority` for an attribute that is not granted at all, and
    ///   `attributeEscalation` for a value that is not.
    public func check(_ attributes: AttributeSet) throws(IdentityError) {
        for name in attributes.names {
            guard let rule = self.rules[name], let value = attributes[name] else {
                throw IdentityError(.wrongAttributeAuthority, "\(name): is not the authority's to assert")
            }
            guard rule.allows(value) else {
                throw IdentityError(
                    .attributeEscalation,
                    "\(name): the authority was granted \(rule), not \(value.cbor)"
                )
            }
        }
    }
}

extension AttributeGrant.Rule {
    fileprivate func allows(_ value: AttributeValue) -> Bool {
        switch (self, value) {
        case (.any, _): true
        case (.oneOf(let texts), .string(let text)): texts.containsExactly(text)
        case (.oneOf(let texts), .stringSet(let members)): members.isExactSubset(of: texts)
        case (.prefix(let prefix), .string(let text)): text.utf8.starts(with: prefix.utf8)
        case (.within(let range), .integer(let number)): range.contains(number)
        default: false
        }
    }

    fileprivate func check(_ name: String) throws(IdentityError) {
        switch self {
        case .any, .within: break
        case .prefix(let text): try AttributeRules.checkText(text, name)
        case .oneOf(let texts): try AttributeValue.stringSet(texts).check(name)
        }
    }
}

extension AttributeGrant.Rule: Hashable {
    /// Tells whether both grant the same values, byte for byte.
    public static func == (left: AttributeGrant.Rule, right: AttributeGrant.Rule) -> Bool {
        switch (left, right) {
        case (.any, .any): true
        case (.oneOf(let left), .oneOf(let right)): left.isExactly(right)
        case (.prefix(let left), .prefix(let right)): left.isExactly(right)
        case (.within(let left), .within(let right)): left == right
        default: false
        }
    }

    /// Hashes the texts or the range.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .any: hasher.combine(0)
        case .oneOf(let texts): hasher.combine(texts)
        case .prefix(let text): hasher.combine(text)
        case .within(let range): hasher.combine(range)
        }
    }
}

extension AttributeGrant.Rule: CustomStringConvertible {
    /// What is granted, for a person.
    public var description: String {
        switch self {
        case .any: "any value"
        case .oneOf(let texts): "one of \(AttributeValue.sorted(texts).joined(separator: ", "))"
        case .prefix(let text): "\(text)…"
        case .within(let range): "\(range.lowerBound) to \(range.upperBound)"
        }
    }
}
