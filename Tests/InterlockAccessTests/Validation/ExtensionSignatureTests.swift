import Testing

@testable import InterlockAccess

private let position = SourcePosition(line: 1, column: 1, offset: 0)

// Computed: LeakSanitizer does not see what a global keeps in the spare bits of a pointer.
private var cases: [(ExtensionFunction, [CedarValue], CedarType?, Bool)] {
    [
        (.decimal, ["1.5"], .extension(.decimal), true),
        (.decimal, ["bad"], .extension(.decimal), false),
        (.ip, [1], .extension(.ipaddr), false),
        (.datetime, ["a", "b"], nil, false),
        (.toDays, ["a"], .integer, false),
        (.lessThan, ["a", "b"], .anyBoolean, false),
    ]
}

@Suite("Signatures of extension functions")
struct ExtensionSignatureTests {
    @Test(arguments: cases)
    func `a call has its function's type, and its arguments are looked at`(
        _ function: ExtensionFunction,
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
        #expect(checker.call(function, literals, at: call, []) == type)
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
        _ = checker.call(.decimal, [text], at: text, [])
        #expect(checker.issues.map(\.code) == [.invalidArgument])
    }
}
