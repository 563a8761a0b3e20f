/// Writes a schema in the human-readable syntax.
struct SchemaText {
    private var text = ""
    private var indent = ""

    /// The text of `fragment`.
    static func text(of fragment: SchemaFragment) -> String {
        var writer = SchemaText()
        for namespace in fragment.namespaces { writer.write(namespace) }
        return writer.text
    }

    /// An attribute's or action's name, in quotes unless it is an identifier.
    static func name(_ name: String) -> String {
        Lexer.isIdentifier(name) && !ReservedWord.isReserved(name) ? name : StringEscapes.quoted(name)
    }

    private mutating func line(_ line: String) {
        self.text += line.isEmpty ? "\n" : "\(self.indent)\(line)\n"
    }

    private mutating func write(_ namespace: SchemaFragment.Namespace) {
        if !namespace.name.isEmpty {
            self.write(namespace.annotations)
            self.line("namespace \(namespace.name) {")
            self.indent = "  "
        }
        for common in namespace.commonTypes {
            self.write(common.annotations)
            self.line("type \(common.name) = \(self.type(common.type));")
        }
        for entity in namespace.entityTypes { self.write(entity) }
        for action in namespace.actions { self.write(action) }
        if !namespace.name.isEmpty {
            self.indent = ""
            self.line("}")
        }
    }

    private mutating func write(_ annotations: [Policy.Annotation]) {
        for annotation in annotations { self.line(Self.annotation(annotation)) }
    }

    /// In a schema, no value and an empty one are the same.
    private static func annotation(_ annotation: Policy.Annotation) -> String {
        guard let value = annotation.value, !value.isEmpty else { return "@\(annotation.name)" }
        return "@\(annotation.name)(\(StringEscapes.quoted(value)))"
    }

    private mutating func write(_ entity: SchemaFragment.EntityType) {
        self.write(entity.annotations)
        var line = "entity \(entity.name)"
        if let ids = entity.enumeration {
            line += " enum [\(ids.map { StringEscapes.quoted($0) }.joined(separator: ", "))]"
        } else {
            if !entity.parents.isEmpty { line += " in [\(self.names(entity.parents))]" }
            if case .record(let attributes) = entity.shape, attributes.isEmpty {
            } else {
                line += " = \(self.type(entity.shape))"
            }
            if let tags = entity.tags { line += " tags \(self.type(tags))" }
        }
        self.line(line + ";")
    }

    private mutating func write(_ action: SchemaFragment.Action) {
        self.write(action.annotations)
        var line = "action \(Self.name(action.name))"
        if !action.parents.isEmpty {
            let parents = action.parents.map { parent in
                guard let type = parent.type else { return Self.name(parent.id) }
                return "\(type)::\(StringEscapes.quoted(parent.id))"
            }
            line += " in [\(parents.joined(separator: ", "))]"
        }
        // JSON may say of an action that it applies to nothing; the text then says nothing.
        if let appliesTo = action.appliesTo, !appliesTo.principals.isEmpty, !appliesTo.resources.isEmpty {
            line += " appliesTo {\n"
            line += "\(self.indent)  principal: [\(self.names(appliesTo.principals))],\n"
            line += "\(self.indent)  resource: [\(self.names(appliesTo.resources))],\n"
            line += "\(self.indent)  context: \(self.type(appliesTo.context))\n\(self.indent)}"
        }
        self.line(line + ";")
    }

    private func names(_ names: [SchemaType.Name]) -> String {
        names.map(\.text).joined(separator: ", ")
    }

    private func type(_ type: SchemaType) -> String {
        switch type {
        case .named(let name): return name.text
        case .set(let element): return "Set<\(self.type(element))>"
        case .record(let attributes):
            let fields = attributes.map { attribute in
                let annotations = attribute.annotations.map { Self.annotation($0) + " " }.joined()
                let mark = attribute.isRequired ? "" : "?"
                return "\(annotations)\(Self.name(attribute.name))\(mark): \(self.type(attribute.type))"
            }
            return "{\(fields.joined(separator: ", "))}"
        }
    }
}
