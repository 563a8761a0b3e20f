import TestSupport
import Testing

@testable import InterlockAccess

@Suite("What validation promises")
struct SoundnessTests {
    /// Everything that the schema of ``ConditionGenerator`` allows, the optional things there or not.
    private static let worlds: [[Entity]] = [true, false].map { isRich in
        let alice = EntityUID(type: "User", id: "a")
        let zone = EntityUID(type: "Zone", id: "a")
        var home: CedarRecord = ["size": 3]
        var attributes: CedarRecord = ["name": "ab", "met": [.entity(alice)], "tagsOf": ["a"]]
        if isRich {
            home["garden"] = 4
            attributes["credit"] = .integer(.max)
            attributes["friend"] = .entity(alice)
        }
        attributes["home"] = .record(home)
        let meter = Entity(
            uid: EntityUID(type: "Meter", id: "a"),
            attributes: ["owner": .entity(alice), "size": 7],
            parents: isRich ? [zone] : []
        )
        let parents = isRich ? [zone] : []
        let tags: CedarRecord = isRich ? ["a": 5] : [:]
        return [Entity(uid: alice, attributes: attributes, parents: parents, tags: tags), meter]
    }

    private static func requests(_ schema: Schema) -> [AuthorizationRequest] {
        schema.environments.flatMap { (environment) -> [AuthorizationRequest] in
            let contexts: [CedarRecord] =
                environment.action.id == "read"
                ? [[:], ["home": ["size": 1]], ["home": ["size": 1, "garden": 2]]]
                : [["n": 1], ["n": 2, "note": "a"]]
            return contexts.map {
                AuthorizationRequest(
                    principal: EntityUID(type: environment.principal, id: "a"),
                    action: environment.action,
                    resource: EntityUID(type: environment.resource, id: "a"),
                    context: $0
                )
            }
        }
    }

    @Test func `a valid policy fails only by an overflow, and an impossible one never applies`() throws {
        let schema = try Schema(parsing: ConditionGenerator.schema)
        let requests = Self.requests(schema)
        for request in requests { try schema.check(request) }
        for entity in Self.worlds.joined() { try schema.check(entity) }
        let stores = try Self.worlds.map { try EntityStore($0 + schema.actionEntities) }
        let validator = Validator(schema: schema)
        var generator = ConditionGenerator(seed: 4)
        var validCount = 0
        for _ in 0..<4_000 {
            let text = generator.policy()
            let policies = try PolicySet(parsing: text)
            let report = validator.validate(policies)
            guard report.isValid else { continue }
            validCount += 1
            for (store, request) in stores.flatMap({ store in requests.map { (store, $0) } }) {
                let response = Authorizer(policies).isAuthorized(request, entities: store)
                let errors = response.errors.map(\.error.code).filter { $0 != .integerOverflow }
                #expect(errors.isEmpty, "\(text)")
                #expect(report.warnings.isEmpty || response.determiningPolicies.isEmpty, "\(text)")
            }
        }
        #expect(validCount > 400)
    }
}
