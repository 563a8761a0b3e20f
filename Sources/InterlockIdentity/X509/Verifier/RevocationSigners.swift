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

    /// The first that `isSigner` says yes to, the direct issuer before all others.
    mutating func first(
        for list: RevocationList,
        where isSigner: (Certificate) -> Bool
    ) throws(IdentityError) -> Certificate? {
        if list.names(self.issuer), isSigner(self.issuer) { return self.issuer }
        for candidate in try self.candidates(list.issuerName)
        where candidate != self.issuer && list.names(candidate) && isSigner(candidate) {
            return candidate
        }
        return nil
    }

    private mutating func candidates(_ name: DistinguishedName) throws(IdentityError) -> [Certificate] {
        if let known = self.found[name] { return known }
        let all = try self.directory.revocationListIssuers(named: name, under: self.anchor, at: self.time)
        let some = Array(all.prefix(Self.limit))
        self.found[name] = some
        return some
    }
}
