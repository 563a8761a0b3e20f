extension Parser {
    /// What a principal or resource must be: as wide as a slot allows where one stands, and then the slot.
    private typealias Party = (widest: Scope.Constraint, slot: Template.SlotConstraint?)

    /// Reads `(principal …, action …, resource …)`.
    mutating func scope() throws(AccessError)
        -> (scope: Scope, principal: Template.SlotConstraint?, resource: Template.SlotConstraint?)
    {
        try self.expect(.leftParenthesis)
        try self.scopeVariable("principal")
        let principal = try self.constraint(.principal)
        try self.expect(.comma)
        try self.scopeVariable("action")
        let action = try self.actionConstraint()
        try self.expect(.comma)
        try self.scopeVariable("resource")
        let resource = try self.constraint(.resource)
        _ = try self.accept(.comma)
        guard try self.accept(.rightParenthesis) else {
            throw self.error(.invalidScope, "the scope ends after the resource; found \(self.current)")
        }
        let scope = Scope(principal: principal.widest, action: action, resource: resource.widest)
        return (scope, principal.slot, resource.slot)
    }

    private mutating func scopeVariable(_ name: String) throws(AccessError) {
        guard try self.accept(word: name) else {
            throw self.error(.invalidScope, "expected `\(name)` here in the scope, found \(self.current)")
        }
    }

    private mutating func constraint(_ slot: Template.Slot) throws(AccessError) -> Party {
        if try self.accept(word: "is") {
            let type = try self.typeName()
            guard try self.accept(word: "in") else { return (.isType(type), nil) }
            guard let uid = try self.reference(or: slot) else { return (.isType(type), .isTypeIn(type)) }
            return (.isTypeIn(type, uid), nil)
        }
        if try self.accept(.equal) {
            return try self.reference(or: slot).map { (.equal($0), nil) } ?? (.any, .equal)
        }
        if try self.accept(word: "in") {
            return try self.reference(or: slot).map { (.isIn($0), nil) } ?? (.any, .isIn)
        }
        try self.refuseOtherConstraint("`==`, `in` or `is`")
        return (.any, nil)
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

    private mutating func actionReference() throws(AccessError) -> EntityUID {
        let token = self.current
        guard let uid = try self.reference(or: nil) else { throw self.unexpected("an action") }
        guard uid.isAction else {
            throw self.error(.invalidScope, "expected an entity of type `Action`, found \(uid)", at: token)
        }
        return uid
    }

    /// `T::"id"`, perhaps in parentheses; nil if instead `slot` stands there.
    private mutating func reference(or slot: Template.Slot?) throws(AccessError) -> EntityUID? {
        var parentheses = 0
        while try self.accept(.leftParenthesis) {
            try self.enter()
            parentheses += 1
        }
        var uid: EntityUID?
        if self.current.kind == .slot {
            try self.expect(slot)
        } else {
            guard case .entity(let name) = try self.path() else {
                throw self.unexpected("`::` and an id in quotes")
            }
            uid = name
        }
        for _ in 0..<parentheses {
            try self.expect(.rightParenthesis)
            self.leave()
        }
        return uid
    }

    private mutating func expect(_ slot: Template.Slot?) throws(AccessError) {
        guard let slot, self.current.text == slot.name else {
            let allowed = slot.map { "the slot here is \($0.rawValue)" } ?? "an action has no slot"
            throw self.error(.invalidScope, "\(allowed), found \(self.current)")
        }
        try self.advance()
    }
}
