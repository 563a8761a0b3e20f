import Interlock
import InterlockCrypto
import MarketTestSupport

@testable import InterlockLedger
@testable import InterlockMarket

/// A demand and a supply that the gate admitted, and trades of them, right or wrong.
struct TradeSample {
    let world: MarketWorld
    let verifier: MessageVerifier
    let contract: TradeContract
    let demand: Admitted<Demand>
    let supply: Admitted<Supply>
    /// The ledger that proposals name, if any.
    var ledger: Digest?

    init() throws {
        self.world = try MarketWorld.shared()
        self.verifier = try self.world.verifier()
        self.contract = TradeContract(
            verifier: self.verifier,
            matchingCentre: self.world.centre.identity
        )
        let gate = try self.world.gate()
        self.demand = try gate.admit(
            self.world.demand(by: self.world.buyers[0], energy: 1_000, price: 2_400),
            at: MarketWorld.now
        )
        self.supply = try gate.admit(
            self.world.supply(by: self.world.sellers[0], energy: 1_500, price: 1_900),
            at: MarketWorld.now
        )
    }

    /// A trade of the two orders; each part may be another than it should.
    func trade(
        _ number: UInt64 = 0,
        energy: Int64 = 1_000,
        price: Int64 = 2_000,
        sellerPrice: Int64? = nil,
        demand: Admitted<Demand>? = nil,
        supply: Admitted<Supply>? = nil,
        demandID: OrderID? = nil,
        buyer: ParticipantID? = nil,
        seller: ParticipantID? = nil,
        period: DeliveryPeriod? = nil,
        at moment: Timestamp = MarketWorld.now,
        centre: ParticipantID? = nil
    ) -> MatchedTrade {
        let (demand, supply) = (demand ?? self.demand, supply ?? self.supply)
        let (buyer, seller) = (buyer ?? demand.terms.participant, seller ?? supply.terms.participant)
        let trade = Trade(
            number: number,
            period: period ?? self.world.period,
            demand: demandID ?? demand.order.id,
            supply: supply.order.id,
            buyer: buyer,
            seller: seller,
            energy: Energy(wattHours: energy),
            price: Price(units: price),
            sellerPrice: sellerPrice.map { Price(units: $0) },
            matchedAt: moment,
            route: RouteID(
                seller: seller,
                buyer: buyer,
                matchingCentre: centre ?? self.world.centre.identity
            )
        )
        return MatchedTrade(trade: trade, demand: demand, supply: supply)
    }

    /// An order that passed no gate, as a centre might invent it.
    func smuggled<Body: Order>(_ order: Body, _ encoded: [UInt8]) -> Admitted<Body> {
        Admitted(
            Verified(
                message: order,
                signer: self.demand.verified.signer,
                encoded: encoded,
                verifiedAt: MarketWorld.now
            )
        )
    }

    func proposal(_ trades: MatchedTrade..., by signer: MarketPerson? = nil) throws -> TradeProposal {
        try self.proposal(trades, by: signer)
    }

    func proposal(_ trades: [MatchedTrade], by signer: MarketPerson? = nil) throws -> TradeProposal {
        let signer = signer ?? self.world.centre
        return try TradeProposal(
            trades,
            market: self.world.rules.market,
            ledger: self.ledger,
            with: signer.key,
            certificate: signer.certificate
        )
    }

    /// A signed proposal with a changed payload.
    func encoded(_ trades: [MatchedTrade], _ change: (inout ProposalPayload) -> Void) throws -> [UInt8] {
        var payload = ProposalPayload(trades, market: self.world.rules.market)
        change(&payload)
        return try SignedMessage.sign(
            payload.cbor.encoded(),
            kind: .trades,
            with: self.world.centre.key,
            certificate: self.world.centre.certificate
        ).encoded()
    }

    func check(
        _ encoded: [UInt8],
        at moment: Timestamp = MarketWorld.now,
        fills: FillBook = FillBook()
    ) throws(LedgerError) -> CheckedProposal {
        try self.contract.check(encoded, at: moment, fills: fills)
    }

    /// Why the contract refuses a proposal of these trades; nil where it does not.
    func fault(
        _ trades: MatchedTrade...,
        at moment: Timestamp = MarketWorld.now,
        fills: FillBook = FillBook()
    ) throws -> LedgerError? {
        let proposal = try self.proposal(trades)
        return ledgerError { try self.check(proposal.encoded, at: moment, fills: fills) }
    }
}

/// The error with which `body` fails; nil where it does not.
func ledgerError<Value>(_ body: () throws -> Value) -> LedgerError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? LedgerError
    }
}
