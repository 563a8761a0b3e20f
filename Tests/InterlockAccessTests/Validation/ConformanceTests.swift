import Testing

@testable import InterlockAccess

private let schemaText = """
    entity Zone;
    entity User in [Zone] = { name: String, side?: Side, home: { meter: Meter, size?: Long } } tags Set<Long>;
    entity Meter;
    entity Side enum ["buy", "sell"];
    action all;
    action read in [all] appliesTo { principal: User, resource: [Meter], context: { by?: User, hours: Set<Long> } };
    """

/// The code of the error that reading `json` as the only entity gives.
private func entityCode(_ json: String) throws -> AccessError.Code? {
    let schema = try Schema(parsing: schemaText)
    return code { () throws(AccessError) in _ = try EntityStore(parsingJSON: "[\(json)]", schema: schema) }
}

/// An entity with these attributes and what else is given.
private func user(_ attributes: String, parents: String = "", tags: String = "") -> String {
    """
    {"uid": {"type": "User", "id": "a"}, "attrs": {\(attributes)}, "parents": [\(parents)], "tags": {\(tags)}}
    """
}

private let home = #""name": "a", "home": {"meter": {"type": "Meter", "id": "m"}}"#

private let entityCases: [(String, AccessError.Code?)] = [
    (user(home), nil),
    (user(home + #", "side": {"type": "Side", "id": "buy"}"#), nil),
    (user(home + #", "side": {"__entity": {"type": "Side", "id": "sell"}}"#), nil),
    (user(home + #", "side": {"type": "Side", "id": "hold"}"#), AccessError.Code.nonconforming),
    (user(home + #", "side": {"type": "Meter", "id": "m"}"#), .nonconforming),
    (user(home + #", "extra": 1"#), .nonconforming),
    (user(#""name": "a""#), .nonconforming),
    (user(#""name": 1, "home": {"meter": {"type": "Meter", "id": "m"}}"#), .nonconforming),
    (user(#""name": "a", "home": {"meter": {"type": "Meter", "id": "m"}, "size": "1"}"#), .nonconforming),
    (user(#""name": "a", "home": {"meter": "m"}"#), .nonconforming),
    (user(home, parents: #"{"type": "Meter", "id": "m"}"#), .nonconforming),
    (user(home, tags: #""t": 1"#), .nonconforming),
    (user(home, tags: #""t": ["a"]"#), .nonconforming),
    (
        #"{"uid": {"type": "Meter", "id": "a"}, "attrs": {}, "parents": [], "tags": {"t": 1}}"#,
        .nonconforming
    ),
    (#"{"uid": {"type": "Side", "id": "hold"}, "attrs": {}, "parents": []}"#, .nonconforming),
    (#"{"uid": {"type": "Nothing", "id": "a"}, "attrs": {}, "parents": []}"#, .undeclaredType),
    (#"{"uid": {"type": "Action", "id": "a"}, "attrs": {}, "parents": []}"#, .undeclaredAction),
    (#"{"uid": {"type": "Action", "id": "read"}, "attrs": {}, "parents": []}"#, .nonconforming),
    (
        #"{"uid": {"type": "Action", "id": "read"}, "attrs": {}, "parents": [{"type": "Action", "id": "all"}]}"#,
        nil
    ),
]

private let requestCases: [(String, String, String, CedarRecord, AccessError.Code?)] = [
    ("User", "read", "Meter", CedarRecord(["hours": [1]]), nil),
    ("User", "read", "Meter", [:], AccessError.Code.nonconforming),
    ("User", "read", "Meter", ["hours": ["a"]], .nonconforming),
    ("User", "read", "Meter", ["hours": [], "more": 1], .nonconforming),
    ("Zone", "read", "Meter", ["hours": []], .nonconforming),
    ("User", "read", "Zone", ["hours": []], .nonconforming),
    ("User", "all", "Meter", [:], .nonconforming),
    ("User", "none", "Meter", [:], .undeclaredAction),
    ("Nothing", "read", "Meter", ["hours": []], .undeclaredType),
]

@Suite("Entities and requests against a schema")
struct ConformanceTests {
    @Test func `entities are read as the schema says, and its actions are there`() throws {
        let schema = try Schema(parsing: schemaText)
        let store = try EntityStore(
            parsingJSON: "[\(user(home, parents: #"{"type": "Zone", "id": "z"}"#, tags: #""t": [1, 2]"#))]",
            schema: schema
        )
        let policies = try PolicySet(
            parsing: """
                permit (principal in Zone::"z", action in Action::"all", resource)
                when { principal.home.meter == resource && principal.getTag("t").contains(2) };
                """
        )
        let request = try AuthorizationRequest(
            parsingJSON: #"""
                {"principal": "User::\"a\"", "action": "Action::\"read\"", "resource": "Meter::\"m\"",
                 "context": {"by": {"type": "User", "id": "b"}, "hours": []}}
                """#,
            schema: schema
        )
        #expect(request.context["by"] == .entity(EntityUID(type: "User", id: "b")))
        let response = Authorizer(policies).isAuthorized(request, entities: store)
        #expect(response.decision == .allow)
    }

    @Test(arguments: entityCases)
    func `an entity must be as declared`(_ json: String, _ expected: AccessError.Code?) throws {
        #expect(try entityCode(json) == expected)
    }

    @Test(arguments: requestCases)
    func `a request must be as declared`(
        _ principal: String,
        _ action: String,
        _ resource: String,
        _ context: CedarRecord,
        _ expected: AccessError.Code?
    ) throws {
        let schema = try Schema(parsing: schemaText)
        let request = AuthorizationRequest(
            principal: EntityUID(type: principal, id: "a"),
            action: EntityUID(type: "Action", id: action),
            resource: EntityUID(type: resource, id: "b"),
            context: context
        )
        #expect(code { () throws(AccessError) in try schema.check(request) } == expected)
    }
}
