/// The name of an entity: its type and its id within that type, as in `Market::User::"alice"`.
public struct EntityUID: Sendable {
    /// The type's name with its namespaces, as in `Market::User`.
    public let type: String

    /// The id; any text.
    public let id: String

    /// What type and id hash to in this process: names are looked up far more often than made.
    private let hash: Int

    /// Makes a name; `type` is not examined, and one that is no Cedar name never matches a policy.
    public init(type: String, id: String) {
        self.type = type
        self.id = id
        var hasher = Hasher()
        hasher.combine(type)
        hasher.combine(id)
        self.hash = hasher.finalize()
    }

    /// Whether the type is called `Action`, in whatever namespace.
    var isAction: Bool { Schema.isActionType(self.type) }

    /// Whether this is an entity of type `type`.
    func isOf(type: String) -> Bool { self.type.isExactly(type) }

    /// Whether `type` is a Cedar type name: identifiers that are not reserved, joined by `::`.
    static func isTypeName(_ type: String) -> Bool {
        let bytes = Array(type.utf8)
        var start = 0
        while true {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
            let part = String(decoding: bytes[start..<end], as: UTF8.self)
            guard Lexer.isIdentifier(part), !ReservedWord.isReserved(part) else { return false }
            guard end < bytes.endIndex else { return true }
            guard bytes[end...].starts(with: "::".utf8) else { return false }
            start = end + 2
        }
    }
}

extension EntityUID: Hashable {
    /// Whether type and id are the same Unicode scalars.
    public static func == (left: EntityUID, right: EntityUID) -> Bool {
        left.hash == right.hash && left.id.isExactly(right.id) && left.type.isExactly(right.type)
    }

    /// Feeds what type and id hash to.
    public func hash(into hasher: inout Hasher) { hasher.combine(self.hash) }
}

extension EntityUID: CustomStringConvertible {
    /// The name as Cedar text.
    public var description: String { "\(self.type)::\(StringEscapes.quoted(self.id))" }
}
