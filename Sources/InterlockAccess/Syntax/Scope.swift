/// The head of a policy: which requests it concerns.
public struct Scope: Hashable, Sendable {
    /// What a principal or resource must be.
    public enum Constraint: Hashable, Sendable {
        /// Anything.
        case any
        /// This entity: `== T::"id"`.
        case equal(EntityUID)
        /// This entity or one in it: `in T::"id"`.
        case isIn(EntityUID)
        /// An entity of this type: `is T`.
        case isType(String)
        /// An entity of this type that is or is in another: `is T in U::"id"`.
        case isTypeIn(String, EntityUID)
    }

    /// What an action must be.
    public enum ActionConstraint: Hashable, Sendable {
        /// Any action.
        case any
        /// This action: `== Action::"id"`.
        case equal(EntityUID)
        /// One of these actions, or one in them: `in Action::"id"`, `in [Action::"id", …]`.
        case isIn([EntityUID])
    }

    /// The constraint on the principal.
    public internal(set) var principal: Constraint

    /// The constraint on the action.
    public let action: ActionConstraint

    /// The constraint on the resource.
    public internal(set) var resource: Constraint

    /// Makes a scope.
    public init(principal: Constraint, action: ActionConstraint, resource: Constraint) {
        self.principal = principal
        self.action = action
        self.resource = resource
    }
}
