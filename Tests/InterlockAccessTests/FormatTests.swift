import FoundationEssentials
import Testing

@testable import InterlockAccess

private let corpus = ProcessInfo.processInfo.environment["CEDAR_CORPUS"].map { URL(filePath: $0) }

@Suite("Forms of policies")
struct FormatTests {
    private static var texts: [String] {
        [
            permit(when: "-(1) == -1 && --1 == -(-(1)) && 1 - -1 == 2 && -(-9223372036854775808) == 0"),
            permit(when: "(1 + 2) * 3 - (4 - 5) == -context.hour * 2 || !(!true) && !context.a"),
            permit(
                when: "(a || b) && c".replacing("a", with: "true").replacing("b", with: "false").replacing(
                    "c",
                    with: "(true && false)"
                )
            ),
            permit(
                when:
                    "if (if true then 1 else 2) == 1 then [1, {a: \"\\u{0}é\", \"b c\": []}] == [] else true"
            ),
            permit(
                when: "(if true then context else {}).a has b.c.d && context[\"if\"] like \"*\\*é\\\"\\n\""
            ),
            permit(when: "principal is A::B in [resource] && (principal in resource) == (1 < 2)"),
            permit(
                when: "context.x.isInRange(ip(\"::1\")) && duration(\"1h\").toHours() == 1 && [].isEmpty()"
            ),
            permit(
                when:
                    "principal.hasTag(\"a\") && principal.getTag(\"a\").containsAny([1]) && decimal() == ip(1, 2)"
            ),
            "@a @b(\"\") @c(\"x\\\"\") forbid (principal == A::\"b\", action == Action::\"c\", resource in D::\"e\");",
            "permit (principal is A, action in Action::\"c\", resource is D in D::\"e\") unless { false } when { true };",
            "permit (principal, action in [Action::\"a\", B::Action::\"c\"], resource); permit (principal, action in [], resource);",
            "permit (principal == ?principal, action, resource in ?resource);",
            "permit (principal is A in ?principal, action, resource is B in ?resource) when { context has a };",
            "",
        ]
    }

    @Test func `text, JSON and what is laid out say the same`() throws {
        for text in Self.texts { #expect(try Self.fault(text) == nil) }
    }

    @Test(.enabled(if: corpus != nil))
    func `the corpus's policies say the same in all forms`() throws {
        let folder = try #require(corpus).appending(path: "corpus-tests")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        for name in names where name.hasSuffix(".cedar") {
            let text = String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
            let fault = try Self.fault(text)
            #expect(fault == nil, "\(name)")
        }
    }

    /// Which form of `text` says something else, nil if none does.
    private static func fault(_ text: String) throws -> String? {
        let policies = try PolicySet(parsing: text)
        let json = policies.json
        guard try PolicySet(parsingJSON: json).json == json else { return "JSON: \(json)" }
        let laidOut = try PolicyLayout.format(text)
        guard try PolicySet(parsing: laidOut).json == json else { return "layout: \(laidOut)" }
        guard try PolicyLayout.format(laidOut) == laidOut else { return "second layout: \(laidOut)" }
        // Templates come last in what is printed, which changes what they are called.
        guard policies.templates.isEmpty || policies.policies.isEmpty else { return nil }
        let printed = policies.text
        guard try PolicySet(parsing: printed).json == json else { return "text: \(printed)" }
        return nil
    }

    @Test(arguments: [100, 2_000])
    func `a chain that is longer than it may be deep is one level`(count: Int) throws {
        for operation in [" || ", " && "] {
            let terms = (0..<count).map { "context.a == \($0)" }
            let json = try PolicySet(parsing: permit(when: terms.joined(separator: operation))).json
            #expect(try PolicySet(parsingJSON: json).json == json)
        }
    }

    @Test func `what would be written out without end is refused`() {
        let nested =
            String(repeating: "(", count: 25) + "context" + String(repeating: " has a.b.c)", count: 25)
        #expect(parsingCode(permit(when: nested)) == .limitExceeded)
    }

