internal import InterlockJSON

/// The JSON schema syntax: docs.cedarpolicy.com, "Cedar schema JSON format".
struct SchemaJSONReader {
    let document: JSONDocument

    /// The declarations of the whole text.
    mutating func fragment(_ source: [UInt8]) throws(AccessError) -> SchemaFragment {
        var fragment = SchemaFragment(source: source)
        for member in try self.document.object(self.document.root, "a schema") {
            try self.checkName(member.name, at: member.value, isQualified: true, mayBeEmpty: true)
            fragment.namespaces.append(try self.namespace(member))
        }
        return fragment
    }

    private func namespace(_ member: JSONNode.Member) throws(AccessError) -> SchemaFragment.Namespace {
        let node = member.value
        let names = ["commonTypes", "entityTypes", "actions", "annotations"]
        try self.document.refuseMembers(of: node, except: names, "a namespace")
        var namespace = SchemaFragment.Namespace(name: member.name, offset: node.offset)
        namespace.annotations = try self.annotations(of: node)
        for common in try self.members("commonTypes", of: node, isRequired: false) {
            try self.checkName(common.name, at: common.value)
            namespace.commonTypes.append(
                SchemaFragment.CommonType(
                    name: common.name,
                    offset: common.value.offset,
                    annotations: try self.annotations(of: common.value),
                    type: try self.type(common.value, passing: ["annotations"])
                )
            )
        }
        for entity in try self.members("entityTypes", of: node, isRequired: true) {
            try self.checkName(entity.name, at: entity.value)
            namespace.entityTypes.append(try self.entityType(entity))
        }
        for action in try self.members("actions", of: node, isRequired: true) {
            namespace.actions.append(try self.action(action))
        }
        return namespace
    }

    private func members(
        _ name: String,
        of node: JSONNode,
        isRequired: Bool
    ) throws(AccessError) -> [JSONNode.Member] {
        guard let member = node[name] else {
            guard isRequired else { return [] }
            throw self.document.error(.invalidValue, "a namespace must have a member \"\(name)\"", at: node)
        }
        return try self.document.object(member, "\"\(name)\"")
    }

    private func checkName(
        _ name: String,
        at node: JSONNode,
        isQualified: Bool = false,
        mayBeEmpty: Bool = false
    ) throws(AccessError) {
        if name.isEmpty, mayBeEmpty { return }
        guard EntityUID.isTypeName(name), isQualified || !name.contains("::") else {
            throw self.document.error(.invalidValue, "\"\(name)\" is no name", at: node)
        }
    }

    /// The annotations of a declaration: `{"annotations": {"name": "value"}}`.
    func annotations(of node: JSONNode) throws(AccessError) -> [Policy.Annotation] {
        guard let member = node["annotations"] else { return [] }
        return try self.document.object(member, "\"annotations\"").map { (member) throws(AccessError) in
            guard Lexer.isIdentifier(member.name) else {
                let reason = "\"\(member.name)\" is no annotation's name"
                throw self.document.error(.invalidValue, reason, at: member.value)
            }
            if case .null = member.value.kind { return Policy.Annotation(name: member.name, value: "") }
            let value = try self.document.string(member.value, "an annotation")
            return Policy.Annotation(name: member.name, value: value)
        }
    }

    /// Texts, each read by `body`.
    func list<Element>(
        _ name: String,
        of node: JSONNode,
        _ body: (JSONNode) throws(AccessError) -> Element
    ) throws(AccessError) -> [Element] {
        guard let member = node[name] else { return [] }
        var elements: [Element] = []
        for node in try self.document.array(member, "\"\(name)\"") { elements.append(try body(node)) }
        return elements
    }

    /// A name, with or without namespaces.
    func name(
        _ node: JSONNode,
        _ role: SchemaType.Name.Role
    ) throws(AccessError) -> SchemaType.Name {
        let text = try self.document.string(node, "a type's name")
        let isBuiltIn = text.hasPrefix("__cedar::")
        try self.checkName(isBuiltIn ? String(text.dropFirst(9)) : text, at: node, isQualified: true)
        return SchemaType.Name(text: text, offset: node.offset, role: role)
    }
}
