import InterlockAccess
import Testing

@Suite("Policy text")
struct ParserTests {
    @Test(arguments: [
        "", " // only a comment", "permit(principal,action,resource,);",
        "permit(principal,action,resource)\r\n;",
        "permit (principal == A::\"b\", action == Action::\"c\", resource in D::\"e\");",
        "permit (principal is A::B, action in [Action::\"c\", N::Action::\"d\",], resource is E in F::\"g\");",
        "permit (principal, action in [], resource == (A::\"b\"));",
        "@if(\"x\") @note permit (principal, action, resource);",
        "permit(principal,action,resource)when{true}unless{false};",
    ])
    func `is accepted`(text: String) {
        #expect(parsingCode(text) == nil)
    }

    @Test(
        arguments: [
            ("permit (principal, action, resource)", .unexpectedToken),
            ("allow (principal, action, resource);", .unexpectedToken),
            ("permit (principal, action, resource);;", .unexpectedToken),
            ("permit (action, principal, resource);", .invalidScope),
            ("permit (principal, action);", .unexpectedToken),
            ("permit (principal, action, resource, context);", .invalidScope),
            ("permit (principal: User, action, resource);", .invalidScope),
            ("permit (principal != A::\"b\", action, resource);", .invalidScope),
            ("permit (principal, action is Action, resource);", .invalidScope),
            ("permit (principal, action == A::\"b\", resource);", .invalidScope),
            ("permit (principal in [A::\"b\"], action, resource);", .unexpectedToken),
            ("permit (principal is A == B::\"c\", action, resource);", .unexpectedToken),
            ("permit (principal == principal, action, resource);", .unexpectedToken),
            ("permit (principal == ?resource, action, resource);", .invalidScope),
            ("permit (principal, action == ?principal, resource);", .invalidScope),
            ("permit (principal, action in [?resource], resource);", .invalidScope),
            ("@a @a permit (principal, action, resource);", .duplicateName),
            ("@a() permit (principal, action, resource);", .unexpectedToken),
            ("permit (principal, action, resource) when {};", .unexpectedToken),
            ("permit (principal, action, resource) if {true};", .unexpectedToken),
            ("permit (principal, action, resource) /* no */;", .unexpectedToken),
            ("\u{FEFF}permit (principal, action, resource);", .invalidToken),
            ("permit (principal, action, resource) when { 'a' };", .invalidToken),
        ] as [(String, AccessError.Code)]
    )
    func `is refused`(text: String, expected: AccessError.Code) {
        #expect(parsingCode(text) == expected)
    }

    @Test(
        arguments: [
            ("1 == 1 == 1", .ambiguousOperators), ("1 < 2 == true", .ambiguousOperators),
            ("principal has a has b", .ambiguousOperators),
            ("principal is A == true", .ambiguousOperators), ("!!!!!true", .unexpectedToken),
            ("-----1 == 1", .unexpectedToken),
            ("!-1", .unexpectedToken), ("-!true", .unexpectedToken),
            ("9223372036854775808 == 1", .integerOutOfRange),
            ("-(9223372036854775808) == 1", .integerOutOfRange),
            ("-9223372036854775809 == 1", .integerOutOfRange), ("1 / 2 == 1", .unsupported),
            ("1 % 2 == 1", .unsupported), ("1 = 1", .unexpectedToken), ("1a == 1", .unexpectedToken),
            ("principal.if == 1", .reservedIdentifier),
            ("{in: 1} == 1", .reservedIdentifier), ("A::is::\"x\" == 1", .reservedIdentifier),
            ("principal.__cedar == 1", .reservedIdentifier),
            ("foo", .unknownName), ("A::B == 1", .unknownName), ("context.foo()", .unknownName),
            ("foo(1)", .unknownName),
            ("contains([1], 1)", .unknownName), ("\"a\".ip()", .unknownName), ("isIpv4(1)", .unknownName),
            ("isIpv4(ip(\"::1\"))", .unknownName), ("context.ip(\"::1\")", .unknownName),
            ("a::ip(\"::1\")", .unknownName), ("[1].contains()", .wrongArgumentCount),
            ("[1].contains(1, 2)", .wrongArgumentCount),
            ("[1].isEmpty(1)", .wrongArgumentCount), ("{a: 1, \"a\": 2} == 1", .duplicateName),
            ("{1: 2} == 1", .unexpectedToken),
            ("principal[1] == 1", .unexpectedToken), ("principal[context.a] == 1", .unexpectedToken),
            ("[,] == 1", .unexpectedToken),
            ("\"a\" like context.a", .unexpectedToken), ("principal is \"A\"", .unexpectedToken),
            ("principal is A::\"b\"", .unexpectedToken),
            ("principal has (a)", .unexpectedToken), ("principal has \"a\".b", .unexpectedToken),
            ("?principal == 1", .unexpectedToken),
            ("true && if true then true else false", .unexpectedToken),
            ("(principal.contains)(1)", .unexpectedToken),
            ("principal[\"a\"](1)", .unexpectedToken), ("A::{a: 1} == 1", .unsupported),
            ("if true then false", .unexpectedToken),
        ] as [(String, AccessError.Code)]
    )
    func `a condition is refused`(condition: String, expected: AccessError.Code) throws {
        #expect(try Sample.outcome(condition) == .refused(expected))
    }

    @Test func `policies keep their names, places and annotations`() throws {
        var policies = try PolicySet(
            parsing: """
                @id("sell") @advice("ask")
                permit (principal, action, resource);
                @reserved
                forbid (principal, action, resource);
                """
        )
        #expect(policies.policies.map(\.id) == ["policy0", "policy1"])
        #expect(policies["policy0"]?.annotation("advice") == "ask")
        #expect(policies["policy1"]?.annotation("reserved") == "")
        #expect(policies["policy1"]?.annotation("id") == nil)
        #expect(policies["policy1"]?.position.line == 4)
        try policies.rename("policy0", to: "sell")
        #expect(policies.policies.map(\.id) == ["sell", "policy1"])
        #expect(policies["policy0"] == nil)
        let taken = code { () throws(AccessError) in try policies.rename("policy1", to: "sell") }
        #expect(taken == .duplicateName)
    }
}
