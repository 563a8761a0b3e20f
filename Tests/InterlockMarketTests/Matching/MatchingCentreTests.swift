import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import TestSupport
import Testing

@testable import InterlockMarket

@Suite("The matching centre")
struct MatchingCentreTests {
    let world: MarketWorld
    let centre: MatchingCentre

    init() throws {
        self.world = try MarketWorld.shared()
        self.centre = try MatchingCentre(identity: self.world.centre.identity, rules: self.world.rules)
    }

    /// An admitted order made without a signature; the gate's tests see to those.
    private func admitted<Body: Order>(
        _ type: Body.Type,
        _ person: MarketPerson,
        _ sequence: UInt64,
        energy: Int64 = 1_000,
        price: Int64 = 2_500,
        period: DeliveryPeriod? = nil,
        signer: Signer,
        at moment: Timestamp = MarketWorld.now
    ) throws -> Admitted<Body> {
        let order: Body = try self.world.order(
            of: person,
            sequence,
            energy: energy,
            price: price,
            period: period
        )
        return Admitted(Verified(message: order, signer: signer, encoded: [], verifiedAt: moment))
    }

    private func signer() throws -> Signer {
        let buyer = self.world.buyers[0]
        return try Signer(self.world.chains().verify(buyer.certificate, at: MarketWorld.now))
    }

    @Test func `makes a trade of the two orders, with T_s and Rand`() throws {
        let (gate, buyer, seller) = (try self.world.gate(), self.world.buyers[0], self.world.sellers[0])
        var centre = self.centre
        let supply: Admitted<Supply> = try gate.admit(
            self.world.supply(by: seller, energy: 400, price: 1_900),
            at: MarketWorld.now
        )
        #expect(centre.submit(supply).isEmpty)
        let later = MarketWorld.now.adding(seconds: 5)
        let demand: Admitted<Demand> = try gate.admit(
            self.world.demand(by: buyer, energy: 250, price: 2_400),
            at: later
        )
        let matched = try #require(centre.submit(demand).first)
        let trade = matched.trade
        #expect(trade.number == 0)
        #expect(trade.period == self.world.period)
        #expect((trade.demand, trade.supply) == (demand.order.id, supply.order.id))
        #expect((trade.buyer, trade.seller) == (buyer.identity, seller.identity))
        #expect((trade.energy.wattHours, trade.price.units, trade.amount.units) == (250, 1_900, 475_000))
        #expect(trade.matchedAt == later)
        #expect(
            trade.route
                == RouteID(
                    seller: seller.identity,
                    buyer: buyer.identity,
                    matchingCentre: self.world.centre.identity
                )
        )
        #expect(centre.periods == [self.world.period])
        #expect(centre.nextTrade == 1)
    }

    @Test func `keeps periods apart, and forgets one that is closed`() throws {
        var centre = self.centre
        let signer = try self.signer()
        let next = try DeliveryPeriod(start: self.world.period.end)
        let (buyer, seller) = (self.world.buyers[0], self.world.sellers[0])
        #expect(centre.submit(try self.admitted(Supply.self, seller, 1, signer: signer)).isEmpty)
        let other = try self.admitted(Demand.self, buyer, 1, period: next, signer: signer)
        #expect(centre.submit(other).isEmpty)
        #expect(centre.periods == [self.world.period, next])
        #expect(centre.close(self.world.period, at: MarketWorld.now).isEmpty)
        #expect(centre.periods == [next])
        #expect(centre.submit(try self.admitted(Demand.self, buyer, 2, signer: signer)).isEmpty)
        #expect(centre.close(self.world.period, at: MarketWorld.now).isEmpty)
        #expect(centre.close(self.world.period, at: MarketWorld.now).isEmpty)
    }

    @Test func `makes the same trades of the same orders, and energy neither comes nor goes`() throws {
        let signer = try self.signer()
        var generator = SeededGenerator(seed: 99)
        let people = self.world.buyers + self.world.sellers + [self.world.prosumer]
        var orders: [AdmittedMessage] = []
        for sequence in 0..<400 as Range<UInt64> {
            let person = people.randomElement(using: &generator) ?? people[0]
            let moment = MarketWorld.now.adding(seconds: Int64(sequence) / 3)
            let start = self.world.period.start.adding(seconds: 900 * .random(in: 0..<3, using: &generator))
            let (energy, price) = (
                Int64.random(in: 1...500, using: &generator),
                Int64.random(in: 1_000...3_000, using: &generator)
            )
            let period = try DeliveryPeriod(start: start)
            if Bool.random(using: &generator) {
                orders.append(
                    .demand(
                        try self.admitted(
                            Demand.self,
                            person,
                            sequence,
                            energy: energy,
                            price: price,
                            period: period,
                            signer: signer,
                            at: moment
                        )
                    )
                )
            } else {
                orders.append(
                    .supply(
                        try self.admitted(
                            Supply.self,
                            person,
                            sequence,
                            energy: energy,
                            price: price,
                            period: period,
                            signer: signer,
                            at: moment
                        )
                    )
                )
            }
        }
        let runs = (0..<2).map { _ in
            var centre = self.centre
            return orders.flatMap { centre.submit($0) }.map(\.trade)
        }
        #expect(runs[0] == runs[1])
        #expect(runs[0].map(\.number) == Array(0..<UInt64(runs[0].count)))
        #expect(runs[0].count > 100)
        var left = Dictionary(
            uniqueKeysWithValues: orders.map { order in
                (order.id, (order.message as? any Order)?.terms.energy.wattHours ?? 0)
            }
        )
        for trade in runs[0] {
            left[trade.demand, default: 0] -= trade.energy.wattHours
            left[trade.supply, default: 0] -= trade.energy.wattHours
        }
        #expect(left.count == orders.count)
        #expect(left.values.allSatisfy { $0 >= 0 })
    }
}
