/// One `permit` or `forbid`.
public struct Policy: Sendable {
    /// What the policy says of the requests that it applies to.
    public enum Effect: String, Hashable, Sendable {
        /// They may pass, if nothing forbids them.
        case permit
        /// They must not pass.
        case forbid
    }

    /// `@name("value")` before a policy; it has no effect on decisions.
    public struct Annotation: Hashable, Sendable {
        /// The name.
        public let name: String

        /// The value, nil where the text gives none.
        public let value: String?
    }

    /// A `when` or `unless` clause.
    public struct Condition: Sendable {
        /// Whether the clause is met when its expression is true (`when`) or when it is false (`unless`).
        public let isWhen: Bool

        /// What it asks.
        public let expression: Expression
    }

    /// The policy's name within its set.
    public internal(set) var id: PolicyID

    /// The annotations, as they stand.
    public let annotations: [Annotation]

    /// Permit or forbid.
    public let effect: Effect

    /// The requests that it concerns.
    public internal(set) var scope: Scope

    /// The clauses, all of which must be met.
    public internal(set) var conditions: [Condition]

    /// Where its effect stands.
    public let position: SourcePosition

    /// The value of annotation `name`, empty if it has none, nil if there is no such annotation.
    public func annotation(_ name: String) -> String? {
        self.annotations.first { $0.name == name }.map { $0.value ?? "" }
    }
}
