import TestSupport

/// Writes random conditions over the schema of the soundness tests: most have types that fit, some do not.
struct ConditionGenerator {
    /// What an expression should be.
    private enum Kind: CaseIterable {
        case boolean, integer, string, user, meter, strings, users, record
    }

    private var generator: SeededGenerator

    init(seed: UInt64) { self.generator = SeededGenerator(seed: seed) }

    /// Entity types and actions that the conditions speak of.
    static let schema = """
        entity Zone in [Zone];
        entity User in [Zone] = {
          name: String, credit?: Long, friend?: User, met: Set<User>, tagsOf: Set<String>, home: Home,
        } tags Long;
        entity Meter in [Zone] = { owner: User, size: Long };
        entity Side enum ["buy", "sell"];
        type Home = { size: Long, garden?: Long };
        action all;
        action read in [all] appliesTo { principal: [User], resource: [Meter, User], context: { home?: Home } };
        action write appliesTo { principal: [User, Meter], resource: [Meter], context: { note?: String, n: Long } };
        """

    /// One policy.
    mutating func policy() -> String {
        let principal = self.pick([
            "principal", "principal is User", "principal in Zone::\"a\"", "principal is Meter",
        ])
        let action = self.pick([
            "action", "action == Action::\"read\"", "action in Action::\"all\"",
            "action == Action::\"write\"",
        ])
        let resource = self.pick([
            "resource", "resource is Meter", "resource == User::\"a\"", "resource == Meter::\"a\"",
        ])
        let condition = self.expression(.boolean, 4)
        let word = self.pick(["when", "when", "unless"])
        return "permit (\(principal), \(action), \(resource)) \(word) { \(condition) };"
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self.generator)]
    }

    private mutating func chance(_ parts: Int) -> Bool {
        Int.random(in: 0..<parts, using: &self.generator) == 0
    }

    private mutating func expression(_ kind: Kind, _ depth: Int) -> String {
        let kind = self.chance(40) ? self.pick(Kind.allCases) : kind
        if kind != .boolean, self.chance(12), depth > 0 {
            let test = self.expression(.boolean, depth - 1)
            return
                "(if \(test) then \(self.expression(kind, depth - 1)) else \(self.expression(kind, depth - 1)))"
        }
        switch kind {
        case .boolean: return "(\(self.boolean(depth)))"
        case .integer: return self.integer(depth)
        case .string: return self.pick(["\"a\"", "\"b\"", "principal.name", "context.note"])
        case .user:
            return self.pick([
                "principal", "principal", "User::\"a\"", "resource.owner", "principal.friend", "resource",
            ])
        case .meter: return self.pick(["resource", "resource", "Meter::\"a\"", "principal"])
        case .strings: return self.pick(["principal.tagsOf", "[\"a\"]", "[\"a\", \"b\"]", "[]"])
        case .users:
            return self.pick(["principal.met", "[principal]", "[User::\"a\", principal]", "resource.met"])
        case .record: return self.pick(["principal.home", "context", "context.home", "{size: 1, garden: 2}"])
        }
    }

    private mutating func integer(_ depth: Int) -> String {
        let leaves = [
            "1", "(-2)", "principal.credit", "resource.size", "principal.home.garden",
            "principal.getTag(\"a\")",
            "context.n", "principal.home.size", "context.home.garden",
        ]
        if depth <= 0 || self.chance(2) { return self.pick(leaves) }
        let symbol = self.pick(["+", "-", "*"])
        return "(\(self.expression(.integer, depth - 1)) \(symbol) \(self.expression(.integer, depth - 1)))"
    }

    private mutating func test() -> String {
        self.pick([
            "principal has credit", "principal has friend", "principal has home.garden", "context has home",
            "context has note", "principal.hasTag(\"a\")", "principal is User", "resource is Meter", "true",
            "false",
            "action == Action::\"read\"", "action in Action::\"all\"", "resource has owner", "context has n",
            "principal has friend.credit", "context has home.garden", "resource is User in Zone::\"a\"",
            "Side::\"buy\" == Side::\"sell\"", "action in [Action::\"write\", Action::\"all\"]",
        ])
    }

    private mutating func boolean(_ depth: Int) -> String {
        guard depth > 0 else { return self.test() }
        let next = depth - 1
        switch Int.random(in: 0..<16, using: &self.generator) {
        case 0, 1, 2, 3: return "(\(self.expression(.boolean, next)) && \(self.expression(.boolean, next)))"
        case 4, 5: return "(\(self.expression(.boolean, next)) || \(self.expression(.boolean, next)))"
        case 6: return "!(\(self.expression(.boolean, next)))"
        case 7:
            let test = self.expression(.boolean, next)
            return
                "(if \(test) then \(self.expression(.boolean, next)) else \(self.expression(.boolean, next)))"
        case 8:
            let kind = self.pick(Kind.allCases)
            let symbol = self.pick(["==", "!="])
            return "\(self.expression(kind, next)) \(symbol) \(self.expression(kind, next))"
        case 9:
            let symbol = self.pick(["<", "<=", ">", ">="])
            return "\(self.expression(.integer, next)) \(symbol) \(self.expression(.integer, next))"
        case 10:
            return
                "\(self.expression(.user, next)) in \(self.expression(self.pick([.user, .users, .meter]), next))"
        case 11:
            let method = self.pick(["containsAll", "containsAny"])
            let kind = self.pick([Kind.strings, .users])
            return "\(self.expression(kind, next)).\(method)(\(self.expression(kind, next)))"
        case 12: return "\(self.expression(.strings, next)).contains(\(self.expression(.string, next)))"
        case 13: return "\(self.expression(.users, next)).contains(\(self.expression(.user, next)))"
        case 14: return "\(self.expression(.string, next)) like \"a*\""
        default: return self.test()
        }
    }
}
