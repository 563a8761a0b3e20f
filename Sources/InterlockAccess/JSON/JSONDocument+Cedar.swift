/// Values in Cedar's JSON form: docs.cedarpolicy.com, "Entities and context" (JSON syntax), without a schema.
extension JSONDocument {
    /// The keys that make an object something else than a record.
    private static let escapes = ["__entity", "__extn", "__expr"]

    /// The Cedar value that `node` stands for.
    func value(_ node: JSONNode) throws(AccessError) -> CedarValue {
        switch node.kind {
        case .null: throw self.error(.invalidValue, "Cedar has no null", at: node)
        case .boolean(let value): return .boolean(value)
        case .integer(let value): return .integer(value)
        case .string(let value): return .string(value)
        case .array(let elements):
            var set: Set<CedarValue> = []
            set.reserveCapacity(elements.count)
            for element in elements { set.insert(try self.value(element)) }
            return .set(set)
        case .object(let members):
            guard let escape = members.first(where: { Self.escapes.contains($0.name) }) else {
                return .record(try self.record(node, "a record"))
            }
            return try self.escaped(escape, in: node, alone: members.count == 1)
        }
    }

    private func escaped(
        _ escape: JSONNode.Member,
        in node: JSONNode,
        alone: Bool
    ) throws(AccessError) -> CedarValue {
        guard alone else {
            throw self.error(.invalidValue, "\"\(escape.name)\" must be an object's only member", at: node)
        }
        guard escape.name == "__entity" else {
            throw self.error(.unsupported, "\"\(escape.name)\" is not supported yet", at: node)
        }
        return .entity(try self.entityUID(escape.value))
    }

    /// The record that the object `node` stands for.
    func record(_ node: JSONNode, _ role: String) throws(AccessError) -> CedarRecord {
        var attributes: [(String, CedarValue)] = []
        for member in try self.object(node, role) {
            attributes.append((member.name, try self.value(member.value)))
        }
        return CedarRecord(distinct: attributes)
    }

    /// The entity that `{"type": …, "id": …}` names, with or without `__entity` around it.
    func entityUID(_ node: JSONNode) throws(AccessError) -> EntityUID {
        let role = "an entity's name"
        if let inner = node["__entity"] {
            try self.refuseMembers(of: node, except: ["__entity"], role)
            guard inner["__entity"] == nil else {
                throw self.error(.invalidValue, "\"__entity\" stands in \"__entity\"", at: inner)
            }
            return try self.entityUID(inner)
        }
        try self.refuseMembers(of: node, except: ["type", "id"], role)
        let type = try self.string(try self.member("type", of: node, role), "an entity's type")
        guard EntityUID.isTypeName(type) else {
            throw self.error(.invalidValue, "\"\(type)\" is no entity type's name", at: node)
        }
        return EntityUID(
            type: type,
            id: try self.string(try self.member("id", of: node, role), "an entity's id")
        )
    }
}
