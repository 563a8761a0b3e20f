/// The name of a market; a message for one market is no message for another.
public struct MarketID: Hashable, Sendable, CustomStringConvertible {
    /// The name: 1 to 64 bytes of letters, digits and `. _ @ : - /`.
    public let description: String

    /// Takes a name.
    ///
    /// - Throws: `MarketError` with code `malformed` where it breaks the rule.
    public init(_ name: String) throws(MarketError) {
        try Name.check(name, what: "a market id")
        self.description = name
    }
}

extension MarketID: Codable {
    /// Reads the name.
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.description)
    }
}