    @Test func `comments stay where they were`() throws {
        let text = """
            // The file's.

            // The policy's.
            @id("x") // of the name
            permit (principal,   // who
              action, resource) when { // first
            // second
            context.a == 1 && // third
            context.b // fourth
            // fifth
            }; // after

            // last
            """
        let expected = """
            // The file's.

            // The policy's.
            @id("x") // of the name
            permit (
              principal, // who
              action,
              resource
            )
            when { // first
              // second
              context.a == 1 && // third
              context.b // fourth
              // fifth
            }; // after

            // last

            """
        #expect(try PolicyLayout.format(text) == expected)
        #expect(try PolicyLayout.format(expected) == expected)
    }

    @Test(arguments: ["\u{C}", "\u{B}", "\u{2028}", "\u{85}"])
    func `a comment goes on after what does not end its line`(_ separator: String) throws {
        let text = "// a\(separator)permit (\npermit (principal, action, resource);\n"
        #expect(try PolicyLayout.format(text) == text)
        #expect(try PolicyLayout.format(text.replacing("\n", with: "\r\n")) == text)
        #expect(try PolicyLayout.format(text.replacing("\n", with: "\r")) == text)
    }

    @Test func `long conditions are broken where they bind least`() throws {
        let text = permit(
            when: """
                if context.first == "a long string" then principal.zones.containsAny(["north", "south", "east", \
                "west", "centre", "harbour"]) && context.hour>=8 && context.hour<20 || -context.price< - 1 else !true
                """
        )
        let expected = """
            permit (principal, action, resource)
            when {
              if context.first == "a long string"
              then principal.zones.containsAny(
                ["north", "south", "east", "west", "centre", "harbour"]
              ) &&
              context.hour >= 8 &&
              context.hour < 20 ||
              -context.price < -1
              else !true
            };

            """
        #expect(try PolicyLayout.format(text) == expected)
    }

    @Test(arguments: [
        "{}", "[]", "1", "{\"effect\":\"permit\"}", "{\"staticPolicies\":[]}",
        "{\"staticPolicies\":{\"a\":{}}}", "{\"links\":[]}",
        "{\"templateLinks\":[{\"templateId\":\"a\",\"newId\":\"b\",\"values\":{}}]}",
    ])
    func `what is no policy is refused`(text: String) {
        let refused = code { () throws(AccessError) in _ = try PolicySet(parsingJSON: text) }
        #expect(refused == .invalidValue || refused == .unknownName)
    }

    @Test(arguments: [
        ("{}", AccessError.Code.invalidValue), ("{\"Value\":1,\"Var\":\"context\"}", .invalidValue),
        ("{\"Value\":null}", .invalidValue),
        ("{\"Value\":{\"__extn\":{\"fn\":\"ip\",\"arg\":\"x\"}}}", .invalidValue),
        ("{\"Var\":\"x\"}", .unknownName), ("{\"Slot\":\"?principal\"}", .unexpectedToken),
        ("{\"^\":{}}", .unknownName),
        ("{\"==\":{\"left\":{\"Value\":1}}}", .invalidValue),
        ("{\"!\":{\"left\":{\"Value\":1}}}", .invalidValue),
        ("{\"lessThan\":[]}", .wrongArgumentCount),
        ("{\"like\":{\"left\":{\"Value\":\"\"},\"pattern\":[\"x\"]}}", .invalidValue),
        ("{\"is\":{\"left\":{\"Var\":\"principal\"},\"entity_type\":\"a b\"}}", .invalidValue),
        ("[]", .invalidValue),
    ])
    func `what is no expression is refused with its place`(text: String, expected: AccessError.Code) {
        let policy = """
            {"effect": "permit", "principal": {"op": "All"}, "action": {"op": "All"}, "resource": {"op": "All"},
             "conditions": [{"kind": "when", "body": \(text)}]}
            """
        do {
            _ = try PolicySet(parsingJSON: policy)
            Issue.record("accepted")
        } catch {
            #expect(error.code == expected)
            #expect(error.position?.line == 2)
        }
    }
}
