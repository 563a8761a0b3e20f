import InterlockAccess
import Testing

@Suite("Authorizer")
struct AuthorizerTests {
    private func decide(_ text: String) throws -> AuthorizationResponse {
        Authorizer(try PolicySet(parsing: text)).isAuthorized(
            Sample.request,
            entities: try Sample.entities
        )
    }

    @Test func `nothing permits, nothing passes`() throws {
        let response = try self.decide("")
        #expect(response.decision == .deny)
        #expect(response.determiningPolicies.isEmpty)
        #expect(response.errors.isEmpty)
    }

    @Test func `a forbid outweighs permits`() throws {
        let response = try self.decide(
            "permit (principal, action, resource); forbid (principal, action, resource) unless { context.hour < 6 };"
        )
        #expect(response.decision == .deny)
        #expect(response.determiningPolicies == ["policy1"])
    }

    @Test func `an erring policy is skipped and reported`() throws {
        let response = try self.decide(
            """
            forbid (principal, action, resource) when { context.absent };
            permit (principal, action, resource);
            permit (principal, action, resource) when { 1 };
            permit (principal == User::"bob", action, resource) when { 1 };
            """
        )
        #expect(response.decision == .allow)
        #expect(response.determiningPolicies == ["policy1"])
        #expect(response.errors.map(\.policy) == ["policy0", "policy2"])
        #expect(response.errors.map(\.error.code) == [.noSuchAttribute, .typeMismatch])
    }

    @Test func `conditions are met from first to last`() throws {
        #expect(
            try self.decide("permit (principal, action, resource) unless { true } when { 1 };").errors.isEmpty
        )
        #expect(
            try self.decide("permit (principal, action, resource) when { 1 } unless { true };").errors.count
                == 1
        )
    }

    @Test(arguments: [
        "principal == User::\"alice\", action, resource", "principal in Zone::\"grid\", action, resource",
        "principal is User, action == Action::\"read\", resource is Grid::Meter",
        "principal is User in Zone::\"north\", action in Action::\"any\", resource",
        "principal, action in [Action::\"write\", Action::\"any\"], resource == Grid::Meter::\"m1\"",
    ])
    func `a scope concerns the request`(scope: String) throws {
        #expect(try self.decide("permit (\(scope));").decision == .allow)
    }

    @Test(arguments: [
        "principal == User::\"bob\", action, resource", "principal in Zone::\"south\", action, resource",
        "principal is Zone, action, resource", "principal, action == Action::\"any\", resource",
        "principal, action in [], resource", "principal is User in Zone::\"south\", action, resource",
        "principal, action, resource == Meter::\"m1\"", "principal, action in [Action::\"write\"], resource",
    ])
    func `a scope does not concern the request`(scope: String) throws {
        #expect(try self.decide("permit (\(scope));").decision == .deny)
    }
}
