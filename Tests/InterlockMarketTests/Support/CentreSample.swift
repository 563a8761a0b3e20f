import InterlockAccess
import InterlockCrypto
import InterlockIdentity
import MarketTestSupport

@testable import InterlockMarket

/// A matching centre, and messages for it that passed no gate; the gate's tests see to those.
struct CentreSample {
    let world: MarketWorld
    var centre: MatchingCentre
    private let signers: [ParticipantID: Signer]

    init(_ change: (inout MarketRules) throws -> Void = { _ in }) throws {
        self.world = try MarketWorld.shared()
        var rules = self.world.rules
        try change(&rules)
        self.centre = try MatchingCentre(identity: self.world.centre.identity, rules: rules)
        let chains = try self.world.chains()
        self.signers = try (self.world.buyers + self.world.sellers + [self.world.prosumer]).reduce(into: [:])
        {
            $0[$1.identity] = try Signer(chains.verify($1.certificate, at: MarketWorld.now))
        }
    }

    var buyer: MarketPerson { self.world.buyers[0] }
    var otherBuyer: MarketPerson { self.world.buyers[1] }
    var seller: MarketPerson { self.world.sellers[0] }
    var otherSeller: MarketPerson { self.world.sellers[1] }
    var prosumer: MarketPerson { self.world.prosumer }

    func verified<Body: Order>(
        _ type: Body.Type,
        of person: MarketPerson,
        _ sequence: UInt64,
        energy: Int64,
        price: Int64,
        period: DeliveryPeriod? = nil,
        conditions: OrderConditions = .standard,
        at moment: Timestamp = MarketWorld.now
    ) throws -> Verified<Body> {
        var terms = try self.world.order(
            Body.self,
            of: person,
            sequence,
            energy: energy,
            price: price,
            period: period
        )
        .terms
        terms.conditions = conditions
        guard let signer = self.signers[person.identity] else {
            throw Refusal(.unknownSigner, "\(person.identity)")
        }
        return Verified(message: Body(terms: terms), signer: signer, encoded: [], verifiedAt: moment)
    }

    /// Checks and submits a demand, or whatever else is refused.
    mutating func buy(
        _ person: MarketPerson,
        _ sequence: UInt64,
        _ energy: Int64,
        at price: Int64,
        period: DeliveryPeriod? = nil,
        _ conditions: OrderConditions = .standard,
        moment: Timestamp = MarketWorld.now
    ) throws -> [Trade] {
        let demand = try self.verified(
            Demand.self,
            of: person,
            sequence,
            energy: energy,
            price: price,
            period: period,
            conditions: conditions,
            at: moment
        )
        self.centre.advance(to: moment)
        try self.centre.check(.demand(demand))
        return self.centre.submit(.demand(Admitted(demand))).map(\.trade)
    }

    /// Checks and submits a supply.
    mutating func sell(
        _ person: MarketPerson,
        _ sequence: UInt64,
        _ energy: Int64,
        at price: Int64,
        period: DeliveryPeriod? = nil,
        _ conditions: OrderConditions = .standard,
        moment: Timestamp = MarketWorld.now
    ) throws -> [Trade] {
        let supply = try self.verified(
            Supply.self,
            of: person,
            sequence,
            energy: energy,
            price: price,
            period: period,
            conditions: conditions,
            at: moment
        )
        self.centre.advance(to: moment)
        try self.centre.check(.supply(supply))
        return self.centre.submit(.supply(Admitted(supply))).map(\.trade)
    }

    /// Checks and submits a cancel.
    mutating func cancel(_ person: MarketPerson, order: UInt64, _ sequence: UInt64 = 99) throws {
        let message = try Cancel(
            market: self.world.rules.market,
            participant: person.identity,
            order: OrderKey(participant: person.identity, sequence: order),
            sequence: sequence
        )
        guard let signer = self.signers[person.identity] else {
            throw Refusal(.unknownSigner, "\(person.identity)")
        }
        let cancel = Verified(message: message, signer: signer, encoded: [], verifiedAt: MarketWorld.now)
        try self.centre.check(.cancel(cancel))
        _ = self.centre.submit(.cancel(Admitted(cancel)))
    }

    func depth(_ period: DeliveryPeriod? = nil) -> BookDepth {
        self.centre.depth(of: period ?? self.world.period)
    }
}

/// Energy and price of trades.
func figures(_ trades: [Trade]) -> [[Int64]] { trades.map { [$0.energy.wattHours, $0.price.units] } }
