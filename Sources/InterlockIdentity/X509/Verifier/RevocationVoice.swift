internal import InterlockCrypto

/// The lists by one key that count in one scope at a time.
///
/// Of complete lists by one key the number decides (RFC 5280 section 5.2.3), not the time of the list: an authority's
/// clock may have gone back.
struct RevocationVoice: Sendable {
    /// A certificate of the key.
    let signer: Certificate
    /// The complete list with the highest number.
    let base: RevocationList
    /// Further complete lists under that number: an authority that was restored from a copy may have signed two.
    let twins: [RevocationList]
    /// The delta that is applied to `base`.
    let delta: RevocationList?

    /// The entry by base and delta together (RFC 5280 section 6.3.3 (i) to (k)).
    func entry(for certificate: some RevocationSubject) -> (entry: RevokedCertificate, list: RevocationList)?
    {
        let (serial, issuer) = (certificate.serialNumber, certificate.issuerName)
        if let delta, let entry = delta.entry(for: serial, issuer: issuer) {
            return entry.reason == .removeFromList ? nil : (entry, delta)
        }
        for list in [self.base] + self.twins {
            if let entry = list.entry(for: serial, issuer: issuer) { return (entry, list) }
        }
        return nil
    }

    /// The next update; a fresh delta keeps a base alive (RFC 5280 section 6.3.3 (a)(1)).
    var nextUpdate: Timestamp { max(self.base.nextUpdate, self.delta?.nextUpdate ?? self.base.nextUpdate) }

    /// The list that speaks last.
    var newest: RevocationList { self.delta ?? self.base }
}
