import Testing

@testable import InterlockAccess

private let position = SourcePosition(line: 1, column: 1, offset: 0)

// Computed: LeakSanitizer does not see what a global keeps in the spare bits of a pointer.
private var cases: [(String, [CedarValue], CedarType?, Bool)] {
    [
        ("decimal", ["1.5"], .extension(.decimal), true),
        ("decimal", ["bad"], .extension(.decimal), false),
        ("ip", [1], .extension(.ipaddr), false),
        ("datetime", ["a", "b"], nil, false),
        ("toDays", ["a"], .integer, false),
        ("lessThan", ["a", "b"], .anyBoolean, false),
    ]
}

@Suite("Signatures of extension functions")
struct ExtensionSignatureTests {
    @Test(arguments: cases)
    func `a call has its function's type, and its arguments are looked at`(
        _ name: String,
        _ arguments: [CedarValue],
        _ type: CedarType?,
        _ isSound: Bool
    ) throws {
        let schema = try Schema(parsing: "")
        let environment = Schema.Environment(
            principal: "A",
            action: EntityUID(type: "Action", id: "a"),
            resource: "A"
        )
        var checker = TypeChecker(schema: schema, environment: environment, context: RecordType([]))
        let literals = arguments.map { Expression(.literal($0), at: position) }
        let call = Expression(.set(literals), at: position)
        #expect(checker.callExtension(name, literals, at: call, [], accepts: { $1 != "bad" }) == type)
        #expect(checker.issues.isEmpty == isSound)
    }

    @Test func `a constructor takes no expression`() throws {
        let environment = Schema.Environment(
            principal: "A",
            action: EntityUID(type: "Action", id: "a"),
            resource: "A"
        )
        let context = RecordType([.init(name: "text", type: .string, isRequired: true)])
        var checker = TypeChecker(schema: try Schema(parsing: ""), environment: environment, context: context)
        let text = Expression(.attribute(Expression(.variable(.context), at: position), "text"), at: position)
        _ = checker.callExtension("decimal", [text], at: text, [], accepts: { _, _ in true })
        #expect(checker.issues.map(\.code) == [.invalidArgument])
    }
}
