extension PolicySet {
    /// The names of the attributes of principal and resource that the policies read; nil where a policy may tell apart
    /// principals, or resources, of the same attributes and type.
    ///
    /// Requests that differ in nothing else have the same response.
    package var attributesRead: Set<String>? {
        var names: Set<String> = []
        for policy in self.policies {
            guard policy.scope.principal.isOfTypeOnly, policy.scope.resource.isOfTypeOnly,
                policy.conditions.allSatisfy({ $0.expression.collectAttributes(into: &names) })
            else { return nil }
        }
        return names
    }
}

extension Scope.Constraint {
    fileprivate var isOfTypeOnly: Bool {
        switch self {
        case .any, .isType: true
        case .equal, .isIn, .isTypeIn: false
        }
    }
}

extension Expression {
    /// Adds the attributes read; false where principal or resource is used other than by an attribute or its type.
    fileprivate func collectAttributes(into names: inout Set<String>) -> Bool {
        switch self.kind {
        case .attribute(let operand, let name) where operand.isParticipant:
            names.insert(name)
            return true
        case .has(let operand, let path) where operand.isParticipant:
            names.formUnion(path.prefix(1))
            return true
        case .isType(let operand, _, nil) where operand.isParticipant: return true
        case .variable: return !self.isParticipant
        default: return self.kind.children.allSatisfy { $0.collectAttributes(into: &names) }
        }
    }

    private var isParticipant: Bool {
        guard case .variable(let variable) = self.kind else { return false }
        return variable == .principal || variable == .resource
    }
}
