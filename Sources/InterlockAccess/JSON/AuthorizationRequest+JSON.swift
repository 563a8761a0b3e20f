internal import InterlockJSON

extension AuthorizationRequest {
    /// Reads a request: `{"principal", "action", "resource", "context"}`, the context optional.
    ///
    /// Principal, action and resource are `{"type": "User", "id": "alice"}` or the Cedar text `User::"alice"`.
    ///
    /// - Throws: `invalidJSON`, `invalidValue` and the like with their place, `limitExceeded` beyond `limits`.
    public init(parsingJSON text: String, limits: ParsingLimits = .standard) throws(AccessError) {
        let document = try JSONDocument(text, limits: limits)
        self = try document.request(document.root)
    }
}

extension AuthorizationRequest {
    /// The request in JSON form, as ``init(parsingJSON:limits:)`` reads it.
    public var json: String {
        JSONText.object([
            ("principal", JSONText.entity(self.principal)), ("action", JSONText.entity(self.action)),
            ("resource", JSONText.entity(self.resource)), ("context", JSONText.value(.record(self.context))),
        ])
    }
}

extension JSONDocument {
    /// The request that `node` is; `further` are members that do not belong to it and are passed over.
    func request(_ node: JSONNode, passing further: [String] = []) throws(AccessError) -> AuthorizationRequest
    {
        let role = "a request"
        let names = ["principal", "action", "resource", "context"]
        try self.refuseMembers(of: node, except: names + further, role)
        return AuthorizationRequest(
            principal: try self.textOrEntityUID(try self.member("principal", of: node, role)),
            action: try self.textOrEntityUID(try self.member("action", of: node, role)),
            resource: try self.textOrEntityUID(try self.member("resource", of: node, role)),
            context: try node["context"].map { (context) throws(AccessError) in
                try self.record(context, "\"context\"")
            } ?? [:]
        )
    }

    func textOrEntityUID(_ node: JSONNode) throws(AccessError) -> EntityUID {
        guard case .string(let text) = node.kind else { return try self.entityUID(node) }
        do {
            return try EntityUID(parsing: text)
        } catch {
            throw self.error(.invalidValue, "this is no entity's name: \(error.reason)", at: node)
        }
    }
}
