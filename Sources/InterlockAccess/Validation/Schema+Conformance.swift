/// Whether entities and requests are as the schema says.
extension Schema {
    /// Checks type, id, attributes, tags and parents of `entity`.
    ///
    /// - Throws: `nonconforming` with the first difference; `undeclaredType` and `undeclaredAction`.
    public func check(_ entity: Entity) throws(AccessError) {
        if Self.isActionType(entity.uid.type) { return try self.checkAction(entity) }
        guard let type = self.entityTypes[exactly: entity.uid.type] else {
            throw AccessError(.undeclaredType, "the schema has no entity type \(entity.uid.type)")
        }
        try self.checkID(entity.uid)
        let role = entity.uid.description
        try self.check(entity.attributes, type.attributes, role)
        for name in entity.tags.names {
            guard let tags = type.tags, let value = entity.tags[name] else {
                throw AccessError(.nonconforming, "\(role) must have no tags")
            }
            try self.check(value, tags, "tag \(StringEscapes.quoted(name)) of \(role)")
        }
        for parent in entity.parents {
            guard type.ancestors.containsExactly(parent.type) else {
                throw AccessError(.nonconforming, "\(role) must not be in \(parent)")
            }
            try self.checkID(parent)
        }
    }

    /// Checks action, types of principal and resource, and context of `request`.
    ///
    /// - Throws: as ``check(_:)-(Entity)``.
    public func check(_ request: AuthorizationRequest) throws(AccessError) {
        guard let action = self.actions[request.action] else {
            throw AccessError(.undeclaredAction, "the schema has no action \(request.action)")
        }
        let parties = [
            ("principal", request.principal, action.principals),
            ("resource", request.resource, action.resources),
        ]
        for (role, uid, types) in parties {
            try self.checkID(uid)
            guard types.containsExactly(uid.type) else {
                throw AccessError(.nonconforming, "\(uid.type) is no \(role) of \(request.action)")
            }
        }
        try self.check(request.context, action.context, "the context")
    }

    // MARK: Entities

    private func checkID(_ uid: EntityUID) throws(AccessError) {
        guard let fault = self.fault(of: uid) else { return }
        switch fault.code {
        case .unknownEntityType: throw AccessError(.undeclaredType, fault.reason)
        case .unknownAction: throw AccessError(.undeclaredAction, fault.reason)
        default: throw AccessError(.nonconforming, fault.reason)
        }
    }

    /// An action must be in the schema's groups, no more and no fewer, and have nothing else.
    private func checkAction(_ entity: Entity) throws(AccessError) {
        try self.checkID(entity.uid)
        var reached = Set(entity.parents)
        for parent in entity.parents { reached.formUnion(self.actions[parent]?.ancestors ?? []) }
        let isBare = entity.attributes.isEmpty && entity.tags.isEmpty
        guard isBare, reached == self.actions[entity.uid]?.ancestors else {
            throw AccessError(.nonconforming, "\(entity.uid) is not as the schema declares it")
        }
    }

    // MARK: Values

    private func check(
        _ record: CedarRecord,
        _ type: RecordType,
        _ role: String
    ) throws(AccessError) {
        for attribute in type.attributes where attribute.isRequired && !record.has(attribute.name) {
            let reason = "\(role) must have an attribute \(SchemaText.name(attribute.name))"
            throw AccessError(.nonconforming, reason)
        }
        for name in record.names {
            guard let value = record[name] else { continue }
            guard let attribute = type[name] else {
                throw AccessError(.nonconforming, "\(role) has no attribute \(SchemaText.name(name))")
            }
            try self.check(value, attribute.type, "attribute \(SchemaText.name(name)) of \(role)")
        }
    }

    private func check(_ value: CedarValue, _ type: CedarType, _ role: String) throws(AccessError) {
        switch (value, type) {
        case (.boolean, .boolean), (.integer, .integer), (.string, .string): return
        case (.decimal, .extension(.decimal)), (.ipAddress, .extension(.ipaddr)): return
        case (.datetime, .extension(.datetime)), (.duration, .extension(.duration)): return
        case (.entity(let uid), .entity(let wanted)) where uid.isOf(type: wanted): try self.checkID(uid)
        case (.set(let elements), .set(let wanted?)):
            for element in elements { try self.check(element, wanted, "an element of \(role)") }
        case (.record(let record), .record(let wanted)): try self.check(record, wanted, role)
        default:
            throw AccessError(.nonconforming, "\(role) must be \(type), not \(value.typeName)")
        }
    }
}
