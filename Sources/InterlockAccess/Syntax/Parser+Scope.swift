extension Parser {
    /// Reads `(principal …, action …, resource …)`.
    mutating func scope() throws(AccessError) -> Scope {
        try self.expect(.leftParenthesis)
        try self.scopeVariable("principal")
        let principal = try self.constraint()
        try self.expect(.comma)
        try self.scopeVariable("action")
        let action = try self.actionConstraint()
        try self.expect(.comma)
        try self.scopeVariable("resource")
        let resource = try self.constraint()
        _ = try self.accept(.comma)
        guard try self.accept(.rightParenthesis) else {
            throw self.error(.invalidScope, "the scope ends after the resource; found \(self.current)")
        }
        return Scope(principal: principal, action: action, resource: resource)
    }

    private mutating func scopeVariable(_ name: String) throws(AccessError) {
        guard try self.accept(word: name) else {
            throw self.error(.invalidScope, "expected `\(name)` here in the scope, found \(self.current)")
        }
    }

    private mutating func constraint() throws(AccessError) -> Scope.Constraint {
        if try self.accept(word: "is") {
            let type = try self.typeName()
            guard try self.accept(word: "in") else { return .isType(type) }
            return .isTypeIn(type, try self.entityReference())
        }
        if try self.accept(.equal) { return .equal(try self.entityReference()) }
        if try self.accept(word: "in") { return .isIn(try self.entityReference()) }
        try self.refuseOtherConstraint("`==`, `in` or `is`")
        return .any
    }

    private mutating func actionConstraint() throws(AccessError) -> Scope.ActionConstraint {
        if try self.accept(.equal) { return .equal(try self.actionReference()) }
        if try self.accept(word: "in") {
            guard try self.accept(.leftBracket) else { return .isIn([try self.actionReference()]) }
            var actions: [EntityUID] = []
            try self.list(until: .rightBracket) { (parser) throws(AccessError) in
                actions.append(try parser.actionReference())
            }
            return .isIn(actions)
        }
        try self.refuseOtherConstraint("`==` or `in`")
        return .any
    }

    /// After a variable, only a constraint, a comma or the end of the scope may stand.
    private func refuseOtherConstraint(_ allowed: String) throws(AccessError) {
        guard !self.isAt(.comma), !self.isAt(.rightParenthesis) else { return }
        throw self.error(.invalidScope, "the scope allows only \(allowed) here, found \(self.current)")
    }

    /// An action's type is called `Action`, in whatever namespace.
    private mutating func actionReference() throws(AccessError) -> EntityUID {
        let token = self.current
        let uid = try self.entityReference()
        guard uid.type == "Action" || uid.type.hasSuffix("::Action") else {
            throw self.error(.invalidScope, "expected an entity of type `Action`, found \(uid)", at: token)
        }
        return uid
    }

    /// `T::"id"`, perhaps in parentheses.
    private mutating func entityReference() throws(AccessError) -> EntityUID {
        var parentheses = 0
        while try self.accept(.leftParenthesis) { parentheses += 1 }
        if self.current.kind == .slot {
            throw self.error(.unsupported, "templates are not supported yet: \(self.current)")
        }
        guard case .entity(let uid) = try self.path() else {
            throw self.unexpected("`::` and an id in quotes")
        }
        for _ in 0..<parentheses { try self.expect(.rightParenthesis) }
        return uid
    }
}
