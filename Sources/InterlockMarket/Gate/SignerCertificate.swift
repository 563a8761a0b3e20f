package import InterlockCrypto
package import InterlockIdentity

/// The certificate that a message names as its signer's, of either kind; nothing is verified yet.
package enum SignerCertificate: Hashable, Sendable {
    case x509(Certificate)
    case implicit(ImplicitCertificate)

    /// The SHA-256 of its bytes.
    package var thumbprint: Digest {
        switch self {
        case .x509(let certificate): certificate.thumbprint
        case .implicit(let certificate): certificate.thumbprint
        }
    }

    package init(_ credential: Credential) {
        switch credential.form {
        case .x509(let certificate): self = .x509(certificate)
        case .implicit(let certificate): self = .implicit(certificate)
        }
    }

    /// Finds the path of a certificate of either kind.
    ///
    /// The X.509 certificate of an implicit one's issuer may come with it or be in the directory.
    func chain(
        _ chains: ChainVerifier,
        presented: [Certificate],
        staples: [OCSPResponse],
        directory: CertificateDirectory,
        at moment: Timestamp
    ) throws(IdentityError) -> VerifiedChain {
        switch self {
        case .x509(let leaf):
            return try chains.verify(leaf, presented: presented, staples: staples, at: moment)
        case .implicit(let leaf):
            let isThere = presented.contains { $0.implicitIssuerIdentifier == leaf.issuerIdentifier }
            let known = isThere ? nil : directory.implicitIssuer(leaf.issuerIdentifier)
            return try chains.verify(
                leaf,
                presented: presented + (known.map { [$0] } ?? []),
                staples: staples,
                at: moment
            )
        }
    }
}
