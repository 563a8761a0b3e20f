public import InterlockCrypto

/// The proof that a certificate leads to a trust anchor: only a ``ChainVerifier`` makes one.
public struct VerifiedChain: Hashable, Sendable {
    /// The certificates, from the leaf to the anchor.
    public let certificates: [Certificate]

    /// The certificate that was asked about.
    public let leaf: Certificate

    /// The key with which the leaf's subject signs.
    public let verifyingKey: VerifyingKey

    /// What the leaf's authority says of its subject; nil where the leaf has no attribute extension.
    public let attributes: AttributeSet?

    /// When this verdict holds, given the same revocation lists: the first and the last second.
    ///
    /// It is where the validity of every certificate of the path overlaps with the time for which the
    /// revocation lists speak.
    public let validity: ClosedRange<Timestamp>

    init(_ path: ValidatedPath, verifyingKey: VerifyingKey, attributes: AttributeSet?) {
        self.certificates = path.certificates
        self.leaf = path.leaf
        self.verifyingKey = verifyingKey
        self.attributes = attributes
        self.validity = path.validity
    }
}
