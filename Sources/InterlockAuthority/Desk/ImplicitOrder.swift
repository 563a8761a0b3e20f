public import InterlockCrypto
public import InterlockIdentity

/// An implicit certificate that an authority is to issue: on whose request, with which attributes, for how long.
public struct ImplicitOrder: Sendable {
    /// The request; its point is for this one certificate.
    public var request: ImplicitRequest
    /// What the certificate says of its holder, decided by the authority.
    public var attributes: AttributeSet
    /// The certificate's number among the implicit ones of this identity.
    public var generation: UInt32
    /// The first and the last second of its validity.
    public var validity: ClosedRange<Timestamp>

    /// Puts an order together.
    public init(
        request: ImplicitRequest,
        attributes: AttributeSet,
        generation: UInt32 = 0,
        validity: ClosedRange<Timestamp>
    ) {
        self.request = request
        self.attributes = attributes
        self.generation = generation
        self.validity = validity
    }
}
