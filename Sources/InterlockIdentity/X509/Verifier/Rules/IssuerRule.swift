internal import InterlockCrypto

/// Whoever stands above another is an authority that may sign certificates, and not too many stand below it
/// (RFC 5280 section 6.1.4 (k) to (n)).
struct IssuerRule: CertificateRule {
    let maximumIntermediates: Int

    func check(
        _ certificate: Certificate,
        above path: CertificatePath?,
        at time: Timestamp
    ) throws(IdentityError) {
        guard let path else { return }
        guard certificate.isAuthority else {
            throw IdentityError(
                .invalidCertificate,
                "\(certificate) is no authority, but issued \(path.last)"
            )
        }
        guard certificate.keyUsage?.contains(.keyCertSign) ?? true else {
            throw IdentityError(.keyUsage, "the key of \(certificate) may not sign certificates")
        }
        let below = path.certificates.dropFirst().count { !$0.isSelfIssued }
        guard below <= self.maximumIntermediates else {
            throw IdentityError(
                .pathLength,
                "more than \(self.maximumIntermediates) intermediates below \(certificate)"
            )
        }
        if let limit = certificate.fields.pathLength, below > limit {
            throw IdentityError(
                .pathLength,
                "\(below) authorities below \(certificate), which allows \(limit)"
            )
        }
    }
}
