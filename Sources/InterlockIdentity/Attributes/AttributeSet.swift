internal import InterlockCrypto

/// The attribute set AS of the paper: what a certificate says of its holder, and what policies decide by.
///
/// It always has the paper's five: identity, user type, permissions, credit report and wallet address. Any others
/// are named freely.
public struct AttributeSet: Hashable, Sendable {
    private let values: [String: AttributeValue]

    /// The identity.
    public let identity: ParticipantID
    /// The user type.
    public let type: ParticipantType
    /// What the holder may do, by the names of policy actions.
    public let permissions: Set<String>
    /// The credit report: a score from 0 to 1000.
    public let creditReport: Int64
    /// The wallet address: 0x and 40 hexadecimal digits.
    public let walletAddress: String

    /// The names of the paper's five.
    public enum Name {
        /// `identity`, a string.
        public static let identity = "identity"
        /// `type`, a string.
        public static let type = "type"
        /// `permissions`, a set of strings.
        public static let permissions = "permissions"
        /// `credit`, an integer.
        public static let credit = "credit"
        /// `wallet`, a string.
        public static let wallet = "wallet"
        static let all: Set<String> = [identity, type, permissions, credit, wallet]
    }

    /// The most attributes in a set.
    public static let maximumCount = 64
    /// The credit scores that there are.
    public static let creditRange: ClosedRange<Int64> = 0...1_000

    /// Makes a set.
    ///
    /// - Throws: `IdentityError` with code `invalidAttribute`, naming the attribute and the rule it breaks.
    public init(
        identity: ParticipantID,
        type: ParticipantType,
        permissions: Set<String>,
        creditReport: Int64,
        walletAddress: String,
        further: [String: AttributeValue] = [:]
    ) throws(IdentityError) {
        guard further.keys.allSatisfy({ !Name.all.contains($0) }) else {
            throw IdentityError(.invalidAttribute, "one of the five attributes is given twice")
        }
        var values = further
        values[Name.identity] = .string(identity.description)
        values[Name.type] = .string(type.rawValue)
        values[Name.permissions] = .stringSet(permissions)
        values[Name.credit] = .integer(creditReport)
        values[Name.wallet] = .string(walletAddress)
        try self.init(values: values)
    }

    /// Makes a set of named values, the five among them.
    ///
    /// - Throws: `IdentityError` with code `invalidAttribute`, naming the attribute and the rule it breaks.
    public init(values: [String: AttributeValue]) throws(IdentityError) {
        guard values.count <= Self.maximumCount else {
            throw IdentityError(.invalidAttribute, "more than \(Self.maximumCount) attributes")
        }
        for (name, value) in values {
            try Self.checkName(name)
            try value.check(name)
        }
        guard case .string(let identity) = values[Name.identity] else { throw Self.missing(Name.identity, "text") }
        guard case .string(let type) = values[Name.type] else { throw Self.missing(Name.type, "text") }
        guard let participantType = ParticipantType(rawValue: type) else {
            throw IdentityError(.invalidAttribute, "type: \"\(type)\" is no participant type")
        }
        guard case .stringSet(let permissions) = values[Name.permissions] else {
            throw Self.missing(Name.permissions, "a set of texts")
        }
        guard case .integer(let credit) = values[Name.credit] else { throw Self.missing(Name.credit, "an integer") }
        guard Self.creditRange.contains(credit) else {
            throw IdentityError(.invalidAttribute, "credit: \(credit) is not in 0 ... 1000")
        }
        guard case .string(let wallet) = values[Name.wallet] else { throw Self.missing(Name.wallet, "text") }
        guard wallet.hasPrefix("0x"), wallet.utf8.count == 42, [UInt8](hex: wallet.dropFirst(2)) != nil else {
            throw IdentityError(.invalidAttribute, "wallet: not 0x and 40 hexadecimal digits")
        }
        self.values = values
        self.identity = try ParticipantID(identity)
        self.type = participantType
        self.permissions = permissions
        self.creditReport = credit
        self.walletAddress = wallet
    }

    /// The names of all attributes, sorted.
    public var names: [String] { self.values.keys.sorted() }

    /// The value of an attribute.
    public subscript(name: String) -> AttributeValue? { self.values[name] }

    /// Two sets are one when their attributes are.
    public static func == (left: AttributeSet, right: AttributeSet) -> Bool { left.values == right.values }

    /// Hashes the attributes.
    public func hash(into hasher: inout Hasher) { hasher.combine(self.values) }

    /// A name is 1 to 64 letters, digits, `.`, `_` and `-`, and starts with a letter.
    static func checkName(_ name: String) throws(IdentityError) {
        let letters = (UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"))
        let isLetter = { (byte: UInt8) in letters.0.contains(byte) || letters.1.contains(byte) }
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard (1...64).contains(name.utf8.count), name.utf8.first.map(isLetter) == true,
            name.utf8.allSatisfy({ isLetter($0) || digits.contains($0) || "._-".utf8.contains($0) })
        else {
            throw IdentityError(
                .invalidAttribute,
                "\"\(name.prefix(64))\" is no attribute name: a letter, then letters, digits, . _ -, 64 at most"
            )
        }
    }

    private static func missing(_ name: String, _ type: String) -> IdentityError {
        IdentityError(.invalidAttribute, "\(name): is missing, or is not \(type)")
    }
}

extension AttributeSet {
    /// The canonical encoding: a deterministic CBOR map from names to values; Docs/Formats.md, "Attribute set".
    public var canonicalEncoding: [UInt8] {
        CBOR.map(self.values.map { (.text($0.key), $0.value.cbor) }).encoded()
    }

    /// Reads the canonical encoding.
    ///
    /// - Throws: `IdentityError` with code `invalidEncoding` for anything that is not canonical, and
    ///   `invalidAttribute` for what breaks a rule.
    public init(canonicalEncoding bytes: [UInt8]) throws(IdentityError) {
        // 64 attributes of 64 members of 256 bytes are a megabyte; nothing real comes near.
        let limits = CBORLimits(byteCount: 1 << 16, depth: 3, itemCount: 8_192)
        let decoded: CBOR
        do {
            decoded = try CBOR(decoding: bytes, limits: limits)
        } catch {
            throw IdentityError(error.code == .limitExceeded ? .limitExceeded : .invalidEncoding, error.reason)
        }
        guard let map = decoded.mapValue else { throw IdentityError(.invalidEncoding, "not a map of attributes") }
        var values: [String: AttributeValue] = [:]
        for entry in map.entries {
            guard let name = entry.key.textValue else {
                throw IdentityError(.invalidEncoding, "an attribute's name is not text")
            }
            values[name] = try AttributeValue(cbor: entry.value, name: name)
        }
        try self.init(values: values)
    }
}

extension AttributeSet: Codable {
    /// Reads a JSON object of names and values.
    public init(from decoder: any Decoder) throws {
        try self.init(values: try decoder.singleValueContainer().decode([String: AttributeValue].self))
    }

    /// Writes a JSON object of names and values.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.values)
    }
}
