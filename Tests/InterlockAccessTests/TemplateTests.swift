import InterlockAccess
import Testing

@Suite("Templates")
struct TemplateTests {
    private static let text = """
        permit (principal == ?principal, action, resource in ?resource) when { context.hour > 8 };
        permit (principal, action, resource);
        forbid (principal is User in ?principal, action, resource);
        """
    private static let north = EntityUID(type: "Zone", id: "north")

    @Test func `a template decides nothing until it is linked`() throws {
        var policies = try PolicySet(parsing: "forbid (principal is User in ?principal, action, resource);")
        try policies.add(try PolicySet(parsing: permit(when: "true")).policies[0], as: "all")
        let before = Authorizer(policies).isAuthorized(Sample.request, entities: try Sample.entities)
        #expect(before.decision == .allow)
        try policies.link("policy0", as: "north", [.principal: Self.north])
        let after = Authorizer(policies).isAuthorized(Sample.request, entities: try Sample.entities)
        #expect(after.decision == .deny)
        #expect(after.determiningPolicies == ["north"])
    }

    @Test func `policies and templates share their numbers`() throws {
        let policies = try PolicySet(parsing: Self.text)
        #expect(policies.policies.map(\.id) == ["policy1"])
        #expect(policies.templates.map(\.id) == ["policy0", "policy2"])
        #expect(policies.templates[0].slots == [.principal, .resource])
        #expect(policies.template("policy2")?.principal == .isTypeIn("User"))
    }

    @Test func `links need an entity for each slot and no more`() throws {
        var policies = try PolicySet(parsing: Self.text)
        let wrong: [[Template.Slot: EntityUID]] = [
            [:], [.principal: Sample.alice], [.resource: Sample.meter],
        ]
        for values in wrong {
            #expect(
                code { () throws(AccessError) in try policies.link("policy0", as: "a", values) }
                    == .slotMismatch
            )
        }
        let all: [Template.Slot: EntityUID] = [.principal: Sample.alice, .resource: Sample.meter]
        #expect(
            code { () throws(AccessError) in try policies.link("policy2", as: "a", all) } == .slotMismatch
        )
        #expect(code { () throws(AccessError) in try policies.link("policy1", as: "a", [:]) } == .unknownName)
        #expect(
            code { () throws(AccessError) in try policies.link("policy0", as: "policy2", all) }
                == .duplicateName
        )
        try policies.link("policy0", as: "a", all)
        #expect(policies["a"]?.scope.principal == .equal(Sample.alice))
        #expect(policies.links["a"]?.template == "policy0")
    }

    @Test func `names change with their links, and the JSON form keeps all`() throws {
        var policies = try PolicySet(parsing: Self.text)
        try policies.link("policy2", as: "a", [.principal: Self.north])
        try policies.rename("a", to: "b")
        try policies.rename("policy2", to: "zone")
        #expect(policies.links["b"]?.template == "zone")
        let again = try PolicySet(parsingJSON: policies.json)
        #expect(again.json == policies.json)
        #expect(again.links == policies.links)
        #expect(again["b"]?.scope == policies["b"]?.scope)
    }

    @Test func `a template is validated for every entity that its slots may hold`() throws {
        let schema = try Schema(
            parsing: """
                entity Zone; entity User in [Zone] { name: String }; entity Robot in [Zone];
                action read appliesTo { principal: [User, Robot], resource: Zone, context: {} };
                """
        )
        func isValid(_ text: String) throws -> Bool {
            Validator(schema: schema).validate(try PolicySet(parsing: text)).isValid
        }
        let condition = "action == Action::\"read\", resource) when { principal.name == \"a\" };"
        #expect(try isValid("permit (principal is User in ?principal, \(condition)"))
        #expect(try !isValid("permit (principal in ?principal, \(condition)"))
        #expect(try !isValid("permit (principal is Ghost in ?principal, \(condition)"))
    }
}
