internal import InterlockJSON

/// The form for people: `{"identity": {"prefix": "north-"}, "type": ["seller", "buyer"], "credit": {"minimum": 0,
/// "maximum": 700}, "wallet": true, …}`.
extension AttributeGrant: Codable {
    /// Reads a JSON object of names and rules.
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode([String: Rule].self))
    }

    /// Writes a JSON object of names and rules.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.rules)
    }
}

extension AttributeGrant.Rule: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case prefix, minimum, maximum }

    /// Reads `true`, a list of texts, `{"prefix": …}` or `{"minimum": …, "maximum": …}`.
    public init(from decoder: any Decoder) throws {
        if let value = try? decoder.singleValueContainer().decode(AttributeValue.self) {
            switch value {
            case .boolean(true): self = .any
            case .stringSet(let texts): self = .oneOf(texts)
            default: throw Self.malformed(decoder)
            }
            return
        }
        try decoder.refuseMembers(except: CodingKeys.self)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        if let prefix = try fields.decodeIfPresent(String.self, forKey: .prefix) {
            guard fields.allKeys.count == 1 else { throw Self.malformed(decoder) }
            self = .prefix(prefix)
            return
        }
        let minimum = try fields.decode(Int64.self, forKey: .minimum)
        let maximum = try fields.decode(Int64.self, forKey: .maximum)
        guard minimum <= maximum else { throw Self.malformed(decoder) }
        self = .within(minimum...maximum)
    }

    private static func malformed(_ decoder: any Decoder) -> IdentityError {
        let path = decoder.codingPath.map(\.stringValue).joined(separator: ".")
        return IdentityError(
            .invalidAttribute,
            "\(path): neither true, a list of texts, a prefix nor a minimum and a maximum"
        )
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .any:
            var container = encoder.singleValueContainer()
            try container.encode(true)
        case .oneOf(let texts):
            var container = encoder.singleValueContainer()
            try container.encode(AttributeValue.sorted(texts))
        case .prefix(let text):
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(text, forKey: .prefix)
        case .within(let range):
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(range.lowerBound, forKey: .minimum)
            try fields.encode(range.upperBound, forKey: .maximum)
        }
    }
}
