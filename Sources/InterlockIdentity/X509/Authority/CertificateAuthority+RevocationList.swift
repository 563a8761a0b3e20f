public import InterlockCrypto

extension CertificateAuthority {
    /// How long its list of revoked certificates may be: what ``RevocationList/byteLimit`` holds.
    public static let revocationLimit = 1_000_000

    /// Makes the list of what is revoked (RFC 5280 section 5.1), with its number and the authority's key identifier.
    ///
    /// - Parameters:
    ///   - revoked: The entries; each serial number once.
    ///   - number: Above the number of every earlier list of that scope, deltas included.
    ///   - thisUpdate: As of when the list speaks.
    ///   - nextUpdate: By when the next one comes.
    ///   - scope: Of which certificates it speaks; `revoked` must hold no others.
    ///   - deltasAt: URIs where deltas to this list are published (freshest CRL); none for no deltas.
    ///   - nonce: `.rfc6979` makes the same list each time, for vectors.
    /// - Returns: The list, read back.
    /// - Throws: `IdentityError` with code `invalidEncoding` where a serial number is there twice, a time is out of
    ///   order, a reason is `removeFromList` or a URI is none, and `limitExceeded` above ``revocationLimit`` entries.
    public func revocationList(
        revoked: [RevokedCertificate],
        number: UInt64,
        thisUpdate: Timestamp,
        nextUpdate: Timestamp,
        scope: RevocationListScope = .everything,
        deltasAt: [String] = [],
        nonce: NonceSource = .random
    ) throws(IdentityError) -> RevocationList {
        for uri in deltasAt { try RevocationListScope.check(uri) }
        let template = RevocationListTemplate(
            revoked: revoked,
            number: RevocationListNumber(number),
            thisUpdate: thisUpdate,
            nextUpdate: nextUpdate,
            issuingDistributionPoint: scope.issuingDistributionPoint,
            freshest: deltasAt
        )
        return try self.sign(template, nonce: nonce)
    }

    /// Makes the list of what has changed since another list (RFC 5280 section 5.2.4), of the same scope.
    ///
    /// What `base` lists and `revoked` does not comes back as `removeFromList`: it was on hold, or has expired.
    ///
    /// - Parameters:
    ///   - base: A complete list by this authority.
    ///   - revoked: Every entry that a complete list would have now.
    ///   - number: Above the number of every earlier list of that scope, deltas included.
    ///   - thisUpdate: As of when the list speaks.
    ///   - nextUpdate: By when the next one comes.
    ///   - nonce: `.rfc6979` makes the same list each time, for vectors.
    /// - Returns: The delta list, read back.
    /// - Throws: as ``revocationList(revoked:number:thisUpdate:nextUpdate:scope:deltasAt:nonce:)``, and
    ///   `invalidEncoding` where `base` is a delta, by another authority, or not before this list by its number.
    public func deltaRevocationList(
        since base: RevocationList,
        revoked: [RevokedCertificate],
        number: UInt64,
        thisUpdate: Timestamp,
        nextUpdate: Timestamp,
        nonce: NonceSource = .random
    ) throws(IdentityError) -> RevocationList {
        let number = RevocationListNumber(number)
        guard !base.isDelta, base.names(self.certificate), let baseNumber = base.fields.number,
            baseNumber < number, base.thisUpdate <= thisUpdate
        else {
            throw IdentityError(.invalidEncoding, "\(base) cannot be the base of delta list \(number)")
        }
        let template = RevocationListTemplate(
            revoked: Self.changes(from: base, to: revoked, at: thisUpdate),
            number: number,
            baseNumber: baseNumber,
            thisUpdate: thisUpdate,
            nextUpdate: nextUpdate,
            issuingDistributionPoint: base.fields.issuingDistributionPoint
        )
        return try self.sign(template, nonce: nonce)
    }

    private static func changes(
        from base: RevocationList,
        to revoked: [RevokedCertificate],
        at time: Timestamp
    ) -> [RevokedCertificate] {
        let kept = Set(revoked.map(\.serialNumber))
        let removed = base.entries.filter { !kept.contains($0.serialNumber) }
        return revoked.filter { base.entry(for: $0.serialNumber) != $0 }
            + removed.map {
                RevokedCertificate(
                    serialNumber: $0.serialNumber,
                    revokedAt: time,
                    reason: .removeFromList
                )
            }
    }

    private func sign(
        _ template: RevocationListTemplate,
        nonce: NonceSource
    ) throws(IdentityError) -> RevocationList {
        let der = try SignedObject.sign(template.toBeSigned(by: self), key: self.key, nonce: nonce)
        return try RevocationList(derRepresentation: der)
    }
}
