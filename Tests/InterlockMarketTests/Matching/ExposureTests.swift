import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import TestSupport
import Testing

@testable import InterlockMarket

@Suite("Exposure")
struct ExposureTests {
    /// Everyone has a credit of 700; a point is good for 1,000 units.
    private func market() throws -> CentreSample {
        try CentreSample {
            $0.risk = RiskRules(exposurePerCreditPoint: Money(units: 1_000), settlementSeconds: 3_600)
        }
    }

    @Test func `an order that would exceed the credit is refused, and changes nothing`() throws {
        var market = try self.market()
        _ = try market.buy(market.buyer, 1, 200, at: 2_000)
        #expect(market.centre.exposure(of: market.buyer.identity) == Money(units: 400_000))
        #expect(refusal { _ = try market.buy(market.buyer, 2, 151, at: 2_000) } == .exposureExceeded)
        _ = try market.buy(market.buyer, 3, 150, at: 2_000)
        #expect(market.centre.exposure(of: market.buyer.identity) == Money(units: 700_000))
        #expect(refusal { _ = try market.buy(market.buyer, 4, 1, at: 1) } == .exposureExceeded)
    }

    @Test func `a supply costs its seller only where its price is negative`() throws {
        var market = try self.market()
        _ = try market.sell(market.seller, 1, 1_000_000, at: 2_000)
        #expect(market.centre.exposure(of: market.seller.identity) == .zero)
        #expect(refusal { _ = try market.sell(market.seller, 2, 701, at: -1_000) } == .exposureExceeded)
        _ = try market.sell(market.seller, 2, 700, at: -1_000)
        #expect(market.centre.exposure(of: market.seller.identity) == Money(units: 700_000))
    }

    @Test func `a trade below the limit frees the difference, a cancel the rest, a settlement the debt`()
        throws
    {
        var market = try self.market()
        _ = try market.sell(market.seller, 1, 100, at: 1_000)
        _ = try market.buy(market.buyer, 1, 300, at: 2_000)
        #expect(market.centre.exposure(of: market.buyer.identity) == Money(units: 100_000 + 400_000))
        try market.cancel(market.buyer, order: 1)
        #expect(market.centre.exposure(of: market.buyer.identity) == Money(units: 100_000))
        let settled = market.world.period.end.adding(seconds: 3_600)
        let later = try DeliveryPeriod(start: market.world.period.start.adding(seconds: 86_400))
        _ = try market.buy(market.buyer, 2, 350, at: 2_000, period: later, moment: settled)
        #expect(market.centre.exposure(of: market.buyer.identity) == Money(units: 700_000))
    }

