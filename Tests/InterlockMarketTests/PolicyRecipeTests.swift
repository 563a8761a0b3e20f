import FoundationEssentials
import InterlockAccess
import InterlockMarket
import Testing

/// The repository's documents.
private let docs = URL(filePath: #filePath).appending(path: "../../../Docs").standardized

private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: docs.appending(path: path)), as: UTF8.self)
}

private let recipeCases: [(String, PolicyRecipeTests.Case, Bool)] = [
    ("minimum-credit", .init(credit: 500), true), ("minimum-credit", .init(credit: 499), false),
    ("minimum-credit", .init(credit: 799, energy: 1_000_001), false),
    ("minimum-credit", .init(credit: 800, energy: 1_000_001), true),
    ("licensed-sellers", .init(action: "SubmitSupply"), false),
    ("licensed-sellers", .init(action: "SubmitSupply", more: ["licensedUntil": 900_900]), true),
    ("licensed-sellers", .init(action: "SubmitSupply", more: ["licensedUntil": 900_899]), false),
    ("licensed-sellers", .init(), true),
    ("zone-trading", .init(), true), ("zone-trading", .init(marketZone: "north"), false),
    ("zone-trading", .init(more: ["zone": "north"], marketZone: "north"), true),
    ("zone-trading", .init(more: ["zone": "south"], marketZone: "north"), false),
    ("volume-cap", .init(energy: 50_000), true), ("volume-cap", .init(energy: 50_001), false),
    ("volume-cap", .init(energy: 60_000, more: ["volumeCapWh": 60_000]), true),
    ("volume-cap", .init(energy: 100, more: ["volumeCapWh": 99]), false),
    ("time-limited", .init(id: "visitor", permissions: [], now: 1_767_225_600), true),
    ("time-limited", .init(id: "visitor", permissions: [], now: 1_767_830_400), false),
    ("time-limited", .init(permissions: [], now: 1_767_225_600), false),
]

@Suite("Policy recipes")
struct PolicyRecipeTests {
    static let names = [
        "minimum-credit", "licensed-sellers", "zone-trading", "volume-cap", "time-limited", "regulator-reads",
    ]

    @Test func `the market's own policies are valid against its schema`() throws {
        let report = Validator(schema: try MarketPolicies.schema()).validate(try MarketPolicies.standard())
        #expect(report.errors.isEmpty)
        #expect(report.warnings.isEmpty)
    }

    @Test(arguments: names)
    func `a recipe is valid and stands in the documents as it is`(_ name: String) throws {
        let recipe = try text("Examples/Policies/\(name).cedar")
        let report = Validator(schema: try MarketPolicies.schema()).validate(try PolicySet(parsing: recipe))
        #expect(report.errors.isEmpty)
        #expect(report.warnings.isEmpty)
        #expect(try text("Policies.md").contains("```cedar\n\(recipe)```"))
    }

    @Test(arguments: recipeCases)
    func `a recipe beside the market's policies decides as it says`(
        _ name: String,
        _ given: Case,
        _ mayPass: Bool
    ) throws {
        let schema = try MarketPolicies.schema()
        var policies = try MarketPolicies.standard()
        let recipe = try PolicySet(parsing: try text("Examples/Policies/\(name).cedar"))
        for policy in recipe.policies { try policies.add(policy, as: PolicyID("recipe-\(policy.id)")) }
        try schema.check(given.principal)
        try schema.check(given.market)
        try schema.check(given.request)
        let response = Authorizer(policies).isAuthorized(
            given.request,
            entities: try EntityStore([given.principal, given.market])
        )
        #expect(response.errors.isEmpty)
        #expect((response.decision == .allow) == mayPass)
    }

    @Test(arguments: [
        ("alice", "buyer", "ReadOrder", true), ("bob", "buyer", "ReadOrder", false),
        ("bob", "regulator", "ReadOrder", true), ("alice", "buyer", "Cancel", true),
        ("bob", "regulator", "Cancel", false),
    ])
    func `the regulator reads every order and cancels none`(
        _ id: String,
        _ type: String,
        _ action: String,
        _ mayPass: Bool
    ) throws {
        let schema = try MarketPolicies.schema()
        let reader = Case(id: id, type: type).principal
        let order = Entity(
            uid: EntityUID(type: "Interlock::Order", id: "1"),
            attributes: ["owner": .entity(EntityUID(type: "Interlock::Participant", id: "alice"))]
        )
        let request = AuthorizationRequest(
            principal: reader.uid,
            action: EntityUID(type: "Interlock::Action", id: action),
            resource: order.uid,
            context: action == "Cancel" ? ["now": 0] : [:]
        )
        try schema.check(request)
        try schema.check(order)
        let store = try EntityStore(parsingJSON: "[]", schema: schema).adding([reader, order])
        let policies = try PolicySet(parsing: try text("Examples/Policies/regulator-reads.cedar"))
        let response = Authorizer(policies).isAuthorized(request, entities: store)
        #expect((response.decision == .allow) == mayPass)
    }
}

extension PolicyRecipeTests {
    /// A participant, a market and an order.
    struct Case: Sendable, CustomTestStringConvertible {
        let id: String
        let type: String
        let permissions: [String]
        let credit: Int64
        let action: String
        let energy: Int64
        let now: Int64
        let more: [String: CedarValue]
        let marketZone: String?

        init(
            id: String = "alice",
            type: String = "prosumer",
            permissions: [String] = ["SubmitDemand", "SubmitSupply"],
            credit: Int64 = 600,
            action: String = "SubmitDemand",
            energy: Int64 = 1_000,
            now: Int64 = 0,
            more: [String: CedarValue] = [:],
            marketZone: String? = nil
        ) {
            self.id = id
            self.type = type
            self.permissions = permissions
            self.credit = credit
            self.action = action
            self.energy = energy
            self.now = now
            self.more = more
            self.marketZone = marketZone
        }

        var testDescription: String { "\(self.action) by \(self.id), \(self.energy) Wh" }

        var principal: Entity {
            var attributes: [String: CedarValue] = [
                "identity": .string(self.id), "type": .string(self.type), "credit": .integer(self.credit),
                "permissions": .set(Set(self.permissions.map { .string($0) })), "wallet": "0x00",
            ]
            attributes.merge(self.more) { $1 }
            return Entity(
                uid: EntityUID(type: "Interlock::Participant", id: self.id),
                attributes: CedarRecord(attributes)
            )
        }

        var market: Entity {
            var attributes: CedarRecord = ["minimumCredit": 500]
            if let zone = self.marketZone { attributes["zone"] = .string(zone) }
            return Entity(uid: EntityUID(type: "Interlock::Market", id: "m"), attributes: attributes)
        }

        var request: AuthorizationRequest {
            AuthorizationRequest(
                principal: self.principal.uid,
                action: EntityUID(type: "Interlock::Action", id: self.action),
                resource: self.market.uid,
                context: [
                    "energyWh": .integer(self.energy), "price": 1, "address": "x", "period": 900_000,
                    "now": .integer(self.now),
                ]
            )
        }
    }
}
