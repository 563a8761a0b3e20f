public import InterlockCrypto

/// A path that was found valid: only a ``PathValidator`` makes one.
public struct ValidatedPath: Hashable, Sendable {
    /// The certificates, from the leaf to the anchor.
    public let certificates: [Certificate]

    /// The certificate that was asked about.
    public let leaf: Certificate

    /// When this verdict holds, given the same revocation information: the first and the last second.
    public let validity: ClosedRange<Timestamp>

    init(_ path: CertificatePath, validity: ClosedRange<Timestamp>) {
        self.certificates = path.certificates
        self.leaf = path.leaf
        self.validity = validity
    }
}
