package import InterlockCrypto

/// What a signed message is.
///
/// The kind stands in the protected content type, and its label in the external_aad (RFC 9052 section 4.3), so
/// bytes signed as one kind verify as no other.
public struct MessageKind: Hashable, Sendable, CustomStringConvertible {
    /// The kind's name.
    public let description: String

    /// What is spent on reading a message of this kind.
    package let limits: CBORLimits

    package init(_ name: String, limits: CBORLimits = .message) {
        self.description = name
        self.limits = limits
    }

    /// A buyer's ``Demand``.
    public static let demand = MessageKind("demand")
    /// A seller's ``Supply``.
    public static let supply = MessageKind("supply")

    /// The media type in the COSE header.
    public var contentType: String { "application/vnd.interlock.\(self.description)+cbor" }

    /// The external_aad: what is signed beside the payload.
    public var externalAAD: [UInt8] { Array("interlock/1/\(self.description)".utf8) }
}
