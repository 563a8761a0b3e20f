import InterlockAccess
import Testing

@Suite("Cedar JSON")
struct JSONTests {
    private func entityCode(_ attribute: String) -> AccessError.Code? {
        let text = "[{\"uid\":{\"type\":\"A\",\"id\":\"b\"},\"attrs\":{\"x\":\(attribute)},\"parents\":[]}]"
        return code { () throws(AccessError) in _ = try EntityStore(parsingJSON: text) }
    }

    @Test func `entities with every kind of value`() throws {
        let store = try EntityStore(
            parsingJSON: """
                [{"uid": {"__entity": {"type": "N::User", "id": "\\ud83d\\ude00\\n"}},
                  "attrs": {"n": -9223372036854775808, "b": true, "s": "x\\u00e9\\/", "set": [1, [], "a", 1],
                            "r": {"e": {"__entity": {"type": "Zone", "id": "z"}}}},
                  "parents": [{"type": "Zone", "id": "z"}], "tags": {"t": {}}}]
                """
        )
        let user = try #require(store[EntityUID(type: "N::User", id: "😀\n")])
        let zone = EntityUID(type: "Zone", id: "z")
        #expect(
            user.attributes == [
                "n": .integer(.min), "b": true, "s": "xé/", "set": [1, [], "a"], "r": ["e": .entity(zone)],
            ]
        )
        #expect(user.parents == [zone])
        #expect(user.tags == ["t": [:]])
    }

    @Test func `requests in both forms`() throws {
        let request = AuthorizationRequest(
            principal: EntityUID(type: "User", id: "a"),
            action: EntityUID(type: "Action", id: "r"),
            resource: EntityUID(type: "N::M", id: "m"),
            context: ["h": 1]
        )
        let objects = """
            {"principal": {"type": "User", "id": "a"}, "action": {"__entity": {"type": "Action", "id": "r"}},
             "resource": {"type": "N::M", "id": "m"}, "context": {"h": 1}}
            """
        let texts =
            #"{"principal": "User::\"a\"", "action": "Action::\"r\"", "resource": "N::M::\"m\"", "context": {"h": 1}}"#
        #expect(try AuthorizationRequest(parsingJSON: objects) == request)
        #expect(try AuthorizationRequest(parsingJSON: texts) == request)
    }

    @Test(
        arguments: [
            ("1.0", .invalidValue), ("1e3", .invalidValue), ("null", .invalidValue), ("01", .invalidJSON),
            ("-", .invalidJSON),
            ("9223372036854775808", .integerOutOfRange), ("tru", .invalidJSON), ("[1,]", .invalidJSON),
            ("{\"a\":1,}", .invalidJSON),
            ("{\"a\":1,\"a\":1}", .duplicateName), ("{\"a\":1,\"\\u0061\":1}", .duplicateName),
            ("\"\\ud800\"", .invalidEscape),
            ("\"\\udc00\"", .invalidEscape), ("\"\\x\"", .invalidEscape), ("\"\t\"", .invalidJSON),
            ("\"", .invalidJSON),
            ("{\"__extn\":{\"fn\":\"ip\",\"arg\":\"::1::\"}}", .invalidValue),
            ("{\"__extn\":{\"fn\":\"host\",\"arg\":\"::1\"}}", .unknownName),
            ("{\"__extn\":{\"fn\":\"ip\",\"args\":[]}}", .invalidValue),
            ("{\"__extn\":{\"fn\":\"ip\"}}", .invalidValue), ("{\"__extn\":\"ip\"}", .invalidValue),
            ("{\"__expr\":\"1\"}", .unsupported),
            ("{\"__entity\":{\"type\":\"A\",\"id\":\"b\"},\"c\":1}", .invalidValue),
            ("{\"__entity\":{\"type\":\"A B\",\"id\":\"b\"}}", .invalidValue),
            ("{\"__entity\":{\"type\":\"A::if\",\"id\":\"b\"}}", .invalidValue),
            ("{\"__entity\":{\"type\":\"A\"}}", .invalidValue),
            ("{\"__entity\":{\"type\":\"A\",\"id\":1}}", .invalidValue), ("1}", .invalidJSON),
        ] as [(String, AccessError.Code)]
    )
    func `what is not a Cedar value is refused`(attribute: String, expected: AccessError.Code) {
        #expect(self.entityCode(attribute) == expected)
    }

    @Test func `misspelt and missing members are refused`() {
        let texts = [
            "{}", "[1]", "[{}]", "[{\"uid\":{\"type\":\"A\",\"id\":\"b\"},\"attrs\":{}}]",
            "[{\"uid\":{\"type\":\"A\",\"id\":\"b\"},\"attrs\":{},\"parents\":[],\"tag\":{}}]",
        ]
        for text in texts {
            #expect(
                code { () throws(AccessError) in _ = try EntityStore(parsingJSON: text) } == .invalidValue
            )
        }
        let request =
            #"{"principal": "A::\"a\"", "action": "A::\"a\"", "resource": "A::\"a\"", "contxt": {}}"#
        #expect(
            code { () throws(AccessError) in _ = try AuthorizationRequest(parsingJSON: request) }
                == .invalidValue
        )
    }
}
