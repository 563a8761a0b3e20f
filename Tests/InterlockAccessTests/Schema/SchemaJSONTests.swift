import Testing

@testable import InterlockAccess

/// The code of the error that reading `text` as a JSON schema gives.
func schemaJSONCode(_ text: String) -> AccessError.Code? {
    code { () throws(AccessError) in _ = try Schema(parsingJSON: text) }
}

/// A JSON schema with one entity type `A` that has an attribute `x`.
private func attribute(_ type: String) -> String {
    """
    {"": {"commonTypes": {"T": {"type": "Long"}}, "entityTypes": {"A": {"shape":
      {"type": "Record", "attributes": {"x": \(type)}}}}, "actions": {}}}
    """
}

// Computed: LeakSanitizer does not see what a global keeps in the spare bits of a pointer.
private var typeCases: [(String, CedarType)] {
    [
        (#"{"type": "Boolean"}"#, CedarType.anyBoolean),
        (#"{"type": "Long", "required": false}"#, .integer),
        (#"{"type": "String", "annotations": {"doc": "text", "mark": null}}"#, .string),
        (#"{"type": "Extension", "name": "ipaddr"}"#, .extension(.ipaddr)),
        (#"{"type": "Entity", "name": "A"}"#, .entity("A")),
        (#"{"type": "EntityOrCommon", "name": "A"}"#, .entity("A")),
        (#"{"type": "EntityOrCommon", "name": "T"}"#, .integer),
        (#"{"type": "EntityOrCommon", "name": "__cedar::Bool"}"#, .anyBoolean),
        (#"{"type": "T"}"#, .integer),
        (#"{"type": "Set", "element": {"type": "T"}}"#, .set(.integer)),
        (#"{"type": "Record", "attributes": {}, "additionalAttributes": false}"#, .record(RecordType([]))),
    ]
}

private let faultyCases: [(String, AccessError.Code)] = [
    (attribute(#"{"type": "A"}"#), AccessError.Code.undeclaredType),
    (attribute(#"{"type": "Entity", "name": "T"}"#), .undeclaredType),
    (attribute(#"{"type": "Extension", "name": "money"}"#), .undeclaredType),
    (attribute(#"{"type": "Set"}"#), .invalidValue),
    (attribute(#"{"type": "Long", "element": {}}"#), .invalidValue),
    (attribute(#"{"type": "Record", "attributes": {}, "additionalAttributes": true}"#), .unsupported),
    (attribute(#"{"type": "Long", "required": 1}"#), .invalidValue),
    (attribute(#"{"type": "1"}"#), .invalidValue),
    (#"{"": {"entityTypes": {}}}"#, .invalidValue),
    (#"{"": {"entityTypes": {}, "actions": {}, "types": {}}}"#, .invalidValue),
    (#"{"N": {"entityTypes": {"A::B": {}}, "actions": {}}}"#, .invalidValue),
    (#"{"": {"entityTypes": {"A": {"enum": []}}, "actions": {}}}"#, .invalidValue),
    (#"{"": {"entityTypes": {"A": {"enum": ["a"], "shape": {}}}, "actions": {}}}"#, .invalidValue),
    (#"{"": {"entityTypes": {}, "actions": {"a": {"memberOf": [{"id": "b"}]}}}}"#, .undeclaredAction),
    (#"{"": {"entityTypes": {}, "actions": {"a": {"appliesTo": {}}}}}"#, .invalidValue),
    (#"{"": {"entityTypes": {}, "actions": {"a": {"attributes": {"b": 1}}}}}"#, .unsupported),
    (#"{"": {"entityTypes": {}, "actions": {}}} 1"#, .invalidJSON),
]

@Suite("Schemas as JSON")
struct SchemaJSONTests {
    @Test(arguments: typeCases)
    func `types of every kind are read`(_ json: String, _ expected: CedarType) throws {
        let schema = try Schema(parsingJSON: attribute(json))
        #expect(schema.entityTypes["A"]?.attributes["x"]?.type == expected)
        #expect(try Schema(parsing: schema.text).entityTypes["A"] ?? nil != nil)
    }

    @Test(arguments: faultyCases)
    func `a faulty schema is refused`(_ json: String, _ expected: AccessError.Code) {
        #expect(schemaJSONCode(json) == expected)
    }

    @Test func `both syntaxes say the same and change into each other`() throws {
        let text = """
            @doc("x\\"y") namespace N {
              type T = {a?: Long, @unit("Wh") "b c": Set<__cedar::datetime>};
              entity E enum ["\\u{1}", "z"];
              entity A in [B, M::C] = {t: T} tags String;
              entity B;
              action all;
              action "do it" in [all, N::Action::"all"] appliesTo {
                principal: [A], resource: [B], context: T
              };
            }
            namespace M { entity C; }
            """
        let schema = try Schema(parsing: text)
        let fromJSON = try Schema(parsingJSON: schema.json)
        #expect(fromJSON.text == schema.text)
        #expect(fromJSON.json == schema.json)
        #expect(try Schema(parsing: schema.text).json == schema.json)
        #expect(fromJSON.environments == schema.environments)
    }
}
