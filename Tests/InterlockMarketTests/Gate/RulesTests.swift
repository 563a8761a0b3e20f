import InterlockCrypto
import InterlockMarket
import MarketTestSupport
import Testing

@Suite("The gate refuses an order that is")
struct RulesTests {
    let world: MarketWorld
    let buyer: MarketPerson

    init() throws {
        self.world = try MarketWorld.shared()
        self.buyer = self.world.buyers[0]
    }

    private func verdict(
        energy: Int64 = 1_000,
        price: Int64 = 2_500,
        period: DeliveryPeriod? = nil,
        market: MarketID? = nil,
        rules: MarketRules? = nil,
        at moment: Timestamp = MarketWorld.now
    ) throws -> Refusal.Code? {
        let gate = try self.world.gate(rules: rules)
        let demand: Demand = try self.world.order(
            of: self.buyer,
            energy: energy,
            price: price,
            period: period,
            market: market
        )
        let bytes = try demand.signed(with: self.buyer.key, certificate: self.buyer.certificate).encoded
        let code = refusal { try gate.admit(bytes, at: moment) }
        #expect(gate.replayGuard.isFree(1, of: self.buyer.identity) == (code != nil))
        return code
    }

    @Test func `late, from the second after gate closure on`() throws {
        let closure = self.world.rules.gateClosure(of: self.world.period)
        #expect(closure == self.world.period.start.adding(seconds: -300))
        #expect(try self.verdict(at: closure) == nil)
        #expect(try self.verdict(at: closure.adding(seconds: 1)) == .gateClosed)
        #expect(try self.verdict(at: self.world.period.start) == .gateClosed)
        #expect(try self.verdict(at: self.world.period.end) == .gateClosed)
    }

    @Test func `late, once delivery has begun, where the market closes with it`() throws {
        var rules = self.world.rules
        rules.gateClosureSeconds = 0
        let start = self.world.period.start
        #expect(rules.gateClosure(of: self.world.period) == start.adding(seconds: -1))
        #expect(try self.verdict(rules: rules, at: start.adding(seconds: -1)) == nil)
        #expect(try self.verdict(rules: rules, at: start) == .gateClosed)
    }

    @Test func `for a period that is not open yet`() throws {
        let horizon = MarketWorld.now.adding(seconds: self.world.rules.horizonSeconds)
        #expect(try self.verdict(period: DeliveryPeriod(start: horizon)) == nil)
        let beyond = try DeliveryPeriod(start: horizon.adding(seconds: 900))
        #expect(try self.verdict(period: beyond) == .limits)
        #expect(try self.verdict(period: horizon.end(), at: MarketWorld.now.adding(seconds: 899)) == .limits)
    }

    @Test func `for another market`() throws {
        #expect(try self.verdict(market: MarketID("riverside-2")) == .limits)
    }

    @Test func `for too little or too much energy`() throws {
        var rules = self.world.rules
        rules.minimumEnergy = Energy(wattHours: 100)
        #expect(try self.verdict(energy: 99, rules: rules) == .limits)
        #expect(try self.verdict(energy: 100, rules: rules) == nil)
        #expect(try self.verdict(energy: rules.maximumEnergy.wattHours + 1) == .limits)
    }

    @Test func `below the price floor or above the cap`() throws {
        #expect(try self.verdict(price: self.world.rules.priceFloor.units - 1) == .limits)
        #expect(try self.verdict(price: self.world.rules.priceCap.units + 1) == .limits)
    }
}

extension Timestamp {
    /// The period that begins a quarter of an hour later.
    fileprivate func end() throws -> DeliveryPeriod { try DeliveryPeriod(start: self.adding(seconds: 900)) }
}
