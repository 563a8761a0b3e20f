import Testing

@testable import InterlockAccess

/// A schema with something of everything.
private let schemaText = """
    type Home = { size: Long, garden?: Long };
    entity Zone in [Zone];
    entity User in [Zone] = {
      name: String, credit?: Long, home: Home, zones: Set<String>, friend?: User, met: Set<User>
    } tags Long;
    entity Meter = { owner: User };
    entity Side enum ["buy", "sell"];
    action all;
    action read in [all] appliesTo { principal: [User], resource: [Meter, Zone], context: { hour: Long } };
    action write appliesTo { principal: [User, Meter], resource: [Meter], context: { note?: String } };
    action idle;
    """

/// The codes that checking `text` gives.
private func codes(_ text: String) throws -> Set<ValidationFinding.Code> {
    let report = Validator(schema: try Schema(parsing: schemaText)).validate(try PolicySet(parsing: text))
    return Set(report.errors.map(\.code))
}

/// The codes that checking a policy for `read` gives.
private func codes(when condition: String) throws -> Set<ValidationFinding.Code> {
    try codes("permit (principal, action == Action::\"read\", resource is Meter) when { \(condition) };")
}

@Suite("Strict validation")
struct ValidatorTests {
    @Test(arguments: [
        "principal.name == \"a\"",
        "principal has credit && principal.credit > 5",
        "if principal has credit then principal.credit > 5 else false",
        "(principal has credit && context.hour == 1 || principal has credit && true) && principal.credit > 1",
        "!(principal has credit) || context.hour < 5",
        "principal has home.garden && principal.home.garden > 1",
        "principal has friend.credit && principal.friend.credit > 1",
        "principal.hasTag(\"t\") && principal.getTag(\"t\") == 7",
        "principal.hasTag(principal.name) && principal.getTag(principal.name) == 7",
        "principal in Zone::\"z\"", "principal in [Zone::\"z\", Zone::\"y\"]",
        "resource.owner == principal", "principal is User && principal.name like \"a*\"",
        "principal is Meter && principal.nonsense == 1", "false && 1 + \"a\" == 2", "true || 1 == [1].x",
        "if true then true else \"x\"", "principal has nonsense && principal.nonsense > 1",
        "principal == resource || true", "1 == \"a\" || true",
        "principal.zones.contains(\"a\") && principal.zones.containsAll([\"a\"])",
        "[principal].contains(resource.owner)", "principal.zones.isEmpty()",
        "{size: 1, a: true}.a", "{size: 1} == {size: 2}",
        "principal in principal.met", "action in Action::\"all\"", "Side::\"buy\" == Side::\"sell\" || true",
    ])
    func `a sound condition is valid`(_ condition: String) throws {
        #expect(try codes(when: condition).isEmpty)
    }

    @Test(arguments: [
        ("principal.credit > 5", ValidationFinding.Code.unguardedAttribute),
        ("!(principal has credit) && principal.credit > 5", .unguardedAttribute),
        ("(principal has credit || context.hour == 1) && principal.credit > 1", .unguardedAttribute),
        ("principal has friend && principal.friend.credit > 1", .unguardedAttribute),
        ("principal has credit && resource.owner.credit > 1", .unguardedAttribute),
        ("principal.nonsense == 1", .unknownAttribute),
        ("context.note == \"a\"", .unknownAttribute),
        ("action.name == 1", .unknownAttribute),
        ("principal.getTag(\"t\") == 7", .unguardedTag),
        ("principal.hasTag(\"s\") && principal.getTag(\"t\") == 7", .unguardedTag),
        ("1 + \"a\" == 2", .unexpectedType),
        ("principal.name", .unexpectedType),
        ("principal.name < \"b\"", .unexpectedType),
        ("context.hour like \"a\"", .unexpectedType),
        ("principal.name.contains(\"a\")", .unexpectedType),
        ("principal.name in principal", .unexpectedType),
        ("principal.name is User", .unexpectedType),
        ("-principal.name == 1", .unexpectedType),
        ("principal.name has x", .unexpectedType),
        ("principal.hasTag(1)", .unexpectedType),
        ("[1, \"a\"].contains(1)", .incompatibleTypes),
        ("[principal, resource].contains(principal)", .incompatibleTypes),
        ("context.hour == principal.name", .incompatibleTypes),
        ("principal.zones.contains(1)", .incompatibleTypes),
        ("principal.zones.containsAny([1])", .incompatibleTypes),
        ("{a: 1} == {a: 1, b: 2}", .incompatibleTypes),
        ("principal.home == {size: 1}", .incompatibleTypes),
        ("if context.hour == 1 then 1 == 1 else \"x\" == principal.name && principal.name", .unexpectedType),
        ("(if context.hour == 1 then 1 else \"a\") == 1", .incompatibleTypes),
        ("[].isEmpty()", .emptySet),
        ("principal in Nothing::\"z\"", .unknownEntityType),
        ("false && principal is Nothing", .unknownEntityType),
        ("action == Action::\"nothing\"", .unknownAction),
        ("Side::\"hold\" == Side::\"buy\"", .unknownEntity),
    ])
    func `an unsound condition is named`(_ condition: String, _ expected: ValidationFinding.Code) throws {
        #expect(try codes(when: condition).contains(expected))
    }

