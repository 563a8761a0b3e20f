internal import InterlockCrypto

/// The state of one check: which reasons are covered by now, and until when (RFC 5280 section 6.3.2).
struct RevocationSearch {
    let checker: RevocationChecker
    let certificate: any RevocationSubject
    var signers: RevocationSigners
    let time: Timestamp
    /// `reasons_mask`: for these reasons the certificate is not revoked.
    private var covered: RevocationReasons = []
    private var range = ClosedRange<Timestamp>.always
    /// The list whose time ends first.
    private var list: RevocationList?
    private var refusal: IdentityError?
    private var staleness: IdentityError?

    init(
        checker: RevocationChecker,
        certificate: any RevocationSubject,
        signers: RevocationSigners,
        time: Timestamp
    ) {
        self.checker = checker
        self.certificate = certificate
        self.signers = signers
        self.time = time
    }

    /// Why the status is not known, once every list was looked at.
    var failure: RevocationStatus {
        if let refusal = self.refusal { return .refused(refusal) }
        if let staleness = self.staleness { return .unknown(staleness) }
        let what = self.covered.isEmpty ? "no revocation list" : "no revocation list for every reason"
        let name = self.certificate.issuer
        return .unknown(
            IdentityError(.revocationUnknown, "\(what) of \(name) speaks for \(self.certificate)")
        )
    }

    /// Looks the certificate up in a group of lists; gives the status once it is certain.
    mutating func take(
        _ group: RevocationIndex.Group,
        at point: DistributionPoint
    ) throws(IdentityError) -> RevocationStatus? {
        let reasons = group.scope.reasons(at: point)
        // RFC 5280 section 6.3.3 (e): the list must add something.
        guard !reasons.isSubset(of: self.covered) else { return nil }
        guard let (base, signer) = try self.base(of: group) else { return nil }
        let delta = self.delta(of: group, to: base, signer: signer)
        if let (entry, list) = self.entry(in: base, delta) { return .revoked(entry, list: list) }
        guard let span = self.span(of: base, delta, in: group) else { return nil }
        // RFC 5280 section 6.3.3 (l).
        self.covered.formUnion(reasons)
        let last = signer == self.signers.issuer ? span : span.clamped(to: signer.validity)
        if last.upperBound < self.range.upperBound || self.list == nil { self.list = delta ?? base }
        self.range = self.range.clamped(to: last)
        guard self.covered.isSuperset(of: .all), let list = self.list else { return nil }
        return .good(during: self.range, list: list)
    }

    /// The newest complete list that was out and that somebody who may did sign.
    private mutating func base(
        of group: RevocationIndex.Group
    ) throws(IdentityError) -> (list: RevocationList, signer: Certificate)? {
        for list in group.complete where list.thisUpdate <= self.time {
            var refusal: IdentityError?
            let checker = self.checker
            let signer = try self.signers.first(for: list) { candidate in
                let error = checker.objection(to: list, by: candidate)
                refusal = refusal ?? error
                return error == nil
            }
            if let signer { return (list, signer) }
            self.refusal = self.refusal ?? refusal
        }
        return nil
    }

    /// The newest delta that was out, adds to `base`, and is by the same key (sections 5.2.4 and 6.3.3 (c), (h)).
    private func delta(
        of group: RevocationIndex.Group,
        to base: RevocationList,
        signer: Certificate
    ) -> RevocationList? {
        guard let number = base.fields.number else { return nil }
        return group.deltas.first { delta in
            guard delta.thisUpdate <= self.time, let start = delta.fields.baseNumber,
                let end = delta.fields.number, start <= number, number < end,
                delta.authorityKeyIdentifier == base.authorityKeyIdentifier
            else { return false }
            return self.checker.objection(to: delta, by: signer) == nil
        }
    }

    /// What base and delta together say (RFC 5280 section 6.3.3 (i) to (k)).
    private func entry(
        in base: RevocationList,
        _ delta: RevocationList?
    ) -> (entry: RevokedCertificate, list: RevocationList)? {
        let (serial, issuer) = (self.certificate.serialNumber, self.certificate.issuerName)
        if let delta, let entry = delta.entry(for: serial, issuer: issuer) {
            return entry.reason == .removeFromList ? nil : (entry, delta)
        }
        return base.entry(for: serial, issuer: issuer).map { ($0, base) }
    }

    /// For how long base and delta speak; nil, and noted, where both are stale.
    private mutating func span(
        of base: RevocationList,
        _ delta: RevocationList?,
        in group: RevocationIndex.Group
    ) -> ClosedRange<Timestamp>? {
        let policy = self.checker.policy
        // Section 6.3.3 (a)(1): a fresh delta keeps a base alive.
        let nextUpdate = max(base.nextUpdate, delta?.nextUpdate ?? base.nextUpdate)
        let end = nextUpdate.adding(seconds: policy.tolerance)
        let isFresh = self.time <= end
        guard isFresh || !policy.isRequired else {
            let stale = IdentityError(
                .revocationUnknown,
                "\(delta ?? base), which speaks for \(self.certificate), is stale since \(nextUpdate)"
            )
            self.staleness = self.staleness ?? stale
            return nil
        }
        let successors = (group.complete + group.deltas).map(\.thisUpdate).filter { $0 > self.time }
        let last = min(
            policy.isRequired ? end : .distantFuture,
            successors.min()?.adding(seconds: -1) ?? .distantFuture
        )
        return max(base.thisUpdate, delta?.thisUpdate ?? base.thisUpdate)...last
    }
}
