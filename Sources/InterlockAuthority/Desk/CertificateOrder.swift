public import InterlockCrypto
public import InterlockIdentity

/// What an authority is to certify: whose key, with which attributes, for how long.
public struct CertificateOrder: Sendable {
    /// Whom it is for.
    public let identity: ParticipantID
    /// What the certificate says of its holder, decided by the authority; nil for a profile without attributes.
    public let attributes: AttributeSet?
    /// DNS names and IP addresses of the holder.
    public let hosts: [String]
    /// The holder's public key.
    public var key: VerifyingKey
    /// The key's number among those of this identity and profile.
    public var generation: UInt32
    /// What the key is for.
    public var profile: EnrolmentProfile
    /// The first and the last second of the certificate's validity.
    public var validity: ClosedRange<Timestamp>
    /// Tells whether the key may be certified for this identity's node, or for its TLS, already; one key has one place otherwise.
    public var sharesKey = false

    /// Orders a certificate that states attributes.
    public init(
        attributes: AttributeSet,
        hosts: [String] = [],
        key: VerifyingKey,
        generation: UInt32 = 0,
        profile: EnrolmentProfile = .participant,
        validity: ClosedRange<Timestamp>
    ) {
        self.identity = attributes.identity
        self.attributes = attributes
        self.hosts = hosts
        self.key = key
        self.generation = generation
        self.profile = profile
        self.validity = validity
    }

    /// Orders a certificate without attributes: for a node, an OCSP signer, or an end of TLS.
    public init(
        node identity: ParticipantID,
        hosts: [String] = [],
        key: VerifyingKey,
        generation: UInt32 = 0,
        profile: EnrolmentProfile,
        validity: ClosedRange<Timestamp>
    ) {
        self.identity = identity
        self.attributes = nil
        self.hosts = hosts
        self.key = key
        self.generation = generation
        self.profile = profile
        self.validity = validity
    }
}
