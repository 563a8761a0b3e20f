internal import InterlockCrypto

/// The attribute set AS of the paper: what a certificate says of its holder, and what policies decide by.
///
/// It always has the paper's five: identity, user type, permissions, credit report and wallet address. Any others
/// are named freely. Two sets are equal when their ``canonicalEncoding`` is.
public struct AttributeSet: Sendable {
    let values: [String: AttributeValue]

    /// The identity.
    public let identity: ParticipantID
    /// The user type.
    public let type: ParticipantType
    /// What the holder may do, by the names of policy actions.
    public let permissions: Set<String>
    /// The credit report: a score from 0 to 1000.
    public let creditReport: Int64
    /// The wallet address: 0x and 40 hexadecimal digits, in the letter case in which it was given.
    public let walletAddress: String
    /// The canonical encoding: a deterministic CBOR map (RFC 8949 section 4.2.1) from names to values.
    ///
    /// Texts are CBOR text, integers CBOR integers, flags false and true, sets arrays of texts in ascending order of
    /// their UTF-8 bytes, each once. At most ``maximumByteCount`` bytes. Docs/Formats.md, "Attribute set".
    public let canonicalEncoding: [UInt8]

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
    /// The most bytes of a ``canonicalEncoding``; it goes into every certificate of its holder.
    public static let maximumByteCount = 8_192
    /// The credit scores that there are.
    public static let creditRange: ClosedRange<Int64> = 0...1_000

    /// Makes a set.
    ///
    /// - Throws: `IdentityError` with code `invalidAttribute`, naming the attribute and the rule it breaks, or
    ///   `limitExceeded` for more than ``maximumCount`` attributes or ``maximumByteCount`` bytes.
    public init(
        identity: ParticipantID,
        type: ParticipantType,
        permissions: Set<String>,
        creditReport: Int64,
        walletAddress: String,
        further: [String: AttributeValue] = [:]
    ) throws(IdentityError) {
        if let name = further.keys.sorted().first(where: Name.all.contains) {
            throw IdentityError(
                .invalidAttribute,
                "\(name): is given twice, as one of the five and as a further one"
            )
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
    /// - Throws: `IdentityError` with code `invalidAttribute`, naming the attribute and the rule it breaks, or
    ///   `limitExceeded` for more than ``maximumCount`` attributes or ``maximumByteCount`` bytes.
    public init(values: [String: AttributeValue]) throws(IdentityError) {
        guard values.count <= Self.maximumCount else {
            throw IdentityError(.limitExceeded, "more than \(Self.maximumCount) attributes")
        }
        for name in values.keys.sorted() {
            try AttributeRules.checkName(name)
            try values[name]?.check(name)
        }
        self.identity = try ParticipantID(Self.text(Name.identity, in: values))
        self.type = try Self.participantType(Self.text(Name.type, in: values))
        self.walletAddress = try Self.checkedWallet(Self.text(Name.wallet, in: values))
        guard case .stringSet(let permissions) = values[Name.permissions] else {
            throw Self.missing(Name.permissions, "a set of texts")
        }
        guard case .integer(let credit) = values[Name.credit] else {
            throw Self.missing(Name.credit, "an integer")
        }
        guard Self.creditRange.contains(credit) else {
            throw IdentityError(.invalidAttribute, "credit: \(credit) is not in 0 ... 1000")
        }
        self.permissions = permissions
        self.creditReport = credit
        self.values = values
        self.canonicalEncoding = CBOR.map(values.map { (.text($0.key), $0.value.cbor) }).encoded()
        guard self.canonicalEncoding.count <= Self.maximumByteCount else {
            throw IdentityError(
                .limitExceeded,
                "the attributes take more than \(Self.maximumByteCount) bytes"
            )
        }
    }

    /// The names of all attributes, sorted.
    public var names: [String] { self.values.keys.sorted() }

    /// The value of an attribute.
    public subscript(name: String) -> AttributeValue? { self.values[exactly: name] }

    /// The same attributes under another identity.
    ///
    /// - Throws: `IdentityError` with code `limitExceeded` where they take too many bytes then.
    public func replacing(identity: ParticipantID) throws(IdentityError) -> AttributeSet {
        var values = self.values
        values[Name.identity] = .string(identity.description)
        return try AttributeSet(values: values)
    }

    private static func text(_ name: String, in values: [String: AttributeValue]) throws(IdentityError)
        -> String
    {
        guard case .string(let text) = values[name] else { throw Self.missing(name, "text") }
        return text
    }

    private static func participantType(_ text: String) throws(IdentityError) -> ParticipantType {
        guard let type = ParticipantType(rawValue: text) else {
            throw IdentityError(.invalidAttribute, "type: \"\(text)\" is no participant type")
        }
        return type
    }

    private static func checkedWallet(_ text: String) throws(IdentityError) -> String {
        guard text.hasPrefix("0x"), text.utf8.count == 42, [UInt8](hex: text.dropFirst(2)) != nil else {
            throw IdentityError(.invalidAttribute, "wallet: not 0x and 40 hexadecimal digits")
        }
        return text
    }

    private static func missing(_ name: String, _ type: String) -> IdentityError {
        IdentityError(.invalidAttribute, "\(name): is missing, or is not \(type)")
    }
}

extension AttributeSet: Hashable {
    /// Two sets are one when their canonical encoding is.
    public static func == (left: AttributeSet, right: AttributeSet) -> Bool {
        left.canonicalEncoding == right.canonicalEncoding
    }

    /// Hashes the canonical encoding.
    public func hash(into hasher: inout Hasher) { hasher.combine(self.canonicalEncoding) }
}
