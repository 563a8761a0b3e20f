/// Entity and action declarations of the human-readable schema syntax.
extension Parser {
    /// `A, B in [C] = {…} tags T;` or `A enum ["x"];`, after `entity`.
    mutating func entityTypes(
        _ annotations: [Policy.Annotation]
    ) throws(AccessError) -> [SchemaFragment.EntityType] {
        var entities: [SchemaFragment.EntityType] = []
        repeat {
            let offset = self.current.position.offset
            let name = try self.name("an entity type's name")
            entities.append(SchemaFragment.EntityType(name: name, offset: offset, annotations: annotations))
        } while try self.accept(.comma)
        var common = SchemaFragment.EntityType(name: "", offset: 0)
        if try self.accept(word: "enum") {
            common.enumeration = try self.enumeration()
        } else {
            if try self.accept(word: "in") { common.parents = try self.schemaNames("an entity type") }
            if try self.accept(.assign) || self.isAt(.leftBrace) {
                common.shape = .record(try self.schemaAttributes())
            }
            if try self.accept(word: "tags") { common.tags = try self.schemaType() }
        }
        try self.expect(.semicolon)
        for index in entities.indices {
            entities[index].parents = common.parents
            entities[index].shape = common.shape
            entities[index].tags = common.tags
            entities[index].enumeration = common.enumeration
        }
        return entities
    }

    private mutating func enumeration() throws(AccessError) -> [String] {
        let opening = self.current
        var ids: [String] = []
        try self.bracketed { (parser) throws(AccessError) in
            ids.append(try parser.string("an entity's id in quotes"))
        }
        guard !ids.isEmpty else { throw self.error(.invalidValue, "an enumeration has an id", at: opening) }
        return ids
    }

    /// `a, "b" in [c] appliesTo {…};`, after `action`.
    mutating func actions(
        _ annotations: [Policy.Annotation]
    ) throws(AccessError) -> [SchemaFragment.Action] {
        var actions: [SchemaFragment.Action] = []
        repeat {
            let offset = self.current.position.offset
            let name = try self.identifierOrString("an action's name")
            actions.append(SchemaFragment.Action(name: name, offset: offset, annotations: annotations))
        } while try self.accept(.comma)
        let parents = try self.accept(word: "in") ? try self.actionReferences() : []
        let appliesTo = try self.accept(word: "appliesTo") ? try self.appliesTo() : nil
        if try self.accept(word: "attributes") { try self.refuseActionAttributes() }
        try self.expect(.semicolon)
        for index in actions.indices {
            actions[index].parents = parents
            actions[index].appliesTo = appliesTo
        }
        return actions
    }

    /// Cedar 4 has dropped attributes of actions; only the empty clause may stand.
    private mutating func refuseActionAttributes() throws(AccessError) {
        let token = self.current
        guard try self.schemaAttributes().isEmpty else {
            throw self.error(.unsupported, "actions have no attributes", at: token)
        }
    }

    private mutating func actionReferences() throws(AccessError) -> [SchemaFragment.ActionReference] {
        let opening = self.current
        guard self.isAt(.leftBracket) else { return [try self.actionReference()] }
        var references: [SchemaFragment.ActionReference] = []
        try self.bracketed { (parser) throws(AccessError) in
            references.append(try parser.actionReference())
        }
        guard !references.isEmpty else {
            throw self.error(.invalidValue, "an action in no group has no `in`", at: opening)
        }
        return references
    }

    /// `name`, `"name"` or `A::Action::"name"`.
    private mutating func actionReference() throws(AccessError) -> SchemaFragment.ActionReference {
        let offset = self.current.position.offset
        let first = self.current
        let name = try self.identifierOrString("an action")
        guard first.kind == .identifier, self.isAt(.path) else {
            return SchemaFragment.ActionReference(type: nil, id: name, offset: offset)
        }
        var type = name
        while try self.accept(.path) {
            if self.current.kind == .string {
                let id = try self.string("an action's id")
                return SchemaFragment.ActionReference(type: type, id: id, offset: offset)
            }
            type += "::"
            type += try self.name("a part of a name")
        }
        throw self.unexpected("`::` and an action's id in quotes")
    }

    private mutating func appliesTo() throws(AccessError) -> SchemaFragment.AppliesTo {
        let opening = self.current
        var appliesTo = SchemaFragment.AppliesTo()
        var seen: Set<String> = []
        try self.expect(.leftBrace)
        try self.list(until: .rightBrace) { (parser) throws(AccessError) in
            let token = parser.current
            let key = token.kind == .identifier ? token.text : ""
            guard ["principal", "resource", "context"].contains(key) else {
                throw parser.unexpected("`principal`, `resource` or `context`")
            }
            guard seen.insert(key).inserted else {
                throw parser.error(.duplicateName, "there is another `\(key)`", at: token)
            }
            try parser.advance()
            try parser.expect(.colon)
            switch key {
            case "principal": appliesTo.principals = try parser.parties()
            case "resource": appliesTo.resources = try parser.parties()
            default: appliesTo.context = try parser.schemaType()
            }
        }
        guard seen.contains("principal"), seen.contains("resource") else {
            throw self.error(.invalidValue, "`appliesTo` needs `principal` and `resource`", at: opening)
        }
        return appliesTo
    }

    /// The types of principals or resources, at least one.
    private mutating func parties() throws(AccessError) -> [SchemaType.Name] {
        let opening = self.current
        let names = try self.schemaNames("an entity type")
        guard names.isEmpty else { return names }
        throw self.error(.invalidValue, "an action that applies to nothing has no `appliesTo`", at: opening)
    }
}
