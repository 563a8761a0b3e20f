/// Which attributes a market knows, of which types and limits; read from a JSON file.
///
/// The strings of a certificate's attribute extension get their types back from it, so an attribute that the
/// schema does not name is refused rather than guessed at.
public struct AttributeSchema: Hashable, Sendable, Codable {
    /// The types, by the names that Cedar has for them.
    public enum ValueType: String, Hashable, Sendable, Codable {
        /// Text.
        case string = "String"
        /// A 64-bit integer.
        case integer = "Long"
        /// A flag.
        case boolean = "Bool"
        /// A set of texts.
        case stringSet = "Set<String>"
    }

    /// What the schema says of one attribute.
    public struct Declaration: Hashable, Sendable, Codable {
        /// The type.
        public var type: ValueType
        /// Whether a set must have it.
        public var isRequired: Bool
        /// The least integer.
        public var minimum: Int64?
        /// The greatest integer.
        public var maximum: Int64?
        /// The most bytes of a text, or of each member.
        public var maximumLength: Int?
        /// The only texts, or members, that there are.
        public var allowed: Set<String>?

        private enum CodingKeys: String, CodingKey {
            case type, minimum, maximum, maximumLength, allowed
            case isRequired = "required"
        }

        /// Makes a declaration.
        public init(
            _ type: ValueType,
            isRequired: Bool = false,
            minimum: Int64? = nil,
            maximum: Int64? = nil,
            maximumLength: Int? = nil,
            allowed: Set<String>? = nil
        ) {
            self.type = type
            self.isRequired = isRequired
            self.minimum = minimum
            self.maximum = maximum
            self.maximumLength = maximumLength
            self.allowed = allowed
        }

        /// Reads a declaration; `required` is false where it is left out.
        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            self.init(
                try fields.decode(ValueType.self, forKey: .type),
                isRequired: try fields.decodeIfPresent(Bool.self, forKey: .isRequired) ?? false,
                minimum: try fields.decodeIfPresent(Int64.self, forKey: .minimum),
                maximum: try fields.decodeIfPresent(Int64.self, forKey: .maximum),
                maximumLength: try fields.decodeIfPresent(Int.self, forKey: .maximumLength),
                allowed: try fields.decodeIfPresent(Set<String>.self, forKey: .allowed)
            )
        }

        /// Writes a declaration; what is not limited is left out.
        public func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(self.type, forKey: .type)
            if self.isRequired { try fields.encode(true, forKey: .isRequired) }
            try fields.encodeIfPresent(self.minimum, forKey: .minimum)
            try fields.encodeIfPresent(self.maximum, forKey: .maximum)
            try fields.encodeIfPresent(self.maximumLength, forKey: .maximumLength)
            try fields.encodeIfPresent(self.allowed.map(AttributeValue.sorted), forKey: .allowed)
        }
    }

    /// The declarations by name.
    public let attributes: [String: Declaration]

    private enum CodingKeys: String, CodingKey { case attributes }

    /// Makes a schema; the paper's five are added where they are left out.
    ///
    /// - Throws: `IdentityError` with code `invalidAttribute` for a name that is none, or one of the five with
    ///   another type.
    public init(_ attributes: [String: Declaration]) throws(IdentityError) {
        for (name, declaration) in attributes {
            try AttributeSet.checkName(name)
            if let own = Self.five[name], own.type != declaration.type {
                throw IdentityError(.invalidAttribute, "\(name): its type is \(own.type.rawValue)")
            }
        }
        self.attributes = attributes.merging(Self.five) { given, _ in given }
    }

    private init(unchecked attributes: [String: Declaration]) { self.attributes = attributes }

    /// Reads `{"attributes": {NAME: DECLARATION, …}}`.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(try fields.decode([String: Declaration].self, forKey: .attributes))
    }

    /// The paper's five.
    private static let five: [String: Declaration] = [
        AttributeSet.Name.identity: Declaration(.string, isRequired: true, maximumLength: 64),
        AttributeSet.Name.type: Declaration(
            .string,
            isRequired: true,
            allowed: Set(ParticipantType.allCases.map(\.rawValue))
        ),
        AttributeSet.Name.permissions: Declaration(.stringSet, isRequired: true),
        AttributeSet.Name.credit: Declaration(.integer, isRequired: true, minimum: 0, maximum: 1_000),
        AttributeSet.Name.wallet: Declaration(.string, isRequired: true, maximumLength: 42),
    ]

    /// The paper's five, and what a local market of households asks beside them.
    public static let standard = AttributeSchema(
        unchecked: Self.five.merging([
            "feeder": Declaration(.string, maximumLength: 64),
            "meter": Declaration(.string, maximumLength: 64),
            "peakLoadW": Declaration(.integer, minimum: 0, maximum: 1_000_000_000),
            "peakGenerationW": Declaration(.integer, minimum: 0, maximum: 1_000_000_000),
            "green": Declaration(.boolean),
        ]) { own, _ in own }
    )

    /// Checks a set against the schema.
    ///
    /// - Throws: `IdentityError` with code `invalidAttribute`, naming the attribute and the rule it breaks.
    public func validate(_ set: AttributeSet) throws(IdentityError) {
        for (name, declaration) in self.attributes where declaration.isRequired && set[name] == nil {
            throw IdentityError(.invalidAttribute, "\(name): is missing")
        }
        for name in set.names {
            guard let declaration = self.attributes[name], let value = set[name] else {
                throw IdentityError(.invalidAttribute, "\(name): the schema does not know it")
            }
            try declaration.check(value, name)
        }
    }
}

extension AttributeSchema.Declaration {
    fileprivate func check(_ value: AttributeValue, _ name: String) throws(IdentityError) {
        switch (self.type, value) {
        case (.boolean, .boolean): break
        case (.integer, .integer(let number)):
            guard number >= self.minimum ?? .min, number <= self.maximum ?? .max else {
                throw IdentityError(.invalidAttribute, "\(name): \(number) is outside the schema's limits")
            }
        case (.string, .string(let text)): try self.check(text, name)
        case (.stringSet, .stringSet(let members)):
            for member in AttributeValue.sorted(members) { try self.check(member, name) }
        default: throw IdentityError(.invalidAttribute, "\(name): its type is \(self.type.rawValue)")
        }
    }

    private func check(_ text: String, _ name: String) throws(IdentityError) {
        if let limit = self.maximumLength, text.utf8.count > limit {
            throw IdentityError(.invalidAttribute, "\(name): more than \(limit) bytes")
        }
        if let allowed = self.allowed, !allowed.contains(text) {
            throw IdentityError(.invalidAttribute, "\(name): the schema does not allow \"\(text)\"")
        }
    }
}
