extension EntityStore {
    /// Reads entities in Cedar's JSON form: an array of `{"uid", "attrs", "parents", "tags"}`.
    ///
    /// References to entities within values are written `{"__entity": {"type", "id"}}`.
    ///
    /// - Throws: `invalidJSON`, `invalidValue` and the like with their place, `limitExceeded` beyond `limits`,
    ///   `unsupported` for extension values, and as ``init(_:)``.
    public init(parsingJSON text: String, limits: ParsingLimits = .standard) throws(AccessError) {
        let document = try JSONDocument(text, limits: limits)
        var entities: [Entity] = []
        for node in try document.array(document.root, "the text") {
            entities.append(try document.entity(node))
        }
        try self.init(entities)
    }
}

extension JSONDocument {
    fileprivate func entity(_ node: JSONNode) throws(AccessError) -> Entity {
        let role = "an entity"
        try self.refuseMembers(of: node, except: ["uid", "attrs", "parents", "tags"], role)
        var entity = Entity(uid: try self.entityUID(try self.member("uid", of: node, role)))
        entity.attributes = try self.record(try self.member("attrs", of: node, role), "\"attrs\"")
        for parent in try self.array(try self.member("parents", of: node, role), "\"parents\"") {
            entity.parents.append(try self.entityUID(parent))
        }
        if let tags = node["tags"] { entity.tags = try self.record(tags, "\"tags\"") }
        return entity
    }
}
