import Testing

@testable import InterlockAccess

/// The code of the error that reading `text` as a schema gives.
func schemaCode(_ text: String, limits: ParsingLimits = .standard) -> AccessError.Code? {
    code { () throws(AccessError) in _ = try Schema(parsing: text, limits: limits) }
}

@Suite("Schemas as text")
struct SchemaTests {
    @Test func `declarations of every kind are read`() throws {
        let schema = try Schema(
            parsing: """
                @doc("all") namespace Grid {
                  type Money = { amount: Long, currency?: String };
                  entity Zone; entity Region in [Zone];
                  @who entity User in Zone = { "home zone"?: Region, paid: Set<Money>, } tags Set<String>;
                  entity Side enum ["buy", "sell"];
                  action any;
                  action "read it", write in [any] appliesTo {
                    principal: User, resource: [Zone, Region], context: { at: datetime, m: Money }
                  };
                }
                action top in Grid::Action::"any";
                """
        )
        let user = try #require(schema.entityTypes["Grid::User"])
        #expect(user.ancestors == ["Grid::Zone"])
        #expect(user.attributes["home zone"]?.type == .entity("Grid::Region"))
        #expect(user.attributes["home zone"]?.isRequired == false)
        #expect(user.attributes["paid"]?.type.description == "Set<{amount: Long, currency?: String}>")
        #expect(user.tags == .set(.string))
        #expect(schema.entityTypes["Grid::Zone"]?.descendants == ["Grid::Region", "Grid::User"])
        #expect(schema.entityTypes["Grid::Side"]?.enumeration == ["buy", "sell"])
        let read = try #require(schema.actions[EntityUID(type: "Grid::Action", id: "read it")])
        #expect(read.ancestors == [EntityUID(type: "Grid::Action", id: "any")])
        #expect(read.context["at"]?.type == .extension(.datetime))
        #expect(schema.environments.count == 4)
        #expect(schema.actions[EntityUID(type: "Action", id: "top")]?.ancestors.count == 1)
    }

    @Test(arguments: [
        ("entity A = { x: Long }; type Long2 = Long;", "A", CedarType.integer),
        ("entity A = { x: __cedar::String };", "A", .string),
        ("entity Long; entity A = { x: Long };", "A", .entity("Long")),
        ("entity Long; entity A = { x: __cedar::Long };", "A", .integer),
        ("type T = Bool; entity T; entity A = { x: T };", "A", .anyBoolean),
        ("entity B; namespace N { entity A = { x: B }; }", "N::A", .entity("B")),
        ("namespace M { entity B; } namespace N { entity A = { x: M::B }; }", "N::A", .entity("M::B")),
        ("namespace N { type ipaddr = Long; entity A = { x: ipaddr }; }", "N::A", .integer),
        ("entity A = { x: ipaddr };", "A", .extension(.ipaddr)),
        ("action a; entity A = { x: Action };", "A", .entity("Action")),
        ("type S = Set<Set<decimal>>; entity A = { x: S };", "A", .set(.set(.extension(.decimal)))),
    ])
    func `a name is looked for at home, then outside, then among the built-in types`(
        _ text: String,
        _ type: String,
        _ expected: CedarType
    ) throws {
        #expect(try Schema(parsing: text).entityTypes[type]?.attributes["x"]?.type == expected)
    }

    @Test(arguments: [
        ("entity A = { x: B };", AccessError.Code.undeclaredType),
        ("entity A in [B];", .undeclaredType),
        ("namespace N { entity A = { x: N::N::B }; }", .undeclaredType),
        ("entity A; entity A;", .duplicateName),
        ("type A = Long; type A = Long;", .duplicateName),
        ("namespace N {} namespace N {}", .duplicateName),
        ("action a; action \"a\";", .duplicateName),
        ("entity A = { x: Long, \"x\"?: Long };", .duplicateName),
        ("entity A; namespace N { entity A; }", .duplicateName),
        ("action a; namespace N { action a; }", .duplicateName),
        ("type A = B; type B = Set<A>;", .typeCycle),
        ("type A = { a?: A };", .typeCycle),
        ("action a in [b]; action b in [a];", .hierarchyCycle),
        ("action a in [a];", .hierarchyCycle),
        ("action a in [b];", .undeclaredAction),
        ("type Set = Long;", .reservedIdentifier),
        ("type String = Long;", .reservedIdentifier),
        ("entity Action;", .reservedIdentifier),
        ("entity if;", .reservedIdentifier),
        ("namespace __cedar {}", .reservedIdentifier),
        ("entity A; action a appliesTo { principal: A };", .invalidValue),
        ("entity A; action a appliesTo { principal: A, resource: A, context: A };", .invalidValue),
        ("entity A; action a appliesTo { principal: A, principal: A, resource: A };", .duplicateName),
        ("entity A enum [];", .invalidValue), ("entity A enum [\"a\",];", .unexpectedToken),
        ("action a in [];", .invalidValue), ("entity A = { in: Long };", .reservedIdentifier),
        ("entity A; action a appliesTo { principal: [], resource: [A] };", .invalidValue),
        ("entity A = { x: Set };", .undeclaredType),
        ("entity A = { x: Long }", .unexpectedToken),
        ("entity A { x ?: Long } tags;", .unexpectedToken),
        ("action a attributes { x: Long };", .unsupported),
        ("entty A;", .unexpectedToken),
    ])
    func `a faulty schema is refused`(_ text: String, _ expected: AccessError.Code) {
        #expect(schemaCode(text) == expected)
    }

    @Test func `an entity type may be in itself`() throws {
        let schema = try Schema(parsing: "entity Folder in [Folder];")
        #expect(schema.entityTypes["Folder"]?.ancestors == ["Folder"])
    }

    @Test func `an error names line and column and shows the place`() {
        let text = "entity A = {\n  name: Strin\n};"
        do {
            _ = try Schema(parsing: text)
            Issue.record("the schema was read")
        } catch {
            #expect(error.position?.line == 2)
            #expect(error.position?.column == 9)
            #expect(error.diagnostic.contains("name: Strin"))
        }
    }
}
