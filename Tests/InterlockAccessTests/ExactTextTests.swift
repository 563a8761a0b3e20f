import Testing

@testable import InterlockAccess

/// Cedar compares code points; Swift's `==` on texts does not.
@Suite struct ExactTextTests {
    private static let kelvin = "\u{212a}"

    @Test func `values, records, entities and policies are told apart by their bytes`() throws {
        let (left, right) = ("S\u{fc}d", "Su\u{308}d")
        #expect(CedarValue.string(left) != .string(right))
        #expect(CedarValue.set([.string(left)]) != .set([.string(right)]))
        #expect(EntityUID(type: "T", id: left) != EntityUID(type: "T", id: right))
        #expect(EntityUID(type: "K", id: "1") != EntityUID(type: Self.kelvin, id: "1"))
        #expect(CedarRecord([left: 1]) != CedarRecord([right: 1]))
        #expect(PolicyID(left) != PolicyID(right))
        var policies = try PolicySet(parsing: "permit(principal, action, resource);")
        try policies.rename(PolicyID(position: 0), to: PolicyID(left))
        #expect(policies[PolicyID(right)] == nil && policies[PolicyID(left)] != nil)
    }

    @Test func `a schema knows a type by its bytes`() throws {
        let schema = try Schema(
            parsing: "entity K; entity R; action a appliesTo { principal: K, resource: R };"
        )
        let known = EntityUID(type: "K", id: "1")
        let lookalike = EntityUID(type: Self.kelvin, id: "1")
        try schema.check(Entity(uid: known))
        #expect(throws: AccessError.self) { try schema.check(Entity(uid: lookalike)) }
        func request(_ principal: EntityUID) -> AuthorizationRequest {
            AuthorizationRequest(
                principal: principal,
                action: EntityUID(type: "Action", id: "a"),
                resource: EntityUID(type: "R", id: "1"),
                context: [:]
            )
        }
        try schema.check(request(known))
        #expect(throws: AccessError.self) { try schema.check(request(lookalike)) }
    }
}
