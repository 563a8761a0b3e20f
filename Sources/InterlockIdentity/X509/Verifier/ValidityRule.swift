internal import InterlockCrypto

/// Every certificate of the path, the anchor included, is within its validity (RFC 5280 section 6.1.3 (a)(2)).
struct ValidityRule: PathRule {
    func check(_ path: CertificatePath, at time: Timestamp) throws(IdentityError) -> ClosedRange<Timestamp> {
        var range = ClosedRange<Timestamp>.always
        for certificate in path.certificates {
            guard time >= certificate.notBefore else {
                throw IdentityError(
                    .notYetValid,
                    "\(certificate) is not valid before \(certificate.notBefore)"
                )
            }
            guard time <= certificate.notAfter else {
                throw IdentityError(.expired, "\(certificate) expired at \(certificate.notAfter)")
            }
            range = range.clamped(to: certificate.notBefore...certificate.notAfter)
        }
        return range
    }
}
