import InterlockAccess
import Testing

@Suite("Errors while evaluating")
struct EvaluationErrorTests {
    @Test(arguments: [
        "1 + true == 2", "1 < \"2\"", "!1", "1 && true", "true && 1", "false || 1", "-\"a\" == 1",
        "1 in principal",
        "principal in 1", "principal in [principal, 1]", "1 is User", "\"a\" has b", "1 like \"*\"",
        "1.contains(1)",
        "[1].containsAll(1)", "\"a\".isEmpty()", "if 1 then true else false", "true.a == 1", "context.hour",
        "principal.hasTag(1)", "1.hasTag(\"a\")", "principal < resource",
    ])
    func `an operand of the wrong type`(condition: String) throws {
        #expect(try Sample.outcome(condition) == .failed(.typeMismatch))
    }

    @Test(arguments: [
        "context.max + 1 == 0", "context.min - 1 == 0", "context.max * 2 == 0", "-context.min == 0",
        "--9223372036854775808 == 0", "context.min * -1 == 0",
    ])
    func `integers do not wrap around`(condition: String) throws {
        #expect(try Sample.outcome(condition) == .failed(.integerOverflow))
    }

    @Test func `absent attributes, entities and tags`() throws {
        #expect(try Sample.outcome("principal.debt == 1") == .failed(.noSuchAttribute))
        #expect(try Sample.outcome("context.a == 1") == .failed(.noSuchAttribute))
        #expect(try Sample.outcome("Ghost::\"x\".a == 1") == .failed(.noSuchEntity))
        #expect(try Sample.outcome("principal.getTag(\"x\") == 1") == .failed(.noSuchTag))
        #expect(try Sample.outcome("Ghost::\"x\".getTag(\"x\") == 1") == .failed(.noSuchEntity))
    }

    @Test(arguments: [
        "true || 1 + true == 2", "true || principal.debt == 1", "!(false && 1)", "!(false && principal.debt)",
        "if true then true else principal.debt", "!(false && true && 1)", "false || true || 1",
    ])
    func `what short circuits is not evaluated`(condition: String) throws {
        #expect(try Sample.outcome(condition) == .met)
    }

    @Test func `errors say where`() throws {
        let policies = try PolicySet(
            parsing: "permit (principal, action, resource)\nwhen { context.hour + \"é\" == 1 };"
        )
        let response = Authorizer(policies).isAuthorized(
            Sample.request,
            entities: try Sample.entities
        )
        let error = try #require(response.errors.first?.error)
        #expect(error.position == SourcePosition(line: 2, column: 23, offset: 59))
        #expect(error.description == "typeMismatch at line 2, column 23: expected long, found string")
    }
}
