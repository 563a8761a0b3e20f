internal import InterlockCrypto

/// A path from a leaf to an anchor that a builder found, before it is judged.
struct CertificatePath: Hashable, Sendable {
    /// From the leaf to the anchor; the leaf first, and it is always there.
    let certificates: [Certificate]
    let leaf: Certificate

    init(leaf: Certificate, issuers: [Certificate]) {
        self.leaf = leaf
        self.certificates = [leaf] + issuers
    }

    /// The last: an anchor once the path is complete.
    var last: Certificate { self.certificates.last ?? self.leaf }

    func appending(_ issuer: Certificate) -> CertificatePath {
        CertificatePath(leaf: self.leaf, issuers: self.certificates.dropFirst() + [issuer])
    }

    /// Each certificate with that of its issuer; the anchor has none, it is trusted as it stands.
    var links: some Sequence<(certificate: Certificate, issuer: Certificate)> {
        zip(self.certificates, self.certificates.dropFirst()).lazy.map { (certificate: $0, issuer: $1) }
    }

    /// The authorities between leaf and anchor that are not self-issued (RFC 5280 section 6.1.4 (l)).
    var intermediateCount: Int {
        self.certificates.dropFirst().dropLast().count { !$0.isSelfIssued }
    }
}