    @Test(arguments: [
        (
            "permit (principal is Zone, action == Action::\"read\", resource);",
            ValidationFinding.Code.inapplicableAction
        ),
        ("permit (principal, action == Action::\"idle\", resource);", .inapplicableAction),
        ("permit (principal == User::\"a\", action, resource in User::\"a\");", .inapplicableAction),
        ("permit (principal is Zones, action, resource);", .unknownEntityType),
        ("permit (principal, action in [Action::\"all\", Action::\"x\"], resource);", .unknownAction),
    ])
    func `a scope that nothing satisfies is named`(_ text: String, _ expected: ValidationFinding.Code) throws
    {
        #expect(try codes(text).contains(expected))
    }

    @Test func `a policy must be sound for every kind of request`() throws {
        #expect(
            try codes("permit (principal, action, resource) when { principal.name == \"a\" };") == [
                .unknownAttribute
            ]
        )
        #expect(
            try codes("permit (principal is User, action, resource) when { principal.name == \"a\" };") == []
        )
        let noted = "permit (principal, action, resource) when { context has note && context.note == \"a\" };"
        #expect(try codes(noted) == [])
    }

    @Test func `what one clause shows holds in the next`() throws {
        let clauses = "when { principal has credit } when { principal.credit > 1 }"
        #expect(try codes("permit (principal is User, action, resource) \(clauses);") == [])
        let unless = "unless { principal has credit } when { principal.credit > 1 }"
        #expect(try codes("permit (principal is User, action, resource) \(unless);") == [.unguardedAttribute])
    }

    @Test func `a policy that never applies is a warning`() throws {
        let schema = try Schema(parsing: schemaText)
        let policies = try PolicySet(
            parsing: "permit (principal, action, resource) when { principal is Zone };"
        )
        let report = Validator(schema: schema).validate(policies)
        #expect(report.isValid)
        #expect(report.warnings.map(\.code) == [.impossiblePolicy])
    }

    @Test func `a finding names policy, place and kind of request`() throws {
        let policies = try PolicySet(
            parsing: "permit (principal, action, resource)\nwhen { principal.name == \"a\" };"
        )
        let report = Validator(schema: try Schema(parsing: schemaText)).validate(policies)
        let finding = try #require(report.errors.first)
        #expect(finding.policy == PolicyID("policy0"))
        #expect(finding.position?.line == 2)
        #expect(finding.environment?.principal == "Meter")
        #expect(finding.reason == "Meter has no attribute name")
    }

    @Test func `findings are bounded`() throws {
        let condition = (0..<200).map { "principal.x\($0) == 1" }.joined(separator: " && ")
        let text = "permit (principal, action, resource) when { \(condition) };"
        let report = Validator(schema: try Schema(parsing: schemaText)).validate(try PolicySet(parsing: text))
        #expect(report.errors.count <= 66)
        #expect(report.errors.last?.code == .tooManyFindings)
    }
}
