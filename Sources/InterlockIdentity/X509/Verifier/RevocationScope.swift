internal import InterlockCrypto

/// Of which certificates a list speaks: lists of one scope replace one another, and deltas add to them.
struct RevocationScope: Hashable, Sendable {
    let issuer: DistinguishedName
    let point: IssuingDistributionPoint?

    init(_ list: RevocationList) {
        self.issuer = list.issuerName
        self.point = list.fields.issuingDistributionPoint
    }

    /// The reasons for which the lists speak.
    func reasons(at point: DistributionPoint) -> RevocationReasons {
        // RFC 5280 section 6.3.3 (d).
        (self.point?.onlySomeReasons ?? .all).intersection(point.reasons ?? .all)
    }

    /// Whether the lists speak for a certificate with such a distribution point (RFC 5280 section 6.3.3 (b)).
    func covers(_ certificate: some RevocationSubject, at point: DistributionPoint) -> Bool {
        self.isIssuer(of: certificate, at: point) && self.matches(point) && self.hasKind(of: certificate)
    }

    /// Section 6.3.3 (b)(1): the point names the list's issuer, or the certificate's issuer made the list.
    private func isIssuer(of certificate: some RevocationSubject, at point: DistributionPoint) -> Bool {
        guard !point.listIssuer.isEmpty else { return self.issuer == certificate.issuerName }
        return point.listIssuer.contains(.directoryName(self.issuer)) && self.point?.isIndirect == true
    }

    /// Section 6.3.3 (b)(2)(i): one name in common.
    private func matches(_ point: DistributionPoint) -> Bool {
        guard let ours = self.point?.name?.names(issuer: self.issuer) else { return true }
        let theirs = point.name?.names(issuer: self.issuer) ?? point.listIssuer
        return ours.contains { theirs.contains($0) }
    }

    /// Section 6.3.3 (b)(2)(ii) to (iv).
    private func hasKind(of certificate: some RevocationSubject) -> Bool {
        guard let point = self.point else { return true }
        return !point.onlyContainsAttributeCertificates
            && !(point.onlyContainsUserCertificates && certificate.isAuthority)
            && !(point.onlyContainsAuthorities && !certificate.isAuthority)
    }
}
