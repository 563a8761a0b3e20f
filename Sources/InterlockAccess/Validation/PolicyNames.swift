/// The entity types and entities that a policy names, wherever in it.
struct PolicyNames {
    /// A name and its place.
    struct Name {
        enum Kind {
            case type(String)
            case entity(EntityUID)
        }

        let kind: Kind
        let position: SourcePosition
    }

    private(set) var names: [Name] = []

    init(_ policy: Policy) {
        for constraint in [policy.scope.principal, policy.scope.resource] {
            self.add(constraint, at: policy.position)
        }
        switch policy.scope.action {
        case .any: break
        case .equal(let uid): self.add(.entity(uid), at: policy.position)
        case .isIn(let uids): for uid in uids { self.add(.entity(uid), at: policy.position) }
        }
        for condition in policy.conditions { self.add(condition.expression) }
    }

    private mutating func add(_ kind: Name.Kind, at position: SourcePosition) {
        self.names.append(Name(kind: kind, position: position))
    }

    private mutating func add(_ constraint: Scope.Constraint, at position: SourcePosition) {
        switch constraint {
        case .any: break
        case .equal(let uid), .isIn(let uid): self.add(.entity(uid), at: position)
        case .isType(let type): self.add(.type(type), at: position)
        case .isTypeIn(let type, let uid):
            self.add(.type(type), at: position)
            self.add(.entity(uid), at: position)
        }
    }

    private mutating func add(_ expression: Expression) {
        switch expression.kind {
        case .literal(.entity(let uid)): self.add(.entity(uid), at: expression.position)
        case .isType(_, let type, _): self.add(.type(type), at: expression.position)
        default: break
        }
        for child in expression.kind.children { self.add(child) }
    }
}
