internal import InterlockCrypto

/// Judges complete paths: OpenSSL first, then the rules of this library.
struct PathJudge: Sendable {
    let openSSL: PathValidation
    let rules: [any PathRule]

    /// Says that a path is valid, and for how long that holds.
    func judge(
        _ path: CertificatePath,
        at time: Timestamp
    ) throws(IdentityError) -> ClosedRange<Timestamp> {
        try self.openSSL.check(path, at: time)
        var validity = ClosedRange<Timestamp>.always
        for certificate in path.certificates {
            validity = validity.clamped(to: certificate.validity)
        }
        for rule in self.rules { validity = validity.clamped(to: try rule.check(path, at: time)) }
        return validity
    }
}
