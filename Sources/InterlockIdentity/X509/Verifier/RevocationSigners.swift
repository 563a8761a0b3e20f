internal import InterlockCrypto

/// Who may have signed lists that speak for one certificate; the directory is asked only where it must be.
struct RevocationSigners {
    let issuer: Certificate
    let anchor: Certificate
    let directory: any IssuerDirectory
    let time: Timestamp
    private var found: [DistinguishedName: [Certificate]] = [:]

    /// How many certificates of one name are tried: an authority and a few of its earlier and later keys.
    static let limit = 16

    init(issuer: Certificate, anchor: Certificate, directory: any IssuerDirectory, time: Timestamp) {
        self.issuer = issuer
        self.anchor = anchor
        self.directory = directory
        self.time = time
    }

    /// Certificates of that name beside the direct issuer's, each valid on a path to the anchor.
    mutating func others(named name: DistinguishedName) throws(IdentityError) -> [Certificate] {
        if let known = self.found[name] { return known }
        let all = try self.directory.revocationListIssuers(named: name, under: self.anchor, at: self.time)
        let some = Array(all.prefix(Self.limit)).filter { $0 != self.issuer }
        self.found[name] = some
        return some
    }

    /// Tells whether the issuer's key and that of `signer`, which bears its name, vouch for one another by a self-issued
    /// certificate, as an authority's keys do when it changes them (RFC 4210 section 4.4).
    ///
    /// One name is not enough: two authorities may bear it, and each lists its own certificates only.
    mutating func isLinked(_ signer: Certificate) throws(IdentityError) -> Bool {
        let issuer = self.issuer
        if issuer.isSelfIssued, SignatureAlgorithm.isValid(issuer.signedObject, key: signer.handle) {
            return true
        }
        return try self.others(named: signer.subjectName).contains { link in
            link.isSelfIssued && link.hasSameKey(as: signer)
                && SignatureAlgorithm.isValid(link.signedObject, key: issuer.handle)
        }
    }
}

extension Certificate {
    /// Tells whether its key may sign revocation lists; where there is no key usage, it may (RFC 5280 section 6.3.3 (f)).
    var maySignLists: Bool { self.keyUsage?.contains(.crlSign) ?? true }
}
