internal import InterlockCrypto

/// No certificate of the path below the anchor is revoked, as far as the lists at hand say (RFC 5280 section 6.3).
struct RevocationRule: PathRule {
    let index: RevocationIndex
    let policy: RevocationPolicy

    func check(_ path: CertificatePath, at time: Timestamp) throws(IdentityError) -> ClosedRange<Timestamp> {
        var range = ClosedRange<Timestamp>.always
        for (certificate, issuer) in path.links {
            range = range.clamped(to: try self.check(certificate, issuer: issuer, at: time))
        }
        return range
    }

    private func check(
        _ certificate: Certificate,
        issuer: Certificate,
        at time: Timestamp
    ) throws(IdentityError) -> ClosedRange<Timestamp> {
        guard let (list, successor) = try self.index.current(for: issuer, at: time) else {
            guard self.policy.isRequired else { return .always }
            throw IdentityError(
                .revocationUnknown,
                "no revocation list of \(issuer.subject) speaks for \(certificate)"
            )
        }
        if let entry = list.entry(for: certificate.serialNumber) {
            throw IdentityError(.revoked, "\(certificate) was revoked at \(entry.revokedAt): \(entry.reason)")
        }
        let end = list.nextUpdate.adding(seconds: self.policy.tolerance)
        let isStale = time > end
        guard !(isStale && self.policy.isRequired) else {
            throw IdentityError(.revocationUnknown, "\(list) is stale since \(list.nextUpdate)")
        }
        let last = min(
            self.policy.isRequired ? end : .distantFuture,
            successor?.adding(seconds: -1) ?? .distantFuture
        )
        return list.thisUpdate...last
    }
}

extension Timestamp {
    fileprivate static var distantFuture: Timestamp { Timestamp(secondsSinceEpoch: .max) }
}
