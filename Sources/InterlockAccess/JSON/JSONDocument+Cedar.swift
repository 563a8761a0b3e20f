internal import InterlockJSON

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
        case .number(let text): throw self.refusal(of: text, at: node)
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

    private func refusal(of number: String, at node: JSONNode) -> AccessError {
        guard !number.utf8.contains(where: ".eE".utf8.contains) else {
            return self.error(.invalidValue, "Cedar has no floating-point numbers", at: node)
        }
        return self.error(.integerOutOfRange, "the integer needs more than 64 bits", at: node)
    }

    private func escaped(
        _ escape: JSONNode.Member,
        in node: JSONNode,
        alone: Bool
    ) throws(AccessError) -> CedarValue {
        guard alone else {
            throw self.error(.invalidValue, "\"\(escape.name)\" must be an object's only member", at: node)
        }
        switch escape.name {
        case "__entity": return .entity(try self.entityUID(escape.value))
        case "__extn": return try self.extensionCall(escape.value)
        default: throw self.error(.unsupported, "Cedar no longer has \"\(escape.name)\"", at: node)
        }
    }

    /// The extension value that `{"fn", "arg"}` or `{"fn", "args"}` makes.
    func extensionCall(_ node: JSONNode) throws(AccessError) -> CedarValue {
        let role = "an extension value"
        try self.refuseMembers(of: node, except: ["fn", "arg", "args"], role)
        let name = try self.string(try self.member("fn", of: node, role), "\"fn\"")
        guard let function = ExtensionFunction(rawValue: name) else {
            throw self.error(.unknownName, "there is no extension function `\(name)`", at: node)
        }
        var arguments: [CedarValue] = []
        if let nodes = node["args"], node["arg"] == nil {
            for argument in try self.array(nodes, "\"args\"") {
                arguments.append(try self.argument(argument, of: function, at: arguments.count))
            }
        } else {
            arguments = [try self.argument(try self.member("arg", of: node, role), of: function, at: 0)]
        }
        do {
            return try function.value(of: arguments)
        } catch {
            throw self.error(.invalidValue, error.reason, at: node)
        }
    }

    /// An argument; where `function` takes an extension value, its constructor's string will do.
    private func argument(
        _ node: JSONNode,
        of function: ExtensionFunction,
        at index: Int
    ) throws(AccessError) -> CedarValue {
        let parameters = ExtensionSignature(function).parameters
        return try self.value(node, as: index < parameters.count ? parameters[index] : .never)
    }

    /// The value that the constructor of `type` makes of `text`.
    func extensionValue(
        _ type: CedarType.ExtensionTypeName,
        _ text: String,
        at node: JSONNode
    ) throws(AccessError) -> CedarValue {
        guard let value = type.value(text) else {
            throw self.error(.invalidValue, "\(StringEscapes.quoted(text)) is no \(type.rawValue)", at: node)
        }
        return value
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
