/// What was tried to find a path, and what came of it.
public struct PathReport: Sendable {
    /// A candidate that was passed over, and why.
    public struct Rejection: Sendable {
        /// From the leaf to the certificate that was refused, or the whole path where that was refused.
        public let certificates: [Certificate]
        /// Why.
        public let error: IdentityError
    }

    /// The path; or of the reasons why there is none, the one that came nearest to a path.
    public let outcome: Result<ValidatedPath, IdentityError>

    /// Each candidate that was passed over, in the order in which they were tried.
    public let rejections: [Rejection]

    init(_ outcome: Result<ValidatedPath, IdentityError>, _ rejections: [Rejection]) {
        self.outcome = outcome
        self.rejections = rejections
    }

    /// Of a certificate that was refused before any candidate was looked for.
    package init(refused error: IdentityError) { self.init(.failure(error), []) }
}
