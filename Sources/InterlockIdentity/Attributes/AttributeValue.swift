internal import InterlockCrypto

/// The value of an attribute.
///
/// Two values are equal when their bytes are. Swift holds "é" in one scalar and in two for the same text; policies,
/// certificates and keys do not.
public enum AttributeValue: Sendable {
    /// Text of at most ``maximumTextByteCount`` bytes, without control characters.
    case string(String)
    /// A 64-bit integer.
    case integer(Int64)
    /// A flag.
    case boolean(Bool)
    /// A set of texts, at most ``maximumMemberCount``; none is empty or holds a comma.
    case stringSet(Set<String>)

    /// The most bytes of a text.
    public static let maximumTextByteCount = 256
    /// The most members of a set.
    public static let maximumMemberCount = 64

    /// The members of a set in the order of their bytes, which is the order in which they are encoded.
    static func sorted(_ members: Set<String>) -> [String] {
        members.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    func check(_ name: String) throws(IdentityError) {
        switch self {
        case .integer, .boolean: break
        case .string(let text): try AttributeRules.checkText(text, name)
        case .stringSet(let members):
            guard members.count <= Self.maximumMemberCount else {
                throw IdentityError(
                    .invalidAttribute,
                    "\(name): more than \(Self.maximumMemberCount) members"
                )
            }
            for member in Self.sorted(members) { try AttributeRules.checkMember(member, name) }
        }
    }

    var cbor: CBOR {
        switch self {
        case .string(let text): .text(text)
        case .integer(let number): .integer(number)
        case .boolean(let flag): .bool(flag)
        case .stringSet(let members): .array(Self.sorted(members).map { .text($0) })
        }
    }

    init(cbor: CBOR, name: String) throws(IdentityError) {
        if let text = cbor.textValue {
            self = .string(text)
        } else if let number = cbor.integerValue {
            self = .integer(number)
        } else if let flag = cbor.boolValue {
            self = .boolean(flag)
        } else if let elements = cbor.arrayValue {
            self = .stringSet(try Self.members(elements, name: name))
        } else {
            throw IdentityError(.invalidEncoding, "\(name): neither text, integer, flag nor set of texts")
        }
    }

    /// The members of an array that must be sorted, each once.
    private static func members(_ elements: [CBOR], name: String) throws(IdentityError) -> Set<String> {
        let texts = elements.compactMap(\.textValue)
        guard texts.count == elements.count else {
            throw IdentityError(.invalidEncoding, "\(name): a member of the set is not text")
        }
        for (left, right) in zip(texts, texts.dropFirst()) {
            guard left.utf8.lexicographicallyPrecedes(right.utf8) else {
                throw IdentityError(.invalidEncoding, "\(name): the set is not sorted, or holds a text twice")
            }
        }
        let members = Set(texts)
        // Texts that differ in bytes but not for Unicode (normal forms) would fold into one.
        guard members.count == texts.count else {
            throw IdentityError(.invalidEncoding, "\(name): the set holds one text in two Unicode forms")
        }
        return members
    }
}

extension AttributeValue: Hashable {
    /// Whether both are of one type and the same bytes.
    public static func == (left: AttributeValue, right: AttributeValue) -> Bool {
        left.cbor.encoded() == right.cbor.encoded()
    }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) { hasher.combine(self.cbor.encoded()) }
}

extension AttributeValue: Codable {
    /// Reads a JSON string, whole number, flag or array of strings.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .boolean(flag)
        } else if let number = try? container.decode(Int64.self) {
            self = .integer(number)
        } else if let text = try? container.decode(String.self) {
            self = .string(text)
        } else {
            let path = decoder.codingPath.map(\.stringValue).joined(separator: ".")
            guard let members = try? container.decode([String].self) else {
                throw IdentityError(
                    .invalidAttribute,
                    "\(path): neither text, whole number, true, false nor a list of texts"
                )
            }
            let set = Set(members)
            guard set.count == members.count else {
                throw IdentityError(.invalidAttribute, "\(path): a text stands twice in the set")
            }
            self = .stringSet(set)
        }
    }

    /// Writes the JSON form; sets sorted.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let text): try container.encode(text)
        case .integer(let number): try container.encode(number)
        case .boolean(let flag): try container.encode(flag)
        case .stringSet(let members): try container.encode(Self.sorted(members))
        }
    }
}
