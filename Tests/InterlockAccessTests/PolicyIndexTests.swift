import InterlockAccess
import TestSupport
import Testing

@Suite("The index of scopes")
struct PolicyIndexTests {
    /// Policies of random scopes and effects over a small world.
    private static func text(_ random: inout SeededGenerator) -> String {
        let entity = { (random: inout SeededGenerator) in
            "\(["A", "B"].randomElement(using: &random) ?? "A")::\"\(Int.random(in: 0..<4, using: &random))\""
        }
        let action = { (random: inout SeededGenerator) in
            "Action::\"\(Int.random(in: 0..<4, using: &random))\""
        }
        let party = { (name: String, random: inout SeededGenerator) in
            switch Int.random(in: 0..<6, using: &random) {
            case 0: name
            case 1: "\(name) is A"
            case 2: "\(name) is B in \(entity(&random))"
            case 3: "\(name) in \(entity(&random))"
            default: "\(name) == \(entity(&random))"
            }
        }
        var text = ""
        for _ in 0..<Int.random(in: 0..<60, using: &random) {
            let head = Bool.random(using: &random) ? "permit" : "forbid"
            let principal = party("principal", &random)
            let resource = party("resource", &random)
            let middle =
                switch Int.random(in: 0..<4, using: &random) {
                case 0: "action"
                case 1: "action == \(action(&random))"
                case 2: "action in \(action(&random))"
                default: "action in [\(action(&random)), \(action(&random)), \(action(&random))]"
                }
            let condition = ["when { true }", "when { context.a }", "unless { 1 + \"a\" == 2 }", ""]
            text +=
                "\(head) (\(principal), \(middle), \(resource)) \(condition.randomElement(using: &random) ?? "");\n"
        }
        return text
    }

    private static func store(_ random: inout SeededGenerator) throws -> EntityStore {
        var entities: [Entity] = []
        for type in ["A", "B", "Action"] {
            for id in 0..<4 {
                // Only upwards, so that there is no cycle.
                let parents = (id + 1..<5).filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
                let other = type == "A" ? "B" : type
                entities.append(
                    Entity(
                        uid: EntityUID(type: type, id: "\(id)"),
                        parents: parents.map { EntityUID(type: other, id: "\($0)") }
                    )
                )
            }
        }
        return try EntityStore(entities)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `a set decides as its policies do one by one`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let policies = try PolicySet(parsing: Self.text(&random))
        let store = try Self.store(&random)
        let authorizer = Authorizer(policies)
        let alone = try policies.policies.map { policy in
            var set = PolicySet()
            try set.add(policy)
            return (policy, Authorizer(set))
        }
        for _ in 0..<20 {
            let uid = { (type: String, random: inout SeededGenerator) in
                EntityUID(type: type, id: "\(Int.random(in: 0..<5, using: &random))")
            }
            let request = AuthorizationRequest(
                principal: uid(Bool.random(using: &random) ? "A" : "B", &random),
                action: uid("Action", &random),
                resource: uid(Bool.random(using: &random) ? "A" : "B", &random),
                context: ["a": true]
            )
            var applying: [Policy] = []
            var failing: [PolicyID] = []
            for (policy, judge) in alone {
                let response = judge.isAuthorized(request, entities: store)
                if !response.determiningPolicies.isEmpty { applying.append(policy) }
                failing += response.errors.map(\.policy)
            }
            let response = authorizer.isAuthorized(request, entities: store)
            let forbids = applying.filter { $0.effect == .forbid }
            let expected = forbids.isEmpty ? applying : forbids
            #expect(response.determiningPolicies == expected.map(\.id))
            #expect(response.errors.map(\.policy) == failing)
            #expect((response.decision == .allow) == (forbids.isEmpty && !applying.isEmpty))
        }
    }
}
