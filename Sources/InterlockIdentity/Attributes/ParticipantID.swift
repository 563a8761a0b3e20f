/// A participant's identity: PU_id, BU_id, MTC_id, or a peer's name.
///
/// 1 to 64 bytes of letters, digits and `. _ @ : -`: it stands in certificates, policies, file names and URLs.
public struct ParticipantID: Hashable, Sendable, CustomStringConvertible {
    /// The most bytes: what a common name holds (RFC 5280 appendix A.1, ub-common-name).
    public static let maximumByteCount = 64

    /// The identity.
    public let description: String

    /// Takes an identity.
    ///
    /// - Throws: `IdentityError` with code `invalidAttribute` where it breaks the rule.
    public init(_ text: String) throws(IdentityError) {
        guard (1...Self.maximumByteCount).contains(text.utf8.count) else {
            throw IdentityError(.invalidAttribute, "an identity has 1 to 64 bytes, not \(text.utf8.count)")
        }
        guard text.utf8.allSatisfy(Self.isAllowed) else {
            throw IdentityError(.invalidAttribute, "an identity may hold letters, digits and . _ @ : - only")
        }
        self.description = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "._@:-".utf8.contains(byte)
        }
    }
}

extension ParticipantID: Comparable {
    /// The order of the bytes.
    public static func < (left: ParticipantID, right: ParticipantID) -> Bool {
        left.description < right.description
    }
}

extension ParticipantID: Codable {
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
