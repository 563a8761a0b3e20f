/// The authorizer's answer.
public struct AuthorizationResponse: Sendable {
    /// Whether the request may pass.
    public enum Decision: String, Hashable, Sendable {
        /// A policy permits it and none forbids it.
        case allow
        /// A policy forbids it, or none permits it.
        case deny
    }

    /// Whether the request may pass.
    public let decision: Decision

    /// The policies that led to the decision, in the order of the policy set: the permits of an `allow`, the
    /// forbids of a `deny`; none if nothing applied.
    public let determiningPolicies: [PolicyID]

    /// The policies that could not be evaluated and were skipped, in the order of the policy set, and why.
    public let errors: [(policy: PolicyID, error: EvaluationError)]
}
