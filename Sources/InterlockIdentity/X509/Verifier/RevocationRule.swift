internal import InterlockCrypto

/// No certificate of the path below the anchor is revoked, as far as the lists at hand say (RFC 5280 section 6.3).
struct RevocationRule: PathRule {
    let index: RevocationIndex
    let policy: RevocationPolicy

    func check(_ path: CertificatePath, at time: Timestamp) throws(IdentityError) -> ClosedRange<Timestamp> {
        // 112 bits, as PathBuilder asks of certificates.
        let checker = RevocationChecker(
            lists: self.index,
            policy: self.policy,
            requiresLowS: true,
            minimumSecurityLevel: 2
        )
        var range = ClosedRange<Timestamp>.always
        for (certificate, issuer) in path.links {
            let verdict = try checker.check(
                certificate,
                issuer: issuer,
                anchor: path.certificates.last ?? issuer,
                directory: DirectIssuerOnly(),
                at: time
            )
            range = range.clamped(to: verdict)
        }
        return range
    }
}
