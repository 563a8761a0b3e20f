internal import InterlockJSON

extension SchemaJSONReader {
    /// The type that an object with a member `type` stands for.
    func type(_ node: JSONNode, passing further: [String] = []) throws(AccessError) -> SchemaType {
        let role = "a type"
        let kindNode = try self.document.member("type", of: node, role)
        let kind = try self.document.string(kindNode, "\"type\"")
        func refuse(except names: [String]) throws(AccessError) {
            let allowed = ["type"] + names + further
            try self.document.refuseMembers(of: node, except: allowed, "a type of kind \(kind)")
        }
        switch kind {
        case "Bool", "Boolean", "Long", "String":
            try refuse(except: [])
            return .named(self.builtIn(kind == "Boolean" ? "Bool" : kind, at: kindNode))
        case "Extension":
            try refuse(except: ["name"])
            let nameNode = try self.document.member("name", of: node, role)
            let name = self.builtIn(try self.name(nameNode, .builtIn).text, at: nameNode)
            guard case .extension = CedarType(builtIn: String(name.text.dropFirst("__cedar::".count))) else {
                let reason = "there is no extension type \(name.text)"
                throw self.document.error(.undeclaredType, reason, at: nameNode)
            }
            return .named(name)
        case "Entity", "EntityOrCommon":
            try refuse(except: ["name"])
            let name = try self.document.member("name", of: node, role)
            return .named(try self.name(name, kind == "Entity" ? .entity : .any))
        case "Set":
            try refuse(except: ["element"])
            return .set(try self.type(try self.document.member("element", of: node, role)))
        case "Record":
            try refuse(except: ["attributes", "additionalAttributes"])
            try self.refuseOpenRecord(node)
            return .record(try self.attributes(try self.document.member("attributes", of: node, role)))
        default:
            try refuse(except: [])
            return .named(try self.name(kindNode, .common))
        }
    }

    private func builtIn(_ name: String, at node: JSONNode) -> SchemaType.Name {
        let text = name.hasPrefix("__cedar::") ? name : "__cedar::\(name)"
        return SchemaType.Name(text: text, offset: node.offset, role: .builtIn)
    }

    /// Open records belong to partial validation, which is experimental in Cedar.
    private func refuseOpenRecord(_ node: JSONNode) throws(AccessError) {
        guard let member = node["additionalAttributes"] else { return }
        guard case .boolean(false) = member.kind else {
            throw self.document.error(.unsupported, "records with additional attributes", at: member)
        }
    }

    private func attributes(_ node: JSONNode) throws(AccessError) -> [SchemaType.Attribute] {
        try self.document.object(node, "\"attributes\"").map { (member) throws(AccessError) in
            var isRequired = true
            if let required = member.value["required"] {
                guard case .boolean(let value) = required.kind else {
                    throw self.document.error(.invalidValue, "\"required\" must be a boolean", at: required)
                }
                isRequired = value
            }
            return SchemaType.Attribute(
                name: member.name,
                isRequired: isRequired,
                type: try self.type(member.value, passing: ["required", "annotations"]),
                annotations: try self.annotations(of: member.value)
            )
        }
    }
}
