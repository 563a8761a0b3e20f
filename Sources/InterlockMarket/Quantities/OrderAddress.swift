internal import InterlockCrypto
public import InterlockIdentity

/// The Addr of the paper: the wallet address of an order's signer, as the signer's attribute set holds it.
///
/// Any name can be written and signed; the gate refuses an order whose address is not its signer's wallet address. In
/// ledgers of ``RulesEdition/first`` it may be any name.
public struct OrderAddress: Hashable, Sendable, CustomStringConvertible {
    /// The text: 1 to 64 bytes of letters, digits and `. _ @ : - /`.
    public let description: String

    /// Takes a text, such as 0x and 40 hexadecimal digits.
    ///
    /// - Throws: `MarketError` with code `malformed` where it breaks the rule.
    public init(_ text: String) throws(MarketError) {
        try Name.check(text, what: "an address")
        self.description = text
    }

    /// Takes the wallet address of an attribute set.
    public init(walletOf attributes: AttributeSet) { self.description = attributes.walletAddress }

    /// Tells whether this is the wallet address `wallet`: the same 20 bytes, the hexadecimal digits in either case.
    package func isWallet(_ wallet: String) -> Bool {
        guard let own = Self.walletBytes(self.description) else { return false }
        return own == Self.walletBytes(wallet)
    }

    private static func walletBytes(_ text: String) -> [UInt8]? {
        guard text.utf8.count == 42, text.utf8.starts(with: "0x".utf8) else { return nil }
        return [UInt8](hex: text.dropFirst(2))
    }
}

extension OrderAddress: Codable {
    /// Reads the text.
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.description)
    }
}

/// The former name of ``OrderAddress``.
@available(*, deprecated, renamed: "OrderAddress")
public typealias GridAddress = OrderAddress
