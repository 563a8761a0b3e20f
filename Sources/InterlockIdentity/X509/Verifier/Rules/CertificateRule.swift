internal import InterlockCrypto

/// One judgement over a certificate at its place in a path that is being built, so that a bad candidate is passed
/// over before its issuers are looked for.
protocol CertificateRule: Sendable {
    /// Says that `certificate` may stand above `path`, which is nil for the leaf.
    func check(
        _ certificate: Certificate,
        above path: CertificatePath?,
        at time: Timestamp
    ) throws(IdentityError)
}
