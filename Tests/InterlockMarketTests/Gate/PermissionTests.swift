import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import Testing

@testable import InterlockMarket

@Suite("The gate asks of its policies whether")
struct PermissionTests {
    let world: MarketWorld

    init() throws { self.world = try MarketWorld.shared() }

    private func refused<Body: Order>(
        _ type: Body.Type,
        by participantType: ParticipantType,
        _ permissions: Set<String>,
        credit: Int64 = 700,
        policies: String = MarketPolicies.text
    ) throws -> Refusal? {
        let person = try MarketWorld.person(
            "someone",
            participantType,
            permissions,
            credit: credit,
            by: self.world.authority
        )
        let gate = try self.world.gate(policies: policies, knowing: [person])
        let bytes = try self.world.order(type, of: person)
            .signed(with: person.key, certificate: person.certificate).encoded
        do throws(Refusal) {
            _ = try gate.admit(bytes, as: type, at: MarketWorld.now)
            return nil
        } catch {
            #expect(gate.replayGuard.isFree(1, of: person.identity))
            return error
        }
    }

    @Test func `the type may be on that side`() throws {
        let both: Set<String> = ["SubmitDemand", "SubmitSupply"]
        for type in ParticipantType.allCases {
            let demand = try self.refused(Demand.self, by: type, both)
            let supply = try self.refused(Supply.self, by: type, both)
            #expect(demand?.code == (type == .buyer || type == .prosumer ? nil : .notPermitted))
            #expect(supply?.code == (type == .seller || type == .prosumer ? nil : .notPermitted))
            // No policy decided: none permits it.
            #expect(demand?.policies ?? [] == [])
        }
    }

    @Test func `the permission is there`() throws {
        #expect(try self.refused(Demand.self, by: .buyer, ["SubmitSupply"])?.code == .notPermitted)
        #expect(try self.refused(Supply.self, by: .seller, ["SubmitDemand"])?.code == .notPermitted)
        #expect(try self.refused(Supply.self, by: .prosumer, ["SubmitDemand"])?.code == .notPermitted)
        #expect(try self.refused(Demand.self, by: .buyer, [])?.code == .notPermitted)
    }

    @Test func `the credit is enough, and names the policy that forbids`() throws {
        let refusal = try self.refused(Demand.self, by: .buyer, ["SubmitDemand"], credit: 499)
        #expect(refusal?.code == .notPermitted)
        #expect(refusal?.policies == ["low-credit"])
        #expect(refusal?.reason.contains("low-credit") == true)
        #expect(try self.refused(Demand.self, by: .buyer, ["SubmitDemand"], credit: 500) == nil)
    }

    @Test func `the market's own policies, over the terms and the time, hold`() throws {
        let policies = """
            permit (principal, action, resource);
            @id("small-orders") forbid (principal, action, resource) when { context.energyWh >= 1000 };
            forbid (principal, action, resource) when { context.period - context.now <= 3600 };
            """
        let refusal = try self.refused(Demand.self, by: .buyer, [], policies: policies)
        // A policy without an @id is known by its place.
        #expect(refusal?.policies.count == 2)
        #expect(refusal?.policies.first == "small-orders")
    }

    @Test func `a policy on a group of actions applies to its members`() throws {
        let policies = """
            permit (principal, action, resource);
            @id("closed") forbid (principal, action in Interlock::Action::"Submit", resource);
            """
        #expect(try self.refused(Demand.self, by: .buyer, [], policies: policies)?.policies == ["closed"])
        #expect(try self.refused(Supply.self, by: .seller, [], policies: policies)?.policies == ["closed"])
    }

    @Test func `a policy that fails permits nothing`() throws {
        let policies = "permit (principal, action, resource) when { principal.nobody == 1 };"
        let refusal = try self.refused(Demand.self, by: .buyer, ["SubmitDemand"], policies: policies)
        #expect(refusal?.code == .notPermitted)
        #expect(refusal?.reason.contains("nobody") == true)
    }

    @Test func `a message speaks for its signer`() throws {
        let (signer, victim) = (self.world.buyers[0], self.world.buyers[1])
        let demand: Demand = try self.world.order(of: victim)
        let bytes = try demand.signed(with: signer.key, certificate: signer.certificate).encoded
        let gate = try self.world.gate()
        #expect(refusal { try gate.admit(bytes, at: MarketWorld.now) } == .identityMismatch)
        #expect(gate.replayGuard.isFree(1, of: victim.identity))
        #expect(gate.replayGuard.isFree(1, of: signer.identity))
    }

    @Test func `new rules, before it reads them`() throws {
        let gate = try self.world.gate()
        for (person, expected) in [
            (self.world.buyers[0], Refusal.Code.notPermitted), (self.world.marketOperator, .malformed),
        ] {
            let bytes = try MessageForge.sign(
                [UInt8](repeating: 0x7b, count: 44_000),
                by: person,
                contentType: RuleChange.kind.contentType,
                externalAAD: RuleChange.kind.externalAAD
            )
            #expect(refusal { try gate.admit(bytes, at: MarketWorld.now) } == expected)
        }
    }

    @Test func `each period of an order, where a policy reads it`() throws {
        let second = try #require(self.world.period.run(of: 2).last).start.secondsSinceEpoch
        let policy =
            "forbid (principal, action, resource) when { context has period && context.period == \(second) };"
        for (periods, expected) in [(1, nil), (2, .notPermitted), (96, .notPermitted)]
            as [(Int, Refusal.Code?)]
        {
            let seller = self.world.sellers[0]
            var terms = try self.world.order(Supply.self, of: seller).terms
            terms.conditions = OrderConditions(periods: periods)
            let bytes = try Supply(terms: terms).signed(with: seller.key, certificate: seller.certificate)
                .encoded
            let gate = try self.world.gate(policies: MarketPolicies.text + policy)
            #expect(refusal { try gate.admit(bytes, at: MarketWorld.now) } == expected)
            #expect(refusal { try self.world.gate().admit(bytes, at: MarketWorld.now) } == nil)
        }
    }
}
