extension PolicySet {
    /// The names of the attributes of principal and resource that the policies read, each once, sorted by their bytes; nil
    /// where a policy may tell apart principals, or resources, of the same attributes and type.
    ///
    /// Requests that differ in nothing else have the same response.
    package var attributesRead: [String]? {
        // As values of Cedar, which are compared by their bytes.
        var names: Set<CedarValue> = []
        for policy in self.policies {
            guard policy.scope.principal.isOfTypeOnly, policy.scope.resource.isOfTypeOnly,
                policy.conditions.allSatisfy({
                    $0.expression.collectAttributes(of: [.principal, .resource], into: &names)
                })
            else { return nil }
        }
        return Self.texts(names)
    }

    /// The names of the context's attributes that the policies read, each once, sorted by their bytes; nil where a policy
    /// uses the context as a whole.
    ///
    /// Requests that differ in other attributes of the context alone have the same response.
    package var contextRead: [String]? {
        var names: Set<CedarValue> = []
        for policy in self.policies {
            guard
                policy.conditions.allSatisfy({ condition in
                    condition.expression.collectAttributes(of: [.context], into: &names)
                })
            else { return nil }
        }
        return Self.texts(names)
    }

    private static func texts(_ names: Set<CedarValue>) -> [String] {
        let texts = names.compactMap { if case .string(let name) = $0 { name } else { nil } }
        return texts.sorted { $0.precedesExactly($1) }
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
    /// Adds the attributes that are read of some variables; false where such a variable is used other than by an attribute or
    /// its type.
    fileprivate func collectAttributes(of variables: [Variable], into names: inout Set<CedarValue>) -> Bool {
        switch self.kind {
        case .attribute(let operand, let name) where operand.isOne(of: variables):
            names.insert(.string(name))
            return true
        case .has(let operand, let path) where operand.isOne(of: variables):
            names.formUnion(path.prefix(1).map { .string($0) })
            return true
        case .isType(let operand, _, nil) where operand.isOne(of: variables): return true
        case .variable: return !self.isOne(of: variables)
        default:
            return self.kind.children.allSatisfy { $0.collectAttributes(of: variables, into: &names) }
        }
    }

    private func isOne(of variables: [Variable]) -> Bool {
        guard case .variable(let variable) = self.kind else { return false }
        return variables.contains(variable)
    }
}
