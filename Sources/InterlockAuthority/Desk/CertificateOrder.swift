public import InterlockCrypto
public import InterlockIdentity

/// What an authority is to certify: whose key, with which attributes, for how long.
public struct CertificateOrder: Sendable {
    /// What the certificate says of its holder; decided by the authority.
    public var attributes: AttributeSet
    /// The holder's public key.
    public var key: VerifyingKey
    /// The key's number among those of this identity and profile.
    public var generation: UInt32
    /// What the key is for.
    public var profile: EnrolmentProfile
    /// The first and the last second of the certificate's validity.
    public var validity: ClosedRange<Timestamp>

    /// Puts an order together.
    public init(
        attributes: AttributeSet,
        key: VerifyingKey,
        generation: UInt32 = 0,
        profile: EnrolmentProfile = .participant,
        validity: ClosedRange<Timestamp>
    ) {
        self.attributes = attributes
        self.key = key
        self.generation = generation
        self.profile = profile
        self.validity = validity
    }
}
