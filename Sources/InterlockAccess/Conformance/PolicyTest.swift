internal import InterlockJSON

/// A test in the layout of cedar-policy/cedar-integration-tests: a JSON text that names policies, entities and a
/// schema, says whether the policies are valid, and lists requests with decision, reasons and errors.
package struct PolicyTest {
    private let document: JSONDocument
    private let load: (String) throws -> String

    /// Reads the test; `load` gives the text of a file that it names.
    package init(parsingJSON text: String, load: @escaping (String) throws -> String) throws(AccessError) {
        self.document = try JSONDocument(text, limits: .standard)
        self.load = load
    }

    /// Whether `text` is such a test, and not one of the files that tests name.
    package static func isTest(_ text: String) -> Bool {
        guard let document = try? JSONDocument(text, limits: .standard) else { return false }
        return document.root["policies"] != nil && document.root["requests"] != nil
    }

    /// Runs the test, and says how what comes out differs from what should.
    ///
    /// - Throws: what `load` throws, and `AccessError` for policies, schema, entities and requests that cannot be read.
    package func differences() throws -> [String] {
        let schema = try self.schema()
        let policies = try PolicySet(parsing: try self.load(try self.name("policies")))
        var differences: [String] = []
        if let schema, case .boolean(let expected)? = self.document.root["shouldValidate"]?.kind {
            let report = Validator(schema: schema).validate(policies)
            if report.isValid != expected {
                differences.append(
                    "the policies should be \(expected ? "valid" : "invalid"): \(report.errors)"
                )
            }
        }
        let authorizer = Authorizer(policies)
        let entities = try self.entities(schema)
        let requests = try self.document.member("requests", of: self.document.root, "a test")
        for (index, node) in try self.document.array(requests, "\"requests\"").enumerated() {
            let response = authorizer.isAuthorized(try self.request(node, schema), entities: entities)
            let difference = try self.difference(response, node)
            if let difference { differences.append("request \(index): \(difference)") }
        }
        return differences
    }

    private func name(_ name: String) throws(AccessError) -> String {
        try self.document.string(
            try self.document.member(name, of: self.document.root, "a test"),
            "\"\(name)\""
        )
    }

    private func schema() throws -> Schema? {
        guard self.document.root["schema"] != nil else { return nil }
        let name = try self.name("schema")
        let text = try self.load(name)
        return try name.hasSuffix(".json") ? Schema(parsingJSON: text) : Schema(parsing: text)
    }

    private func entities(_ schema: Schema?) throws -> EntityStore {
        let text = try self.load(try self.name("entities"))
        guard let schema else { return try EntityStore(parsingJSON: text) }
        return try EntityStore(parsingJSON: text, schema: schema)
    }

    /// The request, which must be one that the schema allows unless the test says otherwise.
    private func request(_ node: JSONNode, _ schema: Schema?) throws(AccessError) -> AuthorizationRequest {
        let further = ["description", "validateRequest", "decision", "reason", "errors"]
        guard let schema else { return try self.document.request(node, passing: further) }
        let request = try self.document.request(node, schema, passing: further)
        if case .boolean(false)? = node["validateRequest"]?.kind { return request }
        try schema.check(request)
        return request
    }

    private func difference(
        _ response: AuthorizationResponse,
        _ node: JSONNode
    ) throws(AccessError) -> String? {
        let decision = try self.document.string(
            try self.document.member("decision", of: node, "a request"),
            "\"decision\""
        )
        let expected = [[decision], try self.names("reason", node), try self.names("errors", node)]
        let found = [
            [response.decision.rawValue],
            response.determiningPolicies.sorted().map(\.rawValue),
            response.errors.map(\.policy).sorted().map(\.rawValue),
        ]
        let isSame = found.elementsEqual(expected) { $0.elementsEqual($1) { $0.isExactly($1) } }
        return isSame ? nil : "\(found), not \(expected)"
    }

    private func names(_ name: String, _ node: JSONNode) throws(AccessError) -> [String] {
        var names: [String] = []
        let member = try self.document.member(name, of: node, "a request")
        for element in try self.document.array(member, "\"\(name)\"") {
            names.append(try self.document.string(element, "a policy's id"))
        }
        return names.sorted { $0.precedesExactly($1) }
    }
}
