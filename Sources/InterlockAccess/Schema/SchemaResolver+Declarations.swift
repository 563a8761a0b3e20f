extension SchemaResolver {
    /// The entity types, names resolved and hierarchy closed.
    mutating func entityTypes() throws(AccessError) -> [String: Schema.EntityType] {
        try self.declare()
        try self.checkCommonTypes()
        var types: [String: Schema.EntityType] = [:]
        var parents: [String: [String]] = [:]
        for namespace in self.fragment.namespaces {
            for declaration in namespace.entityTypes {
                let type = try self.entityType(declaration, in: namespace.name)
                types[type.name] = type
                parents[type.name] = try declaration.parents.map { (parent) throws(AccessError) in
                    try self.entityType(parent, in: namespace.name)
                }
            }
        }
        guard let closure = Closure(parents) else { throw self.tooManyPairs("entity types") }
        let descendants = closure.descendants
        for name in types.keys {
            types[name]?.ancestors = closure.ancestors[name] ?? []
            types[name]?.descendants = descendants[name] ?? []
        }
        return types
    }

    private mutating func entityType(
        _ declaration: SchemaFragment.EntityType,
        in namespace: String
    ) throws(AccessError) -> Schema.EntityType {
        var type = Schema.EntityType(name: Self.qualified(declaration.name, in: namespace))
        let role = "the shape of an entity type"
        type.attributes = try self.recordType(
            declaration.shape,
            in: namespace,
            at: declaration.offset,
            role
        )
        if let tags = declaration.tags {
            type.tags = try self.type(tags, in: namespace, at: declaration.offset).type
        }
        if let ids = declaration.enumeration { type.enumeration = Set(ids.map { .string($0) }) }
        return type
    }

    /// The actions, names resolved and groups closed; after ``entityTypes()``.
    mutating func actions() throws(AccessError) -> [EntityUID: Schema.Action] {
        var declarations: [EntityUID: (SchemaFragment.Action, namespace: String)] = [:]
        for namespace in self.fragment.namespaces {
            let type = Self.qualified("Action", in: namespace.name)
            for declaration in namespace.actions {
                let uid = EntityUID(type: type, id: declaration.name)
                guard declarations.updateValue((declaration, namespace.name), forKey: uid) == nil else {
                    throw self.duplicate("action", uid.description, at: declaration.offset)
                }
            }
        }
        var actions: [EntityUID: Schema.Action] = [:]
        var parents: [EntityUID: [EntityUID]] = [:]
        for (uid, (declaration, namespace)) in declarations {
            if !namespace.isEmpty, declarations[EntityUID(type: "Action", id: uid.id)] != nil {
                let reason = "\(uid) would hide the action of this name declared outside namespaces"
                throw self.fragment.error(.duplicateName, reason, at: declaration.offset)
            }
            actions[uid] = try self.action(uid, declaration, in: namespace)
            parents[uid] = try declaration.parents.map { (parent) throws(AccessError) in
                let candidates = self.candidates(parent, in: namespace)
                guard let uid = candidates.first(where: { declarations[$0] != nil }) else {
                    let reason = "there is no action \(candidates[0])"
                    throw self.fragment.error(.undeclaredAction, reason, at: parent.offset)
                }
                return uid
            }
        }
        return try self.closed(actions, parents, offset: { declarations[$0]?.0.offset ?? 0 })
    }

    private func candidates(
        _ reference: SchemaFragment.ActionReference,
        in namespace: String
    ) -> [EntityUID] {
        let type = reference.type ?? "Action"
        let own = EntityUID(type: Self.qualified(type, in: namespace), id: reference.id)
        if reference.type == nil || namespace.isEmpty { return [own] }
        let asWritten = EntityUID(type: type, id: reference.id)
        return type.contains("::") ? [asWritten] : [own, asWritten]
    }

    private func closed(
        _ actions: [EntityUID: Schema.Action],
        _ parents: [EntityUID: [EntityUID]],
        offset: (EntityUID) -> Int
    ) throws(AccessError) -> [EntityUID: Schema.Action] {
        guard let closure = Closure(parents) else { throw self.tooManyPairs("actions") }
        if let uid = closure.cycle {
            throw self.fragment.error(.hierarchyCycle, "\(uid) is in itself", at: offset(uid))
        }
        var actions = actions
        let descendants = closure.descendants
        for uid in actions.keys {
            actions[uid]?.ancestors = closure.ancestors[uid] ?? []
            actions[uid]?.descendants = descendants[uid] ?? []
        }
        return actions
    }

    private mutating func action(
        _ uid: EntityUID,
        _ declaration: SchemaFragment.Action,
        in namespace: String
    ) throws(AccessError) -> Schema.Action {
        var action = Schema.Action(uid: uid)
        guard let appliesTo = declaration.appliesTo else { return action }
        action.principals = try self.entityTypes(appliesTo.principals, in: namespace)
        action.resources = try self.entityTypes(appliesTo.resources, in: namespace)
        action.context = try self.recordType(
            appliesTo.context,
            in: namespace,
            at: declaration.offset,
            "the context of \(uid)"
        )
        return action
    }

    /// The full names, each once, sorted.
    private func entityTypes(
        _ names: [SchemaType.Name],
        in namespace: String
    ) throws(AccessError) -> [String] {
        var types: Set<String> = []
        for name in names { types.insert(try self.entityType(name, in: namespace)) }
        return types.sorted()
    }

    private func tooManyPairs(_ kind: String) -> AccessError {
        let reason = "the hierarchy of \(kind) has more than \(Closure<String>.maximumPairCount) pairs"
        return AccessError(.limitExceeded, reason)
    }
}
