/// What the validator found in a set of policies.
public struct ValidationReport: Sendable {
    /// What makes policies invalid, policy by policy.
    public internal(set) var errors: [ValidationFinding] = []

    /// What is suspicious, policy by policy.
    public internal(set) var warnings: [ValidationFinding] = []

    /// Whether all policies are valid: evaluating them for a request and entities that conform to the schema
    /// fails at most by an integer overflow, or because an entity is missing.
    public var isValid: Bool { self.errors.isEmpty }
}
