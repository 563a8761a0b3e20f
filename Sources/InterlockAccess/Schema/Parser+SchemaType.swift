/// Types of the human-readable schema syntax.
extension Parser {
    /// A name, `Set<…>` or a record.
    mutating func schemaType() throws(AccessError) -> SchemaType {
        try self.enter()
        defer { self.leave() }
        if self.isAt(.leftBrace) { return .record(try self.schemaAttributes()) }
        let name = try self.schemaName("a type")
        guard name.text == "Set", try self.accept(.less) else { return .named(name) }
        let element = try self.schemaType()
        try self.expect(.greater)
        return .set(element)
    }

    /// A type's name and its place.
    mutating func schemaName(_ role: String) throws(AccessError) -> SchemaType.Name {
        let offset = self.current.position.offset
        return SchemaType.Name(text: try self.qualifiedName(role), offset: offset)
    }

    /// The attributes of a record: `{name: type, name?: type}`.
    mutating func schemaAttributes() throws(AccessError) -> [SchemaType.Attribute] {
        try self.expect(.leftBrace)
        var attributes: [SchemaType.Attribute] = []
        var names: Set<CedarValue> = []
        try self.list(until: .rightBrace) { (parser) throws(AccessError) in
            let annotations = try parser.annotations()
            let token = parser.current
            let name = try parser.identifierOrString("an attribute's name")
            guard names.insert(.string(name)).inserted else {
                throw parser.error(.duplicateName, "there is another attribute `\(name)`", at: token)
            }
            let isOptional = try parser.accept(.question)
            try parser.expect(.colon)
            let type = try parser.schemaType()
            attributes.append(
                SchemaType.Attribute(
                    name: name,
                    isRequired: !isOptional,
                    type: type,
                    annotations: annotations
                )
            )
        }
        return attributes
    }

    /// One name or a list of them in brackets.
    mutating func schemaNames(_ role: String) throws(AccessError) -> [SchemaType.Name] {
        var names: [SchemaType.Name] = []
        guard self.isAt(.leftBracket) else { return [try self.schemaName(role).entity] }
        try self.bracketed { (parser) throws(AccessError) in
            names.append(try parser.schemaName(role).entity)
        }
        return names
    }
}

extension SchemaType.Name {
    /// The name where only an entity type may stand.
    fileprivate var entity: SchemaType.Name {
        SchemaType.Name(text: self.text, offset: self.offset, role: .entity)
    }
}
