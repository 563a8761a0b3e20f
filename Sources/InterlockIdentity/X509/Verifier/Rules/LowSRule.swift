internal import InterlockCrypto

/// Every ECDSA signature of the path is in its one accepted form, the lower s; the anchor's own is nobody's proof.
struct LowSRule: PathRule {
    func check(_ path: CertificatePath, at time: Timestamp) throws(IdentityError) -> ClosedRange<Timestamp> {
        for (certificate, issuer) in path.links {
            try certificate.signedObject.checkLowS(by: issuer, of: "\(certificate)")
        }
        return .always
    }
}
