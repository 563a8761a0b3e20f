public import InterlockCrypto
public import InterlockIdentity

/// A message that a participant signs: a ``Demand``, a ``Supply``, a ``Cancel``, a ``MeterReading`` or a ``RuleChange``.
public protocol MarketMessage: Hashable, Sendable, Codable {
    /// Its kind.
    static var kind: MessageKind { get }
    /// The market that it is for.
    var market: MarketID { get }
    /// Who signs it.
    var participant: ParticipantID { get }
    /// The signer's number for it: no two messages of one signer share one.
    var sequence: UInt64 { get }
    /// The deterministic CBOR that is signed.
    var payload: [UInt8] { get }
    /// Reads a payload.
    ///
    /// - Throws: `MarketError` with code `malformed` or `limits`, naming the field.
    init(payload: [UInt8]) throws(MarketError)
}

extension MarketMessage {
    /// The message's identity.
    public var id: OrderID { OrderID(kind: Self.kind, payload: self.payload) }

    /// Signs the message: Sig_b or Sig_p.
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
    ) throws(MarketError) -> Signed<Self> {
        let message = try SignedMessage.sign(
            self.payload,
            kind: Self.kind,
            with: key,
            certificate: certificate,
            embedding: embedding,
            stapling: responses,
            nonce: nonce
        )
        return Signed(message: self, encoded: message.encoded())
    }

    /// The same with a certificate of either kind; an implicit one goes along in its own header parameters.
    ///
    /// - Throws: as ``signed(with:certificate:embedding:stapling:nonce:)``.
    public func signed(
        with key: SigningKey,
        credential: Credential,
        embedding: CertificateEmbedding = .thumbprint,
        stapling responses: [OCSPResponse] = [],
        nonce: NonceSource = .random
    ) throws(MarketError) -> Signed<Self> {
        let message = try SignedMessage.sign(
            self.payload,
            kind: Self.kind,
            with: key,
            credential: credential,
            embedding: embedding,
            stapling: responses,
            nonce: nonce
        )
        return Signed(message: self, encoded: message.encoded())
    }

    /// Refuses a number that a signed 64-bit integer cannot hold.
    static func check(sequence: UInt64) throws(MarketError) {
        guard sequence <= UInt64(Int64.max) else {
            throw MarketError(.limits, "the sequence number \(sequence) is above 2^63 - 1")
        }
    }
}

/// A message with its signature, as sent; what is in it is proven only once the gate has admitted it.
public struct Signed<Message: MarketMessage>: Hashable, Sendable {
    /// The message.
    public let message: Message
    /// The COSE_Sign1.
    public let encoded: [UInt8]
}
