extension Schema {
    /// Whether there may be entities of type `type`.
    func hasType(_ type: String) -> Bool {
        self.entityTypes[exactly: type] != nil || Self.isActionType(type)
    }

    /// Why there can be no entity `uid`, nil if there can.
    func fault(of uid: EntityUID) -> (code: ValidationFinding.Code, reason: String)? {
        if Self.isActionType(uid.type) {
            guard self.actions[uid] == nil else { return nil }
            return (.unknownAction, "the schema has no action \(uid)")
        }
        guard let type = self.entityTypes[exactly: uid.type] else {
            return (.unknownEntityType, "the schema has no entity type \(uid.type)")
        }
        guard let ids = type.enumeration, !ids.contains(.string(uid.id)) else { return nil }
        return (.unknownEntity, "\(uid.type) has no entity with the id \(StringEscapes.quoted(uid.id))")
    }

    /// Whether an entity of type `descendant` may be one of type `ancestor` or in one.
    func mayBeIn(_ descendant: String, _ ancestor: String) -> Bool {
        if descendant.isExactly(ancestor) { return true }
        if self.entityTypes[exactly: ancestor]?.descendants.containsExactly(descendant) == true {
            return true
        }
        guard Self.isActionType(descendant) else { return false }
        return self.actions.values.contains { action in
            action.uid.isOf(type: ancestor) && action.descendants.contains { $0.isOf(type: descendant) }
        }
    }

    /// Whether a principal or resource of type `type` may meet `constraint`.
    func mayMeet(_ constraint: Scope.Constraint, _ type: String) -> Bool {
        switch constraint {
        case .any: true
        case .equal(let uid): uid.isOf(type: type)
        case .isIn(let uid): self.mayBeIn(type, uid.type)
        case .isType(let wanted): wanted.isExactly(type)
        case .isTypeIn(let wanted, let uid): wanted.isExactly(type) && self.mayBeIn(type, uid.type)
        }
    }

    /// Whether `action` is one of `others` or in one; nil if one of them is no action of the schema.
    func isAction(_ action: EntityUID, inAny others: [EntityUID]) -> Bool? {
        let others = others.filter { Self.isActionType($0.type) }
        guard others.allSatisfy({ self.actions[$0] != nil }) else { return nil }
        let ancestors = self.actions[action]?.ancestors ?? []
        return others.contains { $0 == action || ancestors.contains($0) }
    }
}
