internal import InterlockCrypto

/// No certificate of the path below the anchor is revoked, as far as OCSP responses and the lists at hand say
/// (RFC 5280 section 6.3, RFC 6960 section 3.2).
///
/// What one source calls revoked is revoked, whatever another says.
struct RevocationRule: PathRule {
    let checker: RevocationChecker
    let directory: ListIssuerDirectory
    var responses: [OCSPResponse] = []

    func check(_ path: CertificatePath, at time: Timestamp) throws(IdentityError) -> ClosedRange<Timestamp> {
        var range = ClosedRange<Timestamp>.always
        for (certificate, issuer) in path.links {
            range = range.clamped(
                to: try self.check(certificate, issuer: issuer, anchor: path.last, at: time)
            )
        }
        return range
    }

    /// Says that one certificate of either kind is not revoked.
    func check(
        _ certificate: any RevocationSubject,
        issuer: Certificate,
        anchor: Certificate,
        at time: Timestamp
    ) throws(IdentityError) -> ClosedRange<Timestamp> {
        try self.check(Link(certificate: certificate, issuer: issuer, anchor: anchor, time: time))
    }

    private struct Link {
        let certificate: any RevocationSubject
        let issuer: Certificate
        let anchor: Certificate
        let time: Timestamp
    }

    private func check(_ link: Link) throws(IdentityError) -> ClosedRange<Timestamp> {
        var good: ClosedRange<Timestamp>?
        var refusal: IdentityError?
        for response in self.responses {
            do throws(IdentityError) {
                guard let verdict = try self.verdict(of: response, on: link) else { continue }
                guard case .good = verdict.status else { continue }
                if verdict.range.upperBound > good?.upperBound ?? .distantPast { good = verdict.range }
            } catch {
                if error.code == .revoked { throw error }
                refusal = refusal ?? error
            }
        }
        do throws(IdentityError) {
            let range = try self.list(link)
            return good.map { $0.clamped(to: range) } ?? range
        } catch {
            guard error.code == .revocationUnknown else { throw error }
            guard let good else { throw refusal ?? error }
            // A list that is to come may know better.
            let next = self.checker.lists.firstUpdate(after: link.time)?.adding(seconds: -1)
            return good.lowerBound...min(good.upperBound, next ?? good.upperBound)
        }
    }

    private func verdict(
        of response: OCSPResponse,
        on link: Link
    ) throws(IdentityError) -> OCSPVerdict? {
        let checker = OCSPChecker(
            policy: self.checker.policy,
            requiresLowS: self.checker.requiresLowS,
            keyRule: self.checker.keyRule,
            minimumSecurityLevel: self.checker.minimumSecurityLevel
        ) { signer in
            let delegate = Link(
                certificate: signer,
                issuer: link.issuer,
                anchor: link.anchor,
                time: link.time
            )
            return try? self.list(delegate)
        }
        let verdict = try checker.verdict(
            of: response,
            on: link.certificate,
            issuer: link.issuer,
            at: link.time
        )
        if case .revoked(let time, let reason)? = verdict?.status {
            throw IdentityError(
                .revoked,
                "\(link.certificate) was revoked at \(time): \(reason), by \(response)"
            )
        }
        return verdict
    }

    private func list(_ link: Link) throws(IdentityError) -> ClosedRange<Timestamp> {
        try self.checker.check(
            link.certificate,
            issuer: link.issuer,
            anchor: link.anchor,
            directory: self.directory,
            at: link.time
        )
    }
}
