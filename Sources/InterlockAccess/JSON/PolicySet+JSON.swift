internal import InterlockJSON

extension PolicySet {
    /// Reads policies in Cedar's JSON policy format (docs.cedarpolicy.com, "JSON policy format").
    ///
    /// Either a policy set, `{"staticPolicies", "templates", "templateLinks"}`, or one policy or template, which is
    /// then called `policy0`.
    ///
    /// - Throws: `invalidJSON`, `invalidValue` and the like with their place, `limitExceeded` beyond `limits`.
    public init(parsingJSON text: String, limits: ParsingLimits = .standard) throws(AccessError) {
        // An operator is two levels of JSON, and those of a chain, one level here, stand within each other.
        var jsonLimits = limits
        jsonLimits.maximumDepth = limits.maximumDepth < 1 << 32 ? limits.maximumDepth * 8 : .max
        let reader = PolicyJSONReader(try JSONDocument(text, limits: jsonLimits), limits)
        let root = reader.document.root
        if root["effect"] != nil {
            try self.init([("policy0", root)], by: reader)
        } else {
            try self.init(set: root, by: reader)
        }
    }

    private init(_ nodes: [(id: PolicyID, node: JSONNode)], by reader: PolicyJSONReader) throws(AccessError) {
        self.init()
        for (id, node) in nodes { try self.add(try reader.template(node, id)) }
    }

    private init(set root: JSONNode, by reader: PolicyJSONReader) throws(AccessError) {
        let document = reader.document
        let parts = ["staticPolicies", "templates", "templateLinks"]
        try document.refuseMembers(of: root, except: parts, "a policy set")
        guard parts.contains(where: { root[$0] != nil }) else {
            throw document.error(.invalidValue, "this is neither a policy nor a policy set", at: root)
        }
        self.init()
        for (name, hasSlots) in [("staticPolicies", false), ("templates", true)] {
            guard let part = root[name] else { continue }
            for member in try document.object(part, "\"\(name)\"") {
                let template = try reader.template(member.value, PolicyID(member.name))
                guard template.slots.isEmpty != hasSlots else {
                    let reason = "\(template.id) has \(hasSlots ? "no slots" : "slots")"
                    throw document.error(.invalidValue, reason, at: member.value)
                }
                try self.add(template)
            }
        }
        guard let links = root["templateLinks"] else { return }
        for node in try document.array(links, "\"templateLinks\"") { try self.link(node, document) }
    }

    private mutating func link(_ node: JSONNode, _ document: JSONDocument) throws(AccessError) {
        let role = "a template link"
        try document.refuseMembers(of: node, except: ["templateId", "newId", "values"], role)
        let template = try document.string(
            try document.member("templateId", of: node, role),
            "\"templateId\""
        )
        let id = try document.string(try document.member("newId", of: node, role), "\"newId\"")
        var values: [Template.Slot: EntityUID] = [:]
        for member in try document.object(try document.member("values", of: node, role), "\"values\"") {
            guard let slot = Template.Slot(rawValue: member.name) else {
                throw document.error(.invalidValue, "there is no slot \(member.name)", at: member.value)
            }
            values[slot] = try document.entityUID(member.value)
        }
        do {
            try self.link(PolicyID(template), as: PolicyID(id), values)
        } catch {
            throw document.error(error.code, error.reason, at: node)
        }
    }

    /// The set in Cedar's JSON policy format: `{"staticPolicies", "templates", "templateLinks"}`.
    public var json: String {
        let statics = self.policies.filter { self.links[$0.id] == nil }.map { policy in
            Template(body: policy, principal: nil, resource: nil)
        }
        let links = self.policies.compactMap { policy in
            self.links[policy.id].map { PolicyJSON.link($0, as: policy.id) }
        }
        return JSONText.object([
            ("staticPolicies", JSONText.object(statics.map { ($0.id.rawValue, PolicyJSON.text($0)) })),
            ("templates", JSONText.object(self.templates.map { ($0.id.rawValue, PolicyJSON.text($0)) })),
            ("templateLinks", JSONText.array(links)),
        ])
    }
}
