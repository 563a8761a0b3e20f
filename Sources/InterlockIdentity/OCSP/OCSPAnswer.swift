public import InterlockCrypto

/// An `OCSPResponse` that ``OCSPResponder`` made, and the times by which an HTTP server and its caches go.
public struct OCSPAnswer: Hashable, Sendable {
    /// The times of an answer that speaks of certificates.
    public struct Span: Hashable, Sendable {
        /// The moment as of which the status is known to be right: that of the revocation list.
        public let thisUpdate: Timestamp
        /// The moment by which there is newer information.
        public let nextUpdate: Timestamp
        /// The latest ``nextUpdate`` that any answer from the same list can have: the end of the list, or of the
        /// certificate of signer or issuer, if that is earlier.
        public let end: Timestamp
    }

    /// The `OCSPResponse` (RFC 6960 section 4.2.1) in DER.
    public let derRepresentation: [UInt8]
    /// The times; nil for a response without an answer, such as malformedRequest.
    public let span: Span?
    /// Tells whether the request's nonce is in the response, so that it serves that request only.
    public let hasNonce: Bool

    /// A response without an answer, by its status (RFC 6960 section 4.2.1).
    static func failure(_ status: UInt8) -> OCSPAnswer {
        OCSPAnswer(
            derRepresentation: DER.sequence(DER.element(DERTag.enumerated, [status])),
            span: nil,
            hasNonce: false
        )
    }
}
