internal import InterlockCrypto

/// The value of an attribute.
public enum AttributeValue: Hashable, Sendable {
    /// Text of at most ``maximumTextByteCount`` bytes.
    case string(String)
    /// A 64-bit integer.
    case integer(Int64)
    /// A flag.
    case boolean(Bool)
    /// A set of texts, at most ``maximumMemberCount``.
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
        case .string(let text): try Self.check(text, name)
        case .stringSet(let members):
            guard members.count <= Self.maximumMemberCount else {
                throw IdentityError(.invalidAttribute, "\(name): more than \(Self.maximumMemberCount) members")
            }
            for member in members { try Self.checkMember(member, name) }
        }
    }

    private static func check(_ text: String, _ name: String) throws(IdentityError) {
        guard text.utf8.count <= Self.maximumTextByteCount else {
            throw IdentityError(.invalidAttribute, "\(name): more than \(Self.maximumTextByteCount) bytes")
        }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
            throw IdentityError(.invalidAttribute, "\(name): control characters")
        }
    }

    /// A member stands in a comma-separated list in certificates, so it holds no comma and is not empty.
    private static func checkMember(_ member: String, _ name: String) throws(IdentityError) {
        try Self.check(member, name)
        guard !member.isEmpty, !member.utf8.contains(UInt8(ascii: ",")) else {
            throw IdentityError(.invalidAttribute, "\(name): a member is empty or holds a comma")
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
            let members = elements.compactMap(\.textValue)
            let set = Set(members)
            guard members.count == elements.count, members == Self.sorted(set) else {
                throw IdentityError(.invalidEncoding, "\(name): not a sorted set of texts")
            }
            self = .stringSet(set)
        } else {
            throw IdentityError(.invalidEncoding, "\(name): neither text, integer, flag nor set of texts")
        }
    }
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
            let members = try container.decode([String].self)
            let set = Set(members)
            guard set.count == members.count else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "a set holds a text twice")
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
