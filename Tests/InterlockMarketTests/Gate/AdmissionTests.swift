import InterlockCrypto
import InterlockIdentity
import InterlockMarket
import MarketTestSupport
import Testing

@Suite("The gate lets in")
struct AdmissionTests {
    let world: MarketWorld

    init() throws { self.world = try MarketWorld.shared() }

    @Test func `a good demand and a good supply`() throws {
        let gate = try self.world.gate()
        let demand = try gate.admit(
            self.world.demand(by: self.world.buyers[0]),
            as: Demand.self,
            at: MarketWorld.now
        )
        #expect(demand.order == (try self.world.order(of: self.world.buyers[0])))
        #expect(demand.admittedAt == MarketWorld.now)
        #expect(demand.verified.signer.attributes == self.world.buyers[0].attributes)
        let supply = try gate.admit(self.world.supply(by: self.world.sellers[0]), at: MarketWorld.now)
        #expect(supply.message.participant == self.world.sellers[0].identity)
        guard case .supply = supply else {
            Issue.record("a supply came out as a demand")
            return
        }
    }

    @Test func `a prosumer on both sides, under different numbers`() throws {
        let gate = try self.world.gate()
        _ = try gate.admit(self.world.demand(by: self.world.prosumer, 1), at: MarketWorld.now)
        _ = try gate.admit(self.world.supply(by: self.world.prosumer, 2), at: MarketWorld.now)
    }

    @Test func `a message with its certificate in it, though the directory does not know it`() throws {
        let stranger = try MarketWorld.person("new-1", .buyer, ["SubmitDemand"], by: self.world.authority)
        let gate = try self.world.gate()
        let whole = try self.world.demand(by: stranger, embedding: .chain([]))
        #expect(try gate.admit(whole, as: Demand.self, at: MarketWorld.now).terms.sequence == 1)
    }

    @Test func `the last second before gate closure, and both ends of every limit`() throws {
        let (world, rules) = (self.world, self.world.rules)
        let gate = try world.gate()
        let demand = try world.demand(by: world.buyers[0])
        _ = try gate.admit(demand, at: rules.gateClosure(of: world.period))
        var sequence: UInt64 = 2
        for energy in [rules.minimumEnergy, rules.maximumEnergy] {
            for price in [rules.priceFloor, rules.priceCap] {
                let demand = try world.demand(
                    by: world.buyers[0],
                    sequence,
                    energy: energy.wattHours,
                    price: price.units
                )
                _ = try gate.admit(demand, at: MarketWorld.now)
                sequence += 1
            }
        }
        let last = try DeliveryPeriod(start: MarketWorld.now.adding(seconds: rules.horizonSeconds))
        _ = try gate.admit(
            world.demand(by: world.buyers[0], sequence, period: last),
            at: MarketWorld.now
        )
    }
}
