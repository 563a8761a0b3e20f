internal import InterlockJSON

/// Which attributes a market knows, of which types and limits; read from a JSON file.
///
/// The strings of a certificate's attribute extension get their types back from it, so an attribute that the
/// schema does not name is refused rather than guessed at: a policy that compares it would see a text where its
/// author meant a number, and would err and be skipped. Docs/Formats.md, "Attribute schema".
public struct AttributeSchema: Hashable, Sendable {
    /// The types, by the names that Cedar has for them.
    public enum ValueType: String, Hashable, Sendable, Codable, CaseIterable {
        /// Text.
        case string = "String"
        /// A 64-bit integer.
        case integer = "Long"
        /// A flag.
        case boolean = "Bool"
        /// A set of texts.
        case stringSet = "Set<String>"
    }

    /// The declarations by name.
    public let attributes: [String: Declaration]

    /// Makes a schema.
    ///
    /// The paper's five are added where they are left out, and are required however they are declared.
    ///
    /// - Throws: `IdentityError` with code `invalidAttribute` for a name that is none, one of the five with another
    ///   type, or limits that the type does not have or nothing can meet; `limitExceeded` for more than
    ///   ``AttributeSet/maximumCount`` attributes.
    public init(_ attributes: [String: Declaration]) throws(IdentityError) {
        var attributes = attributes.merging(Self.five) { given, _ in given }
        for (name, own) in Self.five {
            guard attributes[name]?.type == own.type else {
                throw IdentityError(.invalidAttribute, "\(name): its type is \(own.type.rawValue)")
            }
            attributes[name]?.isRequired = true
        }
        guard attributes.count <= AttributeSet.maximumCount else {
            throw IdentityError(
                .limitExceeded,
                "a schema of more than \(AttributeSet.maximumCount) attributes"
            )
        }
        for name in attributes.keys.sorted() {
            try AttributeRules.checkName(name)
            try attributes[name]?.checkItself(name)
        }
        self.attributes = attributes
    }

    private init(unchecked attributes: [String: Declaration]) { self.attributes = attributes }

    /// The paper's five.
    private static let five: [String: Declaration] = [
        AttributeSet.Name.identity: Declaration(
            .string,
            isRequired: true,
            maximumLength: ParticipantID.maximumByteCount
        ),
        AttributeSet.Name.type: Declaration(
            .string,
            isRequired: true,
            allowed: Set(ParticipantType.allCases.map(\.rawValue))
        ),
        AttributeSet.Name.permissions: Declaration(.stringSet, isRequired: true),
        AttributeSet.Name.credit: Declaration(
            .integer,
            isRequired: true,
            minimum: AttributeSet.creditRange.lowerBound,
            maximum: AttributeSet.creditRange.upperBound
        ),
        AttributeSet.Name.wallet: Declaration(.string, isRequired: true, maximumLength: 42),
    ]

    /// The paper's five, and what a local market of households asks beside them.
    ///
    /// `feeder` and `meter` name the point of connection; `peakLoadW` and `peakGenerationW` are its rated powers in
    /// watts, by which a policy caps volumes; `green` says that the generation is renewable. `zone` is the part of the
    /// grid, `licensedUntil` the end of a licence in seconds since 1970, and `volumeCapWh` the most energy that the
    /// participant may offer and trade in one period and direction.
    public static let standard = AttributeSchema(
        unchecked: Self.five.merging([
            "feeder": Declaration(.string, maximumLength: 64),
            "meter": Declaration(.string, maximumLength: 64),
            "peakLoadW": Declaration(.integer, minimum: 0, maximum: 1_000_000_000),
            "peakGenerationW": Declaration(.integer, minimum: 0, maximum: 1_000_000_000),
            "green": Declaration(.boolean),
            "zone": Declaration(.string, maximumLength: 64),
            "licensedUntil": Declaration(.integer, minimum: 0),
            "volumeCapWh": Declaration(.integer, minimum: 0),
        ]) { own, _ in own }
    )

    /// Checks a set against the schema.
    ///
    /// - Throws: `IdentityError` with code `invalidAttribute`, naming the attribute and the rule it breaks.
    public func validate(_ set: AttributeSet) throws(IdentityError) {
        for name in self.attributes.keys.sorted() where set[name] == nil {
            guard self.attributes[name]?.isRequired == false else {
                throw IdentityError(.invalidAttribute, "\(name): is missing")
            }
        }
        for name in set.names {
            guard let declaration = self.attributes[name], let value = set[name] else {
                throw IdentityError(.invalidAttribute, "\(name): the schema does not know it")
            }
            try declaration.check(value, name)
        }
    }
}

extension AttributeSchema: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case attributes }

    /// Reads `{"attributes": {NAME: DECLARATION, …}}`, and nothing beside it.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseMembers(except: CodingKeys.self)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(try fields.decode([String: Declaration].self, forKey: .attributes))
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(self.attributes, forKey: .attributes)
    }
}
