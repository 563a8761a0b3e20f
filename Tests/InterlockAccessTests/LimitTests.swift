import InterlockAccess
import Testing

@Suite("Budgets, on 512 KiB of stack")
struct LimitTests {
    /// A condition nested `depth` deep in the way that `shape` says.
    private static func condition(_ shape: String, depth: Int) -> String {
        func wrap(_ left: String, _ core: String, _ right: String) -> String {
            String(repeating: left, count: depth) + core + String(repeating: right, count: depth)
        }
        switch shape {
        case "parentheses": return wrap("(", "true", ")")
        case "negated parentheses": return wrap("!(", "true", ")")
        case "sets": return wrap("[", "1", "]") + " == 1"
        case "records": return wrap("{a:", "1", "}") + " == 1"
        case "conditionals": return wrap("if true then ", "true", " else true")
        case "unfinished conditionals": return wrap("if ", "true", "")
        case "method arguments": return wrap("[1].contains(", "1", ")")
        case "attributes": return "context" + wrap("", "", ".a") + " == 1"
        case "sums": return "1" + wrap("", "", " + 1") + " == 1"
        case "and in or": return wrap("(true && (false || ", "true", "))")
        case "is in":
            return wrap("principal is A in (if principal has a then principal else [", "principal", "])")
        default: return ""
        }
    }

    private static let shapes = [
        "parentheses", "negated parentheses", "sets", "records", "conditionals", "unfinished conditionals",
        "method arguments", "attributes", "sums", "and in or", "is in",
    ]

    @Test(arguments: shapes)
    func `deep nesting is a typed error`(shape: String) {
        onSmallStack {
            for depth in [200, 10_000, 100_000] {
                #expect(parsingCode(permit(when: Self.condition(shape, depth: depth))) == .limitExceeded)
            }
        }
    }

    @Test(arguments: shapes)
    func `what is within the limit is evaluated`(shape: String) {
        onSmallStack {
            // The deepest that the standard limits take, found from above.
            let deepest = (1...100).reversed().first { depth in
                parsingCode(permit(when: Self.condition(shape, depth: depth))) == nil
            }
            guard shape != "unfinished conditionals" else { return }
            guard let deepest else {
                Issue.record("nothing was accepted")
                return
            }
            #expect(deepest >= 8)
            _ = try? Sample.outcome(Self.condition(shape, depth: deepest))
        }
    }

    @Test func `a megabyte of conjunction is read and evaluated`() throws {
        let long = Array(repeating: "true", count: 131_073).joined(separator: " && ")
        #expect(long.utf8.count > 1 << 20)
        #expect(parsingCode(permit(when: long.replacing("true", with: "a"))) == .unknownName)
        onSmallStack {
            #expect((try? Sample.outcome(long)) == .met)
            #expect((try? Sample.outcome(long.replacing("&&", with: "||"))) == .met)
        }
    }

    @Test func `text beyond the limit is refused unread`() {
        let limits = ParsingLimits(maximumByteCount: 40, maximumDepth: 32)
        #expect(parsingCode("permit (principal, action, resource);", limits: limits) == nil)
        #expect(parsingCode("permit (principal, action, resource);    ", limits: limits) == .limitExceeded)
    }

    @Test func `deep JSON is a typed error`() {
        onSmallStack {
            for depth in [33, 10_000, 1_000_000] {
                let text = String(repeating: "[", count: depth)
                #expect(
                    code { () throws(AccessError) in _ = try EntityStore(parsingJSON: text) }
                        == .limitExceeded
                )
            }
            let nested = String(repeating: "[", count: 28) + String(repeating: "]", count: 28)
            let text = "[{\"uid\":{\"type\":\"A\",\"id\":\"b\"},\"attrs\":{\"x\":\(nested)},\"parents\":[]}]"
            #expect(code { () throws(AccessError) in _ = try EntityStore(parsingJSON: text) } == nil)
        }
    }

    @Test(arguments: shapes)
    func `policies in JSON have the same limits`(shape: String) {
        onSmallStack {
            let deepest = (1...100).reversed().first { depth in
                parsingCode(permit(when: Self.condition(shape, depth: depth))) == nil
            }
            guard let deepest,
                let policies = try? PolicySet(parsing: permit(when: Self.condition(shape, depth: deepest)))
            else { return }
            let json = policies.json
            #expect((try? PolicySet(parsingJSON: json))?.json == json)
            #expect((try? PolicyLayout.format(policies.text)) == policies.text)
        }
    }

    /// A chain of so many terms that compare different attributes, so that no two can change places unseen.
    private static func chain(_ count: Int, _ operation: String) -> String {
        (0..<count).map { "principal.a\($0) == \($0)" }.joined(separator: " \(operation) ")
    }

    @Test(arguments: [2, 63, 64, 65, 66, 97, 126, 127, 128, 129, 130, 1_000, 20_000], ["&&", "||"])
    func `a chain of any length is read again as it was written`(count: Int, operation: String) throws {
        let policies = try PolicySet(parsing: permit(when: Self.chain(count, operation)))
        let (json, text) = (policies.json, policies.text)
        onSmallStack {
            let again = try? PolicySet(parsingJSON: json)
            #expect(again?.json == json)
            #expect(again?.text == text)
        }
    }

    @Test func `a long chain may stand in another, and parentheses of few terms stay`() throws {
        let inner = "(\(Self.chain(200, "||")))"
        let long = Array(repeating: inner, count: 70).joined(separator: " && ")
        for condition in [long, "true && (principal.a && (principal.b && principal.c))"] {
            let policies = try PolicySet(parsing: permit(when: condition))
            #expect(try PolicySet(parsingJSON: policies.json).text == policies.text)
        }
    }

    @Test func `deep JSON policies are a typed error`() {
        let shapes = [
            ("{\"!\":{\"arg\":", "}}"), ("{\"Set\":[", "]}"),
            ("{\"&&\":{\"left\":{\"Value\":true},\"right\":{\"!\":{\"arg\":", "}}}}"),
            ("{\"Value\":[", "]}"),
        ]
        onSmallStack {
            for (left, right) in shapes {
                for depth in [33, 60, 120, 10_000] {
                    let body =
                        String(repeating: left, count: depth) + "{\"Value\":1}"
                        + String(repeating: right, count: depth)
                    let policy = """
                        {"effect": "permit", "principal": {"op": "All"}, "action": {"op": "All"}, "resource": {"op": "All"},
                         "conditions": [{"kind": "when", "body": \(body)}]}
                        """
                    #expect(code { () throws(AccessError) in _ = try PolicySet(parsingJSON: policy) } != nil)
                }
            }
        }
    }

    @Test func `deep parentheses in a scope are a typed error`() {
        let text =
            "permit (principal == " + String(repeating: "(", count: 100_000) + "A::\"b\""
            + String(repeating: ")", count: 100_000) + ", action, resource);"
        #expect(parsingCode(text) == .limitExceeded)
        #expect(code { () throws(AccessError) in _ = try PolicyLayout.format(text) } == .limitExceeded)
    }
}
