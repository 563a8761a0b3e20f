import InterlockAccess
import Testing

@Suite("Operators")
struct OperatorTests {
    @Test(arguments: [
        "1 + 2 * 3 == 7", "(1 + 2) * 3 == 9", "10 - 3 - 2 == 5", "2 - -1 == 3", "1 --1 == 2", "-2 * -3 == 6",
        "--5 == 5", "----5 == 5", "-context.hour == -22", "true || false && false", "!false && true",
        "!(true && false)", "!!true", "!!!!true", "1 < 2 && 2 <= 2 && 3 > 2 && 3 >= 3", "1 != 2",
        "(1 == 1) == true", "-9223372036854775808 == context.min", "007 == 7",
        "if 1 < 2 then true else 1 + true == 2", "(if false then 1 else 2) == 2",
        "if true then true else false && false",
    ])
    func `arithmetic, logic and precedence`(condition: String) throws {
        #expect(try Sample.outcome(condition) == .met)
    }

    @Test(arguments: [
        "\"1\" == 1", "true == 1", "principal == \"alice\"", "[1] == [2]", "{a: 1} == {a: 1, b: 2}",
        "\"é\" == \"e\\u{301}\"", "User::\"alice\" == Person::\"alice\"", "principal != User::\"alice\"",
    ])
    func `unequal values, also of different types, are merely unequal`(condition: String) throws {
        #expect(try Sample.outcome(condition) == .notMet)
    }

    @Test(arguments: [
        "[1, 2, 2] == [2, 1]", "[1, true, \"a\", [], {}].contains({})", "[1, 2].containsAll([2])",
        "[].containsAll([])", "[1, 2].containsAny([2, 3])", "![].containsAny([])", "[].isEmpty()",
        "context.empty.isEmpty()", "!principal.zones.isEmpty()", "principal.zones.contains(\"north\")",
        "{a: 1, \"b c\": [2]}[\"b c\"].contains(2)", "{b: 1, a: 2} == {\"a\": 2, \"b\": 1,}",
        "[1,2,] == [1,2]",
        "[context.hour, 1] == [1, 22]", "{h: context.hour} == {h: 22}",
    ])
    func `sets and records`(condition: String) throws {
        #expect(try Sample.outcome(condition) == .met)
    }

    @Test(arguments: [
        "principal.credit >= 700", "principal[\"credit\"] == 720", "principal.home.size == 4",
        "principal.home.meter == resource", "principal.home.meter.owner == principal",
        "resource.owner.name == \"Alice\"",
        "principal has credit", "principal has \"credit\"", "!(principal has debt)",
        "principal has home.meter.owner",
        "principal has home.meter.owner.home.size", "!(principal has home.cellar.door)",
        "!(Ghost::\"x\" has name)",
        "context has hour", "principal has home && principal.home.size > 3", "principal.hasTag(\"tariff\")",
        "principal.getTag(\"tariff\") == \"night\"", "!principal.hasTag(\"x\")",
        "!Ghost::\"x\".hasTag(\"tariff\")",
    ])
    func `attributes and tags`(condition: String) throws {
        #expect(try Sample.outcome(condition) == .met)
    }

    @Test(arguments: [
        "principal in principal", "principal in Zone::\"north\"", "principal in Zone::\"grid\"",
        "principal in [Zone::\"south\", Zone::\"grid\"]", "!(principal in [])",
        "!(Zone::\"grid\" in principal)",
        "Ghost::\"x\" in Ghost::\"x\"", "!(Ghost::\"x\" in Zone::\"grid\")", "action in Action::\"any\"",
        "principal is User", "!(principal is Grid::User)", "resource is Grid::Meter", "!(resource is Meter)",
        "principal is User in Zone::\"grid\"", "!(principal is Zone in Zone::\"grid\")",
        "principal is User in [Zone::\"grid\"]",
    ])
    func `hierarchy and types`(condition: String) throws {
        #expect(try Sample.outcome(condition) == .met)
    }
}
