internal import InterlockCrypto

/// Finds who may have signed a revocation list that the certificate's issuer did not sign.
protocol IssuerDirectory: Sendable {
    /// Certificates whose subject is `name`, each validated at `time` on a path to `anchor`, the one that the
    /// certificate in question leads to (RFC 5280 section 6.3.3 (f)).
    ///
    /// The direct issuer need not be among them: it is tried first.
    func revocationListIssuers(
        named name: DistinguishedName,
        under anchor: Certificate,
        at time: Timestamp
    ) throws(IdentityError) -> [Certificate]

    /// Tells whether lists by other keys of a name are looked for where the direct issuer has a list of its own; where not,
    /// the depth of the search is bounded.
    var looksForOtherKeys: Bool { get }
}

extension IssuerDirectory {
    var looksForOtherKeys: Bool { true }
}
