/// A member of the consortium that this process acts for: the matching centre, or a peer.
public struct NodeMember: Sendable {
    /// The name in its certificate.
    public let identity: ParticipantID
    /// The key.
    public let key: SigningKey
    /// The certificate.
    public let certificate: Certificate

    /// Takes the three.
    public init(identity: ParticipantID, key: SigningKey, certificate: Certificate) {
        self.identity = identity
        self.key = key
        self.certificate = certificate
    }
}