    @Test func `an order for several periods counts in each, an amendment in place of what it amends`() throws
    {
        var market = try self.market()
        _ = try market.buy(market.buyer, 1, 100, at: 2_000, OrderConditions(periods: 3))
        #expect(market.centre.exposure(of: market.buyer.identity) == Money(units: 600_000))
        let amendment = OrderConditions(periods: 3, amends: 1)
        #expect(
            refusal { _ = try market.buy(market.buyer, 2, 117, at: 2_000, amendment) } == .exposureExceeded
        )
        _ = try market.buy(market.buyer, 2, 116, at: 2_000, amendment)
        #expect(market.centre.exposure(of: market.buyer.identity) == Money(units: 696_000))
    }

    @Test func `what an amended order has traded counts once`() throws {
        var market = try self.market()
        _ = try market.sell(market.seller, 1, 150, at: 2_000)
        _ = try market.buy(market.buyer, 1, 350, at: 2_000)
        #expect(market.centre.exposure(of: market.buyer.identity) == Money(units: 700_000))
        let amendment = OrderConditions(amends: 1)
        _ = try market.buy(market.buyer, 2, 350, at: 1_999, amendment)
        #expect(market.centre.exposure(of: market.buyer.identity) == Money(units: 699_800))
        #expect(
            refusal { _ = try market.buy(market.buyer, 3, 351, at: 1_999, amendment) } == .exposureExceeded
        )
    }

    @Test func `what is over counts no more, whoever else is trading`() throws {
        var market = try self.market()
        let end = MarketWorld.now.adding(seconds: 60)
        let conditions = OrderConditions(timeInForce: .until(end))
        _ = try market.buy(market.buyer, 1, 350, at: 2_000, conditions)
        #expect(
            refusal {
                _ = try market.buy(market.buyer, 2, 1, at: 2_000, moment: end.adding(seconds: -1))
            } == .exposureExceeded
        )
        #expect(
            refusal {
                _ = try market.buy(market.buyer, 2, 300, at: 2_000, OrderConditions(amends: 1), moment: end)
            } == .unknownOrder
        )
        _ = try market.buy(market.buyer, 3, 350, at: 2_000, moment: end)
    }

    @Test func `a volume cap holds for each period and direction`() throws {
        let world = try MarketWorld.shared()
        let capped = try MarketWorld.person(
            "capped-1",
            .prosumer,
            ["SubmitDemand", "SubmitSupply"],
            further: ["volumeCapWh": .integer(500)],
            by: world.authority
        )
        let signer = try Signer(world.chains().verify(capped.certificate, at: MarketWorld.now))
        var centre = try MatchingCentre(identity: world.centre.identity, rules: world.rules)
        func place(_ sequence: UInt64, _ energy: Int64, _ period: DeliveryPeriod) throws {
            let demand: Demand = try world.order(of: capped, sequence, energy: energy, period: period)
            let verified = Verified(message: demand, signer: signer, encoded: [], verifiedAt: MarketWorld.now)
            try centre.check(.demand(verified))
            _ = centre.submit(.demand(Admitted(verified)))
        }
        try place(1, 300, world.period)
        #expect(refusal { try place(2, 201, world.period) } == .exposureExceeded)
        try place(3, 200, world.period)
        try place(4, 500, DeliveryPeriod(start: world.period.end))
        let supply: Supply = try world.order(of: capped, 5, energy: 500, price: 3_000)
        let verified = Verified(message: supply, signer: signer, encoded: [], verifiedAt: MarketWorld.now)
        try centre.check(.supply(verified))
    }

    /// Whatever happens, the exposure is that of the open orders and of the debts.
    @Test func `is never more than a sum over open orders and trades`() throws {
        var market = try CentreSample()
        var generator = SeededGenerator(seed: 17)
        var debts: [ParticipantID: Int128] = [:]
        for sequence in 0..<600 as Range<UInt64> {
            let energy = Int64.random(in: 1...500, using: &generator)
            let price = Int64.random(in: -500...3_000, using: &generator)
            let person = Bool.random(using: &generator) ? market.prosumer : market.buyer
            let amends: UInt64? = .random(in: 0...9, using: &generator) == 0 ? sequence / 2 : nil
            let conditions = OrderConditions(amends: amends)
            let trades: [Trade]?
            if Bool.random(using: &generator) {
                trades = try? market.buy(person, sequence, energy, at: price, conditions)
            } else {
                trades = try? market.sell(person, sequence, energy, at: price, conditions)
            }
            if Int.random(in: 0..<5, using: &generator) == 0 {
                try? market.cancel(person, order: .random(in: 0...sequence, using: &generator))
            }
            for trade in trades ?? [] {
                let amount = trade.amount.units
                debts[amount > 0 ? trade.buyer : trade.seller, default: 0] += amount.magnitudeValue
            }
        }
        _ = market.centre.close(market.world.period, at: MarketWorld.now)
        #expect(!debts.isEmpty)
        for person in [market.prosumer, market.buyer] {
            #expect(market.centre.exposure(of: person.identity).units == debts[person.identity] ?? 0)
        }
    }
}

extension Int128 {
    fileprivate var magnitudeValue: Int128 { self < 0 ? -self : self }
}
