internal import InterlockCrypto
internal import InterlockJSON

extension AttributeSchema {
    /// What the schema says of one attribute.
    public struct Declaration: Sendable {
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
    }
}

extension AttributeSchema.Declaration {
    /// The most texts of an `allowed` list.
    private static var allowedLimit: Int { 256 }

    /// Refuses limits that the type does not have, and limits that nothing can meet.
    func checkItself(_ name: String) throws(IdentityError) {
        let isText = self.type == .string || self.type == .stringSet
        guard self.type == .integer || (self.minimum == nil && self.maximum == nil) else {
            throw IdentityError(.invalidAttribute, "\(name): minimum and maximum are for Long")
        }
        guard isText || (self.maximumLength == nil && self.allowed == nil) else {
            throw IdentityError(
                .invalidAttribute,
                "\(name): maximumLength and allowed are for String and Set<String>"
            )
        }
        guard self.minimum ?? .min <= self.maximum ?? .max else {
            throw IdentityError(.invalidAttribute, "\(name): the minimum is above the maximum")
        }
        guard self.maximumLength ?? 1 >= 1 else {
            throw IdentityError(.invalidAttribute, "\(name): maximumLength is below 1")
        }
        guard let allowed = self.allowed else { return }
        guard (1...Self.allowedLimit).contains(allowed.count) else {
            throw IdentityError(.limitExceeded, "\(name): allowed has 1 to \(Self.allowedLimit) texts")
        }
        for text in AttributeValue.sorted(allowed) {
            try self.type == .string
                ? AttributeRules.checkText(text, name) : AttributeRules.checkMember(text, name)
        }
    }

    /// Checks a value against the type and the limits.
    func check(_ value: AttributeValue, _ name: String) throws(IdentityError) {
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
        if let allowed = self.allowed, !allowed.containsExactly(text) {
            throw IdentityError(.invalidAttribute, "\(name): the schema does not allow \"\(text)\"")
        }
    }
}

extension AttributeSchema.Declaration: Hashable {
    /// Tells whether both say the same, texts byte for byte.
    public static func == (left: Self, right: Self) -> Bool {
        let isAlike =
            left.type == right.type && left.isRequired == right.isRequired && left.minimum == right.minimum
            && left.maximum == right.maximum && left.maximumLength == right.maximumLength
        guard isAlike, let own = left.allowed, let others = right.allowed else {
            return isAlike && left.allowed == nil && right.allowed == nil
        }
        return own.isExactly(others)
    }

    /// Hashes the type and the texts.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(self.type)
        hasher.combine(self.allowed)
    }
}

extension AttributeSchema.Declaration: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case type, minimum, maximum, maximumLength, allowed
        case isRequired = "required"
    }

    /// Reads a declaration; `required` is false where it is left out, and a word it does not know is an error.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseMembers(except: CodingKeys.self)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try fields.decode(AttributeSchema.ValueType.self, forKey: .type),
            isRequired: try fields.decodeIfPresent(Bool.self, forKey: .isRequired) ?? false,
            minimum: try fields.decodeIfPresent(Int64.self, forKey: .minimum),
            maximum: try fields.decodeIfPresent(Int64.self, forKey: .maximum),
            maximumLength: try fields.decodeIfPresent(Int.self, forKey: .maximumLength),
            allowed: try fields.decodeIfPresent([String].self, forKey: .allowed).map(Self.distinct)
        )
    }

    /// Refuses a text that stands there twice, or in two Unicode forms: a set would keep one and drop the other.
    private static func distinct(_ texts: [String]) throws(IdentityError) -> Set<String> {
        let set = Set(texts)
        guard set.count == texts.count else {
            throw IdentityError(.invalidAttribute, "allowed: a text stands twice, or in two Unicode forms")
        }
        return set
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
