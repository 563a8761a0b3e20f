internal import InterlockCrypto

/// The state of one check: which reasons are covered by now, and until when (RFC 5280 section 6.3.2).
///
/// Lists of one name may be by several keys: of an authority that changed its key, of two authorities that bear one
/// name, of an authority and whoever signs its lists. Revoked is what any valid list in scope says. That a certificate is
/// not revoked is said by the lists of the key that signed it; by another key's only where that one may not sign lists,
/// or has none at hand and vouches for the other key.
struct RevocationSearch {
    let checker: RevocationChecker
    let certificate: any RevocationSubject
    let time: Timestamp
    private var signers: RevocationSigners
    /// The reasons for which lists speak, none of which has the certificate.
    private var claims: [Claim] = []
    private var range = ClosedRange<Timestamp>.always
    private var refusal: IdentityError?
    private var staleness: IdentityError?

    private struct Claim {
        let voice: RevocationVoice
        let reasons: RevocationReasons
    }

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

    /// The status, once every group of lists was taken and none of them has the certificate.
    mutating func status() throws(IdentityError) -> RevocationStatus {
        // `reasons_mask`: for these reasons the certificate is not revoked.
        var covered: RevocationReasons = []
        var last: (list: RevocationList, end: Timestamp)?
        // RFC 5280 section 6.3.3 (e): a list must add something.
        for claim in try self.entitled() where !claim.reasons.isSubset(of: covered) {
            guard let end = self.end(of: claim.voice) else { continue }
            // Section 6.3.3 (l).
            covered.formUnion(claim.reasons)
            self.limit(to: .distantPast...end)
            // Another certificate's path may end at any time.
            if claim.voice.signer != self.signers.issuer { self.limit(to: self.time...self.time) }
            if last.map({ end < $0.end }) ?? true { last = (claim.voice.newest, end) }
        }
        guard covered.isSuperset(of: .all), let list = last?.list else {
            return self.failure(covered: covered)
        }
        return .good(during: self.range, list: list)
    }

    private func failure(covered: RevocationReasons) -> RevocationStatus {
        if let refusal = self.refusal { return .refused(refusal) }
        if let staleness = self.staleness { return .unknown(staleness) }
        if covered.isEmpty, let stranger = self.claims.first?.voice.base {
            let reason =
                "\(stranger) is by another key than the one that signed \(self.certificate), whose list is not at hand"
            return .unknown(IdentityError(.revocationUnknown, reason))
        }
        let what = covered.isEmpty ? "no revocation list" : "no revocation list for every reason"
        let name = self.certificate.issuer
        return .unknown(
            IdentityError(.revocationUnknown, "\(what) of \(name) speaks for \(self.certificate)")
        )
    }

    /// Looks the certificate up in a group of lists; gives the status where it is revoked.
    mutating func take(
        _ group: RevocationIndex.Group,
        at point: DistributionPoint
    ) throws(IdentityError) -> RevocationStatus? {
        // The same lists are out all that time.
        self.limit(to: group.span(around: self.time))
        let voices = try self.voices(in: group)
        for voice in voices {
            if let (entry, list) = voice.entry(for: self.certificate) { return .revoked(entry, list: list) }
        }
        let reasons = group.scope.reasons(at: point)
        self.claims += voices.map { Claim(voice: $0, reasons: reasons) }
        return nil
    }

    private mutating func limit(to range: ClosedRange<Timestamp>) {
        self.range = self.range.clamped(to: range)
    }

    /// Until when a voice speaks; nil, and noted, where it is stale.
    private mutating func end(of voice: RevocationVoice) -> Timestamp? {
        let policy = self.checker.policy
        guard policy.isRequired else { return .distantFuture }
        let end = voice.nextUpdate.adding(seconds: policy.tolerance)
        guard end < self.time else { return end }
        let stale = IdentityError(
            .revocationUnknown,
            "\(voice.newest), which speaks for \(self.certificate), is stale since \(voice.nextUpdate)"
        )
        self.staleness = self.staleness ?? stale
        return nil
    }

    /// The claims that may say that the certificate is not revoked.
    private mutating func entitled() throws(IdentityError) -> [Claim] {
        let issuer = self.signers.issuer
        let name = self.certificate.issuerName
        let isOwn = { (claim: Claim) in
            claim.voice.base.issuerName == name && claim.voice.signer.hasSameKey(as: issuer)
        }
        let hasOwn = self.claims.contains(where: isOwn)
        var entitled: [Claim] = []
        for claim in self.claims {
            // A distribution point names the issuer of an indirect list by name alone.
            if claim.voice.base.issuerName != name || isOwn(claim) {
                entitled.append(claim)
            } else if !hasOwn {
                let isLinked = try self.signers.isLinked(claim.voice.signer)
                if isLinked || !issuer.maySignLists { entitled.append(claim) }
            }
        }
        return entitled
    }
}

// MARK: - Who signed

extension RevocationSearch {
    /// The group's lists that are out, by the keys that signed them, the direct issuer's first.
    private mutating func voices(
        in group: RevocationIndex.Group
    ) throws(IdentityError) -> [RevocationVoice] {
        let lists = group.complete.filter { $0.thisUpdate <= self.time }
        guard !lists.isEmpty else { return [] }
        let issuer = self.signers.issuer
        var voices: [RevocationVoice] = []
        if let own = self.voice(of: issuer, in: lists, group) { voices.append(own) }
        let rest = lists.filter { !self.isSigned($0, by: issuer) }
        guard !rest.isEmpty, voices.isEmpty || self.signers.directory.looksForOtherKeys else { return voices }
        let others = try self.signers.others(named: group.scope.issuer)
        for other in others {
            if let voice = self.voice(of: other, in: rest, group) { voices.append(voice) }
        }
        for list in rest where !others.contains(where: { self.isSigned(list, by: $0) }) {
            self.note(list, [issuer] + others)
        }
        return voices
    }

    /// Notes why nobody's signature makes a list count.
    private mutating func note(_ list: RevocationList, _ signers: [Certificate]) {
        // Its signer may be valid at another time.
        self.limit(to: self.time...self.time)
        for signer in signers where self.refusal == nil && list.names(signer) {
            self.refusal = self.checker.objection(to: list, by: signer)
        }
    }

    private func voice(
        of signer: Certificate,
        in lists: [RevocationList],
        _ group: RevocationIndex.Group
    ) -> RevocationVoice? {
        guard let place = lists.firstIndex(where: { self.isSigned($0, by: signer) }) else { return nil }
        let base = lists[place]
        let twins = lists[(place + 1)...].prefix { base.isTwin(of: $0) }
        return RevocationVoice(
            signer: signer,
            base: base,
            twins: twins.filter { self.isSigned($0, by: signer) },
            delta: self.delta(of: group, to: base, signer: signer)
        )
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
            return self.isSigned(delta, by: signer)
        }
    }

    private func isSigned(_ list: RevocationList, by signer: Certificate) -> Bool {
        list.names(signer) && self.checker.objection(to: list, by: signer) == nil
    }
}

extension RevocationList {
    /// Tells whether neither list replaces the other: one number or, where they have none, one time.
    fileprivate func isTwin(of other: RevocationList) -> Bool {
        self.fields.number == other.fields.number
            && (self.fields.number != nil || self.thisUpdate == other.thisUpdate)
    }
}
