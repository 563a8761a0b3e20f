public import InterlockCrypto
public import InterlockIdentity

/// A ``Demand`` or a ``Supply``.
public protocol Order: MarketMessage {
    /// Its side of the book.
    static var side: Side { get }
    /// What it says.
    var terms: OrderTerms { get }
    /// Takes what it says.
    init(terms: OrderTerms)
}

/// A side of the order book.
public enum Side: String, Hashable, Sendable, Codable, CaseIterable {
    /// Demands.
    case buy
    /// Supplies.
    case sell
}

extension Order {
    /// The market that the order is for.
    public var market: MarketID { self.terms.market }

    /// ID_b or ID_p.
    public var participant: ParticipantID { self.terms.participant }

    /// The signer's number for this message.
    public var sequence: UInt64 { self.terms.sequence }

    /// The deterministic CBOR that is signed.
    public var payload: [UInt8] { self.terms.payload }

    /// Reads a payload.
    ///
    /// - Throws: `MarketError` with code `malformed` or `limits`, naming the field.
    public init(payload: [UInt8]) throws(MarketError) {
        self.init(terms: try OrderTerms(payload: payload))
    }
}

/// How a signed message names its signer's certificate (RFC 9360 section 2).
public enum CertificateEmbedding: Hashable, Sendable {
    /// By its SHA-256: 32 bytes, for receivers that hold the certificate.
    case thumbprint
    /// Whole, with the intermediates that follow.
    case chain([Certificate])
}

/// SHA-256 over a message's kind and payload: the same order has one id, however often and by whatever nonce it is signed.
public struct OrderID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The digest.
    public let digest: Digest

    package init(digest: Digest) { self.digest = digest }

    init(kind: MessageKind, payload: [UInt8]) {
        self.digest = Digest(hashing: kind.externalAAD + [0] + payload)
    }

    /// The order of the digests.
    public static func < (left: OrderID, right: OrderID) -> Bool { left.digest < right.digest }

    /// The digest in hexadecimal.
    public var description: String { self.digest.description }
}

/// An order by its signer and the number that the signer first placed it under.
public struct OrderKey: Hashable, Sendable, CustomStringConvertible {
    /// Who signed it.
    public let participant: ParticipantID
    /// The signer's number.
    public let sequence: UInt64

    /// Takes the two.
    public init(participant: ParticipantID, sequence: UInt64) {
        self.participant = participant
        self.sequence = sequence
    }

    /// Signer and number, with a slash between them.
    public var description: String { "\(self.participant)/\(self.sequence)" }
}
