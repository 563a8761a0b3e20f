internal import InterlockJSON

/// Values in Cedar's JSON form where the schema says what they are: docs.cedarpolicy.com, "Entities and context".
///
/// An entity is then written `{"type", "id"}` without `__entity`, an extension value as its constructor's string.
extension JSONDocument {
    /// The value that `node` stands for where one of type `type` belongs.
    func value(_ node: JSONNode, as type: CedarType) throws(AccessError) -> CedarValue {
        switch (type, node.kind) {
        case (.entity, .object), (.anyEntity, .object):
            return .entity(try self.entityUID(node))
        case (.set(let wanted?), .array(let elements)):
            var set: Set<CedarValue> = []
            for element in elements { set.insert(try self.value(element, as: wanted)) }
            return .set(set)
        case (.record(let wanted), .object):
            return .record(try self.record(node, as: wanted, "a record"))
        case (.extension(let name), .string(let text)):
            return try self.extensionValue(name, text, at: node)
        case (.extension, .object) where node["fn"] != nil:
            return try self.extensionCall(node)
        default:
            return try self.value(node)
        }
    }

    /// The record that `node` stands for where one of type `type` belongs.
    ///
    /// Attributes that the type does not have are read as without a schema; the check that follows refuses them.
    func record(
        _ node: JSONNode,
        as type: RecordType,
        _ role: String
    ) throws(AccessError) -> CedarRecord {
        var attributes: [(String, CedarValue)] = []
        for member in try self.object(node, role) {
            let value =
                if let attribute = type[member.name] {
                    try self.value(member.value, as: attribute.type)
                } else {
                    try self.value(member.value)
                }
            attributes.append((member.name, value))
        }
        return CedarRecord(distinct: attributes)
    }
}
