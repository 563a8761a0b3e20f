/// The rule that the names of this module share: 1 to 64 bytes of letters, digits and `. _ @ : - /`.
enum Name {
    static let maximumByteCount = 64

    static func check(_ text: String, what: String) throws(MarketError) {
        guard (1...Self.maximumByteCount).contains(text.utf8.count) else {
            throw MarketError(.malformed, "\(what) has 1 to 64 bytes, not \(text.utf8.count)")
        }
        guard text.utf8.allSatisfy(Self.isAllowed) else {
            throw MarketError(.malformed, "\(what) may hold letters, digits and . _ @ : - / only")
        }
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "._@:-/".utf8.contains(byte)
        }
    }
}
