internal import InterlockJSON

extension EntityStore {
    /// Reads entities in Cedar's JSON form, guided by `schema`, and checks them against it.
    ///
    /// The schema's actions are added where the text does not name them.
    ///
    /// - Throws: as ``init(parsingJSON:limits:)``; with its place, what ``Schema/check(_:)-(Entity)`` throws.
    public init(
        parsingJSON text: String,
        schema: Schema,
        limits: ParsingLimits = .standard
    ) throws(AccessError) {
        let document = try JSONDocument(text, limits: limits)
        var entities: [Entity] = []
        for node in try document.array(document.root, "the text") {
            let entity = try document.entity(node, schema)
            do {
                try schema.check(entity)
            } catch {
                throw document.error(error.code, error.reason, at: node)
            }
            entities.append(entity)
        }
        let known = Set(entities.map(\.uid))
        entities += schema.actionEntities.filter { !known.contains($0.uid) }
        try self.init(entities)
    }
}

extension Schema {
    /// The actions as entities, each in its groups: a store needs them for `action in Action::"group"`.
    public var actionEntities: [Entity] {
        self.actionNames.map { Entity(uid: $0, parents: Array(self.actions[$0]?.ancestors ?? [])) }
    }
}

extension AuthorizationRequest {
    /// Reads a request in JSON form, guided by `schema`, and checks it against it.
    ///
    /// - Throws: as ``init(parsingJSON:limits:)``, and what ``Schema/check(_:)-(AuthorizationRequest)`` throws.
    public init(
        parsingJSON text: String,
        schema: Schema,
        limits: ParsingLimits = .standard
    ) throws(AccessError) {
        let document = try JSONDocument(text, limits: limits)
        self = try document.request(document.root, schema)
        do {
            try schema.check(self)
        } catch {
            throw document.error(error.code, error.reason, at: document.root)
        }
    }
}

extension JSONDocument {
    /// The entity that `node` is.
    fileprivate func entity(_ node: JSONNode, _ schema: Schema) throws(AccessError) -> Entity {
        let role = "an entity"
        try self.refuseMembers(of: node, except: ["uid", "attrs", "parents", "tags"], role)
        var entity = Entity(uid: try self.entityUID(try self.member("uid", of: node, role)))
        let type = schema.entityTypes[entity.uid.type]
        let attributes = try self.member("attrs", of: node, role)
        entity.attributes = try self.record(attributes, as: type?.attributes ?? RecordType([]), "\"attrs\"")
        for parent in try self.array(try self.member("parents", of: node, role), "\"parents\"") {
            entity.parents.append(try self.entityUID(parent))
        }
        guard let tags = node["tags"] else { return entity }
        var values: [(String, CedarValue)] = []
        for member in try self.object(tags, "\"tags\"") {
            values.append((member.name, try self.value(member.value, as: type?.tags ?? .never)))
        }
        entity.tags = CedarRecord(distinct: values)
        return entity
    }

    /// The request that `node` is; `further` are members that do not belong to it and are passed over.
    func request(
        _ node: JSONNode,
        _ schema: Schema,
        passing further: [String] = []
    ) throws(AccessError) -> AuthorizationRequest {
        let role = "a request"
        let names = ["principal", "action", "resource", "context"]
        try self.refuseMembers(of: node, except: names + further, role)
        let action = try self.textOrEntityUID(try self.member("action", of: node, role))
        return AuthorizationRequest(
            principal: try self.textOrEntityUID(try self.member("principal", of: node, role)),
            action: action,
            resource: try self.textOrEntityUID(try self.member("resource", of: node, role)),
            context: try node["context"].map { (context) throws(AccessError) in
                let type = schema.actions[action]?.context ?? RecordType([])
                return try self.record(context, as: type, "\"context\"")
            } ?? [:]
        )
    }
}
