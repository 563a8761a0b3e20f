extension Evaluator {
    /// Whether the request is one that `scope` concerns; the cheapest questions first.
    func matches(_ scope: Scope) -> Bool {
        self.matches(scope.action)
            && self.matches(scope.principal, self.request.principal)
            && self.matches(scope.resource, self.request.resource)
    }

    private func matches(_ constraint: Scope.ActionConstraint) -> Bool {
        switch constraint {
        case .any: true
        case .equal(let uid): self.request.action == uid
        case .isIn(let uids): self.entities.isEntity(self.request.action, inAny: uids)
        }
    }

    private func matches(_ constraint: Scope.Constraint, _ uid: EntityUID) -> Bool {
        switch constraint {
        case .any: true
        case .equal(let other): uid == other
        case .isIn(let ancestor): self.entities.isEntity(uid, in: ancestor)
        case .isType(let type): uid.isOf(type: type)
        case .isTypeIn(let type, let ancestor):
            uid.isOf(type: type) && self.entities.isEntity(uid, in: ancestor)
        }
    }
}
