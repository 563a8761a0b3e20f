/// The human-readable schema syntax: docs.cedarpolicy.com, "Grammar specification for human-readable schemas".
extension Parser {
    /// All declarations of the text, namespace by namespace.
    mutating func schema(_ source: [UInt8]) throws(AccessError) -> SchemaFragment {
        var fragment = SchemaFragment(source: source)
        var outside = SchemaFragment.Namespace(name: "", offset: 0)
        var names: Set<String> = []
        while self.current.kind != .end {
            let annotations = try self.annotations()
            let token = self.current
            guard try self.accept(word: "namespace") else {
                try self.declaration(into: &outside, annotations)
                continue
            }
            var namespace = SchemaFragment.Namespace(
                name: try self.qualifiedName("a namespace's name"),
                offset: token.position.offset,
                annotations: annotations
            )
            guard names.insert(namespace.name).inserted else {
                throw self.error(.duplicateName, "there is another namespace \(namespace.name)", at: token)
            }
            try self.expect(.leftBrace)
            while try !self.accept(.rightBrace) {
                try self.declaration(into: &namespace, try self.annotations())
            }
            fragment.namespaces.append(namespace)
        }
        if !outside.isEmpty { fragment.namespaces.insert(outside, at: 0) }
        return fragment
    }

    private mutating func declaration(
        into namespace: inout SchemaFragment.Namespace,
        _ annotations: [Policy.Annotation]
    ) throws(AccessError) {
        if try self.accept(word: "entity") {
            namespace.entityTypes += try self.entityTypes(annotations)
        } else if try self.accept(word: "action") {
            namespace.actions += try self.actions(annotations)
        } else if try self.accept(word: "type") {
            namespace.commonTypes.append(try self.commonType(annotations))
        } else {
            throw self.unexpected("`entity`, `action` or `type`")
        }
    }

    private mutating func commonType(
        _ annotations: [Policy.Annotation]
    ) throws(AccessError) -> SchemaFragment.CommonType {
        let offset = self.current.position.offset
        let name = try self.name("a type's name")
        try self.expect(.assign)
        let type = try self.schemaType()
        try self.expect(.semicolon)
        return SchemaFragment.CommonType(name: name, offset: offset, annotations: annotations, type: type)
    }

    /// `A::B`; a built-in type's `__cedar` may come first.
    mutating func qualifiedName(_ role: String) throws(AccessError) -> String {
        var name = self.isAt(word: "__cedar") ? try self.advance().text : try self.name(role)
        while try self.accept(.path) {
            name += "::"
            name += try self.name("a part of a name")
        }
        return name
    }

    /// An identifier that is not reserved, or a string.
    mutating func identifierOrString(_ role: String) throws(AccessError) -> String {
        self.current.kind == .string ? try self.string(role) : try self.name(role)
    }

    /// Items between brackets; unlike elsewhere, no comma may follow the last.
    mutating func bracketed(_ item: (inout Parser) throws(AccessError) -> Void) throws(AccessError) {
        try self.expect(.leftBracket)
        if try self.accept(.rightBracket) { return }
        repeat { try item(&self) } while try self.accept(.comma)
        try self.expect(.rightBracket)
    }
}

extension SchemaFragment.Namespace {
    /// Whether nothing is declared.
    fileprivate var isEmpty: Bool {
        self.commonTypes.isEmpty && self.entityTypes.isEmpty && self.actions.isEmpty
    }
}
