public import InterlockCrypto

/// The proof that a certificate leads to a trust anchor: only a ``ChainVerifier`` makes one.
///
/// Of an implicit certificate it is that only together with a signature that verifies with its key.
public struct VerifiedChain: Hashable, Sendable {
    /// The X.509 certificates, from the leaf to the anchor; where the leaf is implicit, from its issuer's.
    public let certificates: [Certificate]

    /// The certificate that was asked about.
    public let leaf: Credential

    /// The key with which the leaf's subject signs.
    public var verifyingKey: VerifyingKey { self.leaf.verifyingKey }

    /// What the leaf's authority says of its subject; nil where the leaf has no attribute extension.
    public let attributes: AttributeSet?

    /// When this verdict holds, given the same revocation lists: the first and the last second.
    ///
    /// It is where the validity of every certificate of the path overlaps with the time for which the
    /// revocation lists speak.
    public let validity: ClosedRange<Timestamp>

    init(_ path: ValidatedPath, leaf: Credential, attributes: AttributeSet?) {
        self.certificates = path.certificates
        self.leaf = leaf
        self.attributes = attributes
        self.validity = path.validity
    }
}
