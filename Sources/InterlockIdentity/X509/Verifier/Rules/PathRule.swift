internal import InterlockCrypto

/// One judgement over a path that was built; rules compose, and the first that is broken refuses the path.
protocol PathRule: Sendable {
    /// Says that `path` keeps the rule at `time`.
    ///
    /// - Returns: When the judgement holds, which includes `time`.
    func check(_ path: CertificatePath, at time: Timestamp) throws(IdentityError) -> ClosedRange<Timestamp>
}

extension Timestamp {
    static var distantPast: Timestamp { Timestamp(secondsSinceEpoch: .min) }
    static var distantFuture: Timestamp { Timestamp(secondsSinceEpoch: .max) }
}

extension ClosedRange<Timestamp> {
    /// All of time.
    static var always: Self { .distantPast ... .distantFuture }
}
