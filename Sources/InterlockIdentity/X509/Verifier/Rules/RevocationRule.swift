internal import InterlockCrypto

/// No certificate of the path below the anchor is revoked, as far as the lists at hand say (RFC 5280 section 6.3).
struct RevocationRule: PathRule {
    let checker: RevocationChecker
    let directory: ListIssuerDirectory

    func check(_ path: CertificatePath, at time: Timestamp) throws(IdentityError) -> ClosedRange<Timestamp> {
        var range = ClosedRange<Timestamp>.always
        for (certificate, issuer) in path.links {
            let verdict = try self.checker.check(
                certificate,
                issuer: issuer,
                anchor: path.last,
                directory: self.directory,
                at: time
            )
            range = range.clamped(to: verdict)
        }
        return range
    }
}
