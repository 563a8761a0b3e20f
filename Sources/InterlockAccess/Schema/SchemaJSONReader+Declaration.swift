internal import InterlockJSON

extension SchemaJSONReader {
    func entityType(_ member: JSONNode.Member) throws(AccessError) -> SchemaFragment.EntityType {
        let node = member.value
        let names = ["memberOfTypes", "shape", "tags", "enum", "annotations"]
        try self.document.refuseMembers(of: node, except: names, "an entity type")
        var entity = SchemaFragment.EntityType(name: member.name, offset: node.offset)
        entity.annotations = try self.annotations(of: node)
        if let choices = node["enum"] {
            try self.document.refuseMembers(of: node, except: ["enum", "annotations"], "an enumerated type")
            entity.enumeration = try self.list("enum", of: node) { (node) throws(AccessError) in
                try self.document.string(node, "an entity's id")
            }
            guard entity.enumeration?.isEmpty == false else {
                throw self.document.error(.invalidValue, "\"enum\" must name an id", at: choices)
            }
            return entity
        }
        entity.parents = try self.list("memberOfTypes", of: node) { (node) throws(AccessError) in
            try self.name(node, .entity)
        }
        if let shape = node["shape"] { entity.shape = try self.type(shape) }
        if let tags = node["tags"] { entity.tags = try self.type(tags) }
        return entity
    }

    func action(_ member: JSONNode.Member) throws(AccessError) -> SchemaFragment.Action {
        let node = member.value
        let names = ["memberOf", "appliesTo", "attributes", "annotations"]
        try self.document.refuseMembers(of: node, except: names, "an action")
        var action = SchemaFragment.Action(name: member.name, offset: node.offset)
        action.annotations = try self.annotations(of: node)
        action.parents = try self.groups(of: node)
        if let attributes = node["attributes"] { try self.refuseAttributes(attributes) }
        if let appliesTo = node["appliesTo"] { action.appliesTo = try self.appliesTo(appliesTo) }
        return action
    }

    private func groups(of node: JSONNode) throws(AccessError) -> [SchemaFragment.ActionReference] {
        if case .null? = node["memberOf"]?.kind { return [] }
        let role = "an action's group"
        return try self.list("memberOf", of: node) { (node) throws(AccessError) in
            try self.document.refuseMembers(of: node, except: ["type", "id"], role)
            var type: String?
            if let member = node["type"] {
                if case .null = member.kind {} else { type = try self.name(member, .entity).text }
            }
            let id = try self.document.string(
                try self.document.member("id", of: node, role),
                "an action's id"
            )
            return SchemaFragment.ActionReference(type: type, id: id, offset: node.offset)
        }
    }

    private func refuseAttributes(_ node: JSONNode) throws(AccessError) {
        if case .null = node.kind { return }
        guard try self.document.object(node, "\"attributes\"").isEmpty else {
            throw self.document.error(.unsupported, "actions have no attributes", at: node)
        }
    }

    private func appliesTo(_ node: JSONNode) throws(AccessError) -> SchemaFragment.AppliesTo? {
        if case .null = node.kind { return nil }
        let role = "\"appliesTo\""
        let names = ["principalTypes", "resourceTypes", "context"]
        try self.document.refuseMembers(of: node, except: names, role)
        _ = try self.document.member("principalTypes", of: node, role)
        _ = try self.document.member("resourceTypes", of: node, role)
        var appliesTo = SchemaFragment.AppliesTo()
        appliesTo.principals = try self.list("principalTypes", of: node) { (node) throws(AccessError) in
            try self.name(node, .entity)
        }
        appliesTo.resources = try self.list("resourceTypes", of: node) { (node) throws(AccessError) in
            try self.name(node, .entity)
        }
        if let context = node["context"] { appliesTo.context = try self.type(context) }
        return appliesTo
    }
}
