public import InterlockCrypto
public import InterlockIdentity

/// What an authority is to certify: whose key, with which attributes, for how long.
public struct CertificateOrder: Sendable {
    /// Whom it is for.
    public let identity: ParticipantID
    /// What the certificate says of its holder, decided by the authority; nil for a profile without attributes.
    public let attributes: AttributeSet?
    /// DNS names of a holder without attributes.
    public let hosts: [String]
    /// The holder's public key.
    public var key: VerifyingKey
    /// The key's number among those of this identity and profile.
    public var generation: UInt32
    /// What the key is for.
    public var profile: EnrolmentProfile
    /// The first and the last second of the certificate's validity.
    public var validity: ClosedRange<Timestamp>

    /// Orders a certificate that states attributes.
    public init(
        attributes: AttributeSet,
        key: VerifyingKey,
        generation: UInt32 = 0,
        profile: EnrolmentProfile = .participant,
        validity: ClosedRange<Timestamp>
    ) {
        self.identity = attributes.identity
        self.attributes = attributes
        self.hosts = []
        self.key = key
        self.generation = generation
        self.profile = profile
        self.validity = validity
    }

    /// Orders a certificate without attributes: for an OCSP signer, or one end of TLS.
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
