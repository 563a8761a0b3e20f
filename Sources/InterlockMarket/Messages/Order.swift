public import InterlockCrypto
public import InterlockIdentity

/// A message that a participant signs: a ``Demand`` or a ``Supply``.
public protocol Order: Hashable, Sendable, Codable {
    /// Its kind.
    static var kind: MessageKind { get }
    /// Its side of the book.
    static var side: Side { get }
    /// What it says.
    var terms: OrderTerms { get }
    /// Takes what it says.
    init(terms: OrderTerms)
}

/// A side of the order book.
public enum Side: String, Hashable, Sendable, Codable {
    /// Demands.
    case buy
    /// Supplies.
    case sell
}

extension Order {
    /// The deterministic CBOR that is signed.
    public var payload: [UInt8] { self.terms.payload }

    /// Reads a payload.
    ///
    /// - Throws: `MarketError` with code `malformed` or `limits`, naming the field.
    public init(payload: [UInt8]) throws(MarketError) {
        self.init(terms: try OrderTerms(payload: payload))
    }

    /// The order's identity.
    public var id: OrderID { OrderID(kind: Self.kind, payload: self.payload) }

    /// Signs the order: Sig_b or Sig_p.
    ///
    /// The certificate goes along whole (x5chain), or as its SHA-256 thumbprint (x5t) where the market has it; OCSP
    /// responses that are stapled show a market without a newer revocation list that it still stands.
    ///
    /// - Throws: `MarketError` with code `signing` where the key is not the certificate's, or OpenSSL refuses.
    public func signed(
        with key: SigningKey,
        certificate: Certificate,
        embedding: CertificateEmbedding = .thumbprint,
        stapling responses: [OCSPResponse] = [],
        nonce: NonceSource = .random
    ) throws(MarketError) -> SignedOrder<Self> {
        let message = try SignedMessage.sign(
            self.payload,
            kind: Self.kind,
            with: key,
            certificate: certificate,
            embedding: embedding,
            stapling: responses,
            nonce: nonce
        )
        return SignedOrder(order: self, encoded: message.encoded())
    }
}

/// How a signed message names its signer's certificate (RFC 9360 section 2).
public enum CertificateEmbedding: Hashable, Sendable {
    /// By its SHA-256: 32 bytes, for receivers that hold the certificate.
    case thumbprint
    /// Whole, with the intermediates that follow.
    case chain([Certificate])
}

/// An order with its signature, as sent; what is in it is proven only once the gate has admitted it.
public struct SignedOrder<Body: Order>: Hashable, Sendable {
    /// The order.
    public let order: Body
    /// The COSE_Sign1.
    public let encoded: [UInt8]
}

/// SHA-256 over an order's kind and payload: the same order has one id, however often and by whatever nonce it is signed.
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
