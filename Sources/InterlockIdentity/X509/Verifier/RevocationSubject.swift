internal import InterlockCrypto

/// What is looked up on revocation lists: a certificate of either kind, as its authority's lists know it.
protocol RevocationSubject: Sendable, CustomStringConvertible {
    /// Unique among the certificates of ``issuerName``.
    var serialNumber: SerialNumber { get }
    /// Whose lists speak for it, unless it says otherwise.
    var issuerName: DistinguishedName { get }
    /// The same as RFC 4514 writes it.
    var issuer: String { get }
    var isAuthority: Bool { get }
    /// Whether its authority says that there need be no information.
    var needsNoRevocation: Bool { get }
    /// Where it says that it is listed if it is revoked.
    func statedPoints() throws(IdentityError) -> [DistributionPoint]
}

extension RevocationSubject {
    /// Where it is listed if it is revoked, and last, by default, at its issuer's (RFC 5280 section 6.3.3).
    func revocationPoints() throws(IdentityError) -> [DistributionPoint] {
        try self.statedPoints() + [DistributionPoint(name: .full([.directoryName(self.issuerName)]))]
    }
}

extension Certificate: RevocationSubject {
    /// Whether its authority says that there need be no information (RFC 9608 section 4), and it does not live long.
    var needsNoRevocation: Bool {
        let limit = CertificateProfile.shortLived.maximumLifetime
        return self.extensions[.noRevocationAvailable] != nil && !self.isAuthority
            && self.notAfter <= self.notBefore.adding(seconds: limit)
    }

    func statedPoints() throws(IdentityError) -> [DistributionPoint] {
        try self.extensions.read(.crlDistributionPoints, DistributionPoint.readAll) ?? []
    }
}
