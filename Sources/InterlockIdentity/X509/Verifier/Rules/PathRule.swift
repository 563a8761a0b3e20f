internal import InterlockCrypto

/// One judgement over a path that was built; rules compose, and the first that is broken refuses the path.
protocol PathRule: Sendable {
    /// Says that `path` keeps the rule at `time`.
    ///
    /// - Returns: When the judgement holds, which includes `time`.
    func check(_ path: CertificatePath, at time: Timestamp) throws(IdentityError) -> ClosedRange<Timestamp>
}

extension ClosedRange<Timestamp> {
    /// All of time.
    static var always: Self { Timestamp(secondsSinceEpoch: .min)...Timestamp(secondsSinceEpoch: .max) }
}
