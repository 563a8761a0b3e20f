internal import InterlockCrypto

/// Says whether a certificate is revoked, from the lists at hand (RFC 5280 section 6.3.3).
struct RevocationChecker: Sendable {
    let lists: RevocationIndex
    let policy: RevocationPolicy
    /// Whether lists that are signed by ECDSA must be in the one accepted form, the lower s.
    let requiresLowS: Bool
    /// The rule on the keys of delegated signers.
    let keyRule: KeyRule
    /// How strong a list's signature must be, as OpenSSL counts: 2 is 112 bits.
    let minimumSecurityLevel: Int32

    /// Says that a certificate is not revoked, as far as the policy wants to know.
    ///
    /// - Parameters:
    ///   - certificate: The certificate.
    ///   - issuer: Whose key signed it; trusted by now.
    ///   - anchor: Where the path of `issuer` ends.
    ///   - directory: Finds other signers of lists.
    ///   - time: As of when.
    /// - Returns: When the verdict holds with the same lists.
    /// - Throws: `IdentityError` with code `revoked`; `revocationUnknown` where no list speaks for every reason, or
    ///   a stale one only, or one with something critical that is not understood; and, where no list can be used,
    ///   why: `badSignature`, `highS`, `weakAlgorithm`, `keyUsage`. The reason names certificate and list.
    func check(
        _ certificate: some RevocationSubject,
        issuer: Certificate,
        anchor: Certificate,
        directory: any IssuerDirectory,
        at time: Timestamp
    ) throws(IdentityError) -> ClosedRange<Timestamp> {
        let isExempt = certificate.needsNoRevocation
        let isRequired = self.policy.isRequired && !isExempt
        guard isRequired || !self.lists.isEmpty else { return .always }
        let status = try self.status(
            of: certificate,
            issuer: issuer,
            anchor: anchor,
            directory: directory,
            at: time
        )
        switch status {
        case .good(let range, _): return range
        case .revoked(let entry, let list):
            throw IdentityError(
                .revoked,
                "\(certificate) was revoked at \(entry.revokedAt): \(entry.reason), by \(list)"
            )
        case .refused(let error):
            guard isExempt else { throw error }
        case .unknown(let error):
            guard !isRequired else { throw error }
        }
        // Nothing is known now; a list that is to come may know.
        return time...(self.lists.firstUpdate(after: time)?.adding(seconds: -1) ?? .distantFuture)
    }

    /// What the lists say; the policy decides what counts as stale.
    func status(
        of certificate: some RevocationSubject,
        issuer: Certificate,
        anchor: Certificate,
        directory: any IssuerDirectory,
        at time: Timestamp
    ) throws(IdentityError) -> RevocationStatus {
        var search = RevocationSearch(
            checker: self,
            certificate: certificate,
            signers: RevocationSigners(issuer: issuer, anchor: anchor, directory: directory, time: time),
            time: time
        )
        for point in try certificate.revocationPoints() {
            for name in point.listIssuerNames(for: certificate) {
                for group in self.lists.groups(by: name) where group.scope.covers(certificate, at: point) {
                    if let revoked = try search.take(group, at: point) { return revoked }
                }
            }
        }
        return try search.status()
    }

    /// Why a list must not be used as one by `signer`; nil where it may be.
    func objection(to list: RevocationList, by signer: Certificate) -> IdentityError? {
        self.lists.objection(
            to: list,
            by: signer,
            requiresLowS: self.requiresLowS,
            minimumSecurityLevel: self.minimumSecurityLevel
        )
    }
}

extension DistributionPoint {
    fileprivate func listIssuerNames(for certificate: some RevocationSubject) -> [DistinguishedName] {
        guard !self.listIssuer.isEmpty else { return [certificate.issuerName] }
        return self.listIssuer.compactMap { if case .directoryName(let name) = $0 { name } else { nil } }
    }
}
