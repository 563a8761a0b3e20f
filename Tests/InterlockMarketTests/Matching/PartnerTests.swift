import InterlockAccess
import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import Testing

@testable import InterlockMarket

@Suite("Policies on the pair")
struct PartnerTests {
    private static let sameZone = """
        permit (principal, action == Interlock::Action::"Trade", resource)
        when { principal has zone && resource has zone && principal.zone == resource.zone };
        """

    private func person(_ name: String, zone: String? = nil, green: Bool? = nil) -> Entity {
        var attributes: [(String, CedarValue)] = [("identity", .string(name))]
        if let zone { attributes.append(("zone", .string(zone))) }
        if let green { attributes.append(("green", .boolean(green))) }
        return Entity(
            uid: EntityUID(type: "Interlock::Participant", id: name),
            attributes: CedarRecord(attributes) ?? [:]
        )
    }

    @Test func `participants that the policy cannot tell apart are one group`() throws {
        var registry = PartnerRegistry(PartnerPolicy(try PolicySet(parsing: Self.sameZone)))
        let groups = [
            self.person("a", zone: "n"), self.person("b", zone: "n", green: true),
            self.person("c", zone: "s"), self.person("d"), self.person("a", zone: "n"),
        ].map { registry.group(of: $0) }
        #expect(groups == [0, 0, 1, 2, 0])
        #expect(
            registry.table
                == PartnerTable([[true, false, false], [false, true, false], [false, false, false]])
        )
    }

    @Test func `a policy on one participant makes each a group of its own`() throws {
        let policy = """
            permit (principal == Interlock::Participant::"a", action, resource);
            permit (principal, action, resource == Interlock::Participant::"d");
            """
        var registry = PartnerRegistry(PartnerPolicy(try PolicySet(parsing: policy)))
        let groups = ["a", "b", "c", "d"].map { registry.group(of: self.person($0, zone: "n")) }
        #expect(groups == [0, 1, 2, 3])
        #expect(registry.table.partners(of: 0, .buy) == [0, 1, 2, 3])
        #expect(registry.table.partners(of: 1, .buy) == [3])
    }

    /// What a policy reads, found or given up on: a name that is missed would put into one group what is not alike.
    @Test(
        arguments: [
            ("principal.zone == resource.zone", ["zone"]),
            ("resource has green && resource.green", ["green"]),
            ("principal has wants.green && principal.wants.green", ["wants"]),
            ("principal is Interlock::Participant", []),
            ("principal == resource", nil), ("[principal].contains(resource)", nil),
            ("principal in Interlock::Zone::\"n\"", nil),
            ("principal is Interlock::Participant in resource", nil),
            ("principal.getTag(\"a\") == 1", nil), ("principal.hasTag(\"a\")", nil),
            ("{a: principal}.a.zone == \"n\"", nil),
            ("(if true then principal else resource).zone == \"n\"", nil),
            ("action == Interlock::Action::\"Trade\"", []),
            // K and the Kelvin sign, which Unicode calls equivalent, are two names.
            ("principal[\"\u{212a}\"] == principal[\"K\"]", ["K", "\u{212a}"]),
        ] as [(String, [String]?)]
    )
    func `the attributes that it reads are known`(condition: String, names: [String]?) throws {
        let policies = try PolicySet(parsing: "permit (principal, action, resource) when { \(condition) };")
        #expect(policies.attributesRead == names)
    }

    @Test func `the centre matches partners only, the best of them first`() throws {
        let policy = """
            permit (principal, action, resource) when { resource.identity == "roof-2" || principal.type == "prosumer" };
            """
        var market = try CentreSample { $0.trading.partners = policy }
        _ = try market.sell(market.seller, 1, 100, at: 1_500)
        _ = try market.sell(market.otherSeller, 1, 100, at: 1_900)
        let trades = try market.buy(market.buyer, 1, 150, at: 2_000)
        #expect(trades.map(\.seller) == [market.otherSeller.identity])
        #expect(market.depth().demands.map(\.energy.wattHours) == [50])
        #expect(try market.buy(market.prosumer, 1, 10, at: 2_000).map(\.price.units) == [1_500])
    }

    @Test func `rules with a policy that does not parse are refused`() throws {
        #expect(throws: MarketError.self) { try CentreSample { $0.trading.partners = "permit (" } }
    }
}
