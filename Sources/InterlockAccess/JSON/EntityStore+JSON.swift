internal import InterlockJSON

extension EntityStore {
    /// Reads entities in Cedar's JSON form: an array of `{"uid", "attrs", "parents", "tags"}`.
    ///
    /// References to entities within values are written `{"__entity": {"type", "id"}}`.
    ///
    /// - Throws: `invalidJSON`, `invalidValue` and the like with their place, `limitExceeded` beyond `limits`,
    ///   and as ``init(_:)``.
    public init(parsingJSON text: String, limits: ParsingLimits = .standard) throws(AccessError) {
        let document = try JSONDocument(text, limits: limits)
        var entities: [Entity] = []
        for node in try document.array(document.root, "the text") {
            entities.append(try document.entity(node))
        }
        try self.init(entities)
    }
}

extension EntityStore {
    /// The entities in Cedar's JSON form, as ``init(parsingJSON:limits:)`` reads them.
    public var json: String { JSONText.array(self.all.map { JSONText.entity($0) }) }
}

extension JSONText {
    fileprivate static func entity(_ entity: Entity) -> String {
        var members = [
            ("uid", Self.entity(entity.uid)), ("attrs", Self.value(.record(entity.attributes))),
            ("parents", Self.array(entity.parents.map(Self.entity))),
        ]
        if !entity.tags.isEmpty { members.append(("tags", Self.value(.record(entity.tags)))) }
        return Self.object(members)
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
