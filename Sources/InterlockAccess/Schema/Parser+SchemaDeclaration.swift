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
        try self.expect(.leftBracket)
        guard !self.isAt(.rightBracket) else { throw self.unexpected("an entity's id in quotes") }
        var ids: [String] = []
        try self.list(until: .rightBracket) { (parser) throws(AccessError) in
            ids.append(try parser.string("an entity's id in quotes"))
        }
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
        guard try self.accept(.leftBracket) else { return [try self.actionReference()] }
        var references: [SchemaFragment.ActionReference] = []
        try self.list(until: .rightBracket) { (parser) throws(AccessError) in
            references.append(try parser.actionReference())
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
            case "principal": appliesTo.principals = try parser.schemaNames("an entity type")
            case "resource": appliesTo.resources = try parser.schemaNames("an entity type")
            default: appliesTo.context = try parser.schemaType()
            }
        }
        guard seen.contains("principal"), seen.contains("resource") else {
            throw self.error(.invalidValue, "`appliesTo` needs `principal` and `resource`", at: opening)
        }
        return appliesTo
    }
}
