internal import InterlockCrypto

/// Every certificate of the path, the anchor included, is within its validity (RFC 5280 section 6.1.3 (a)(2)).
struct ValidityRule: CertificateRule {
    func check(
        _ certificate: Certificate,
        above path: CertificatePath?,
        at time: Timestamp
    ) throws(IdentityError) {
        guard time >= certificate.notBefore else {
            throw IdentityError(.notYetValid, "\(certificate) is not valid before \(certificate.notBefore)")
        }
        guard time <= certificate.notAfter else {
            throw IdentityError(.expired, "\(certificate) expired at \(certificate.notAfter)")
        }
    }
}
