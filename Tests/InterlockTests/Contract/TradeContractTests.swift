import Interlock
import InterlockCrypto
import MarketTestSupport
import Testing

@testable import InterlockLedger
@testable import InterlockMarket

@Suite("The trade contract")
struct TradeContractTests {
    let sample: TradeSample
    let world: MarketWorld

    init() throws {
        self.sample = try TradeSample()
        self.world = self.sample.world
    }

    private func expect(
        _ fault: LedgerError?,
        _ reason: String,
        code: LedgerError.Code = .contractBroken,
        at place: SourceLocation = #_sourceLocation
    ) {
        #expect(fault?.code == code, "\(fault?.description ?? "no fault")", sourceLocation: place)
        #expect(fault?.reason.contains(reason) == true, "\(fault?.reason ?? "")", sourceLocation: place)
    }

    @Test func `holds for trades within what the orders say`() throws {
        let proposal = try self.sample.proposal(
            self.sample.trade(4, energy: 600, price: 1_900),
            self.sample.trade(9, energy: 400, price: 2_400)
        )
        let checked = try self.sample.check(proposal.encoded)
        #expect(checked.id == proposal.id)
        #expect(checked.trades.map(\.number) == [4, 9])
        #expect(checked.change.nextTrade == 10)
        #expect(checked.change.fills.values.map(\.filled.wattHours) == [1_000, 1_000])
        // It is a function: the same again, up to the last second before delivery.
        let last = self.world.period.start.adding(seconds: -1)
        #expect(try self.sample.check(proposal.encoded, at: last).trades == checked.trades)
    }

    @Test func `breaks where energy is sold twice in one proposal`() throws {
        self.expect(try self.sample.fault(self.sample.trade(energy: 1_001)), "that has 1000 Wh left")
        self.expect(
            try self.sample.fault(self.sample.trade(energy: 600), self.sample.trade(1, energy: 600)),
            "trade 1: 600 Wh of an order of home-1 that has 400 Wh left"
        )
        self.expect(try self.sample.fault(self.sample.trade(energy: .max)), "the trade", code: .malformed)
    }

    @Test func `breaks where energy is sold twice over proposals`() throws {
        var fills = FillBook()
        let first = try self.sample.proposal(self.sample.trade(0, energy: 700))
        fills.apply(try self.sample.check(first.encoded).change)
        self.expect(
            try self.sample.fault(self.sample.trade(1, energy: 301), fills: fills),
            "trade 1: 301 Wh of an order of home-1 that has 300 Wh left"
        )
        #expect(try self.sample.fault(self.sample.trade(1, energy: 300), fills: fills) == nil)
        // The same proposal again is the number's fault, before it is the energy's.
        self.expect(try self.sample.fault(self.sample.trade(0, energy: 300), fills: fills), "below 1")
    }

    @Test func `breaks where the supply is oversold, though no demand is`() throws {
        let gate = try self.world.gate()
        let other: Admitted<Demand> = try gate.admit(
            self.world.demand(by: self.world.buyers[1], energy: 1_000, price: 2_400),
            at: MarketWorld.now
        )
        self.expect(
            try self.sample.fault(
                self.sample.trade(0, energy: 1_000),
                self.sample.trade(1, energy: 501, demand: other)
            ),
            "501 Wh of an order of roof-1 that has 500 Wh left"
        )
    }

    @Test(arguments: [0, -1, .min] as [Int64])
    func `breaks where no energy is traded`(energy: Int64) throws {
        self.expect(try self.sample.fault(self.sample.trade(energy: energy)), "no energy")
    }

    @Test(arguments: [.min, .max] as [Int64])
    func `no price is beyond what any order has`(price: Int64) throws {
        self.expect(try self.sample.fault(self.sample.trade(price: price)), "the trade", code: .malformed)
    }

    @Test(arguments: [1_899, 2_401] as [Int64])
    func `breaks where the price is not between the limits`(price: Int64) throws {
        self.expect(try self.sample.fault(self.sample.trade(price: price)), "is not in 0.1900 ... 0.2400")
    }

    @Test func `breaks where an order is not in the proposal`() throws {
        let stranger = OrderID(digest: Digest(hashing: [1]))
        self.expect(
            try self.sample.fault(self.sample.trade(demandID: stranger)),
            "an order of it is not in the proposal"
        )
        // A supply's id in the demand's place is no demand.
        self.expect(
            try self.sample.fault(self.sample.trade(demandID: self.sample.supply.order.id)),
            "an order of it is not in the proposal"
        )
    }

    @Test func `breaks where the orders are of others`() throws {
        let (buyer, seller) = (self.world.buyers[1].identity, self.world.sellers[1].identity)
        self.expect(try self.sample.fault(self.sample.trade(buyer: buyer)), "not those of the orders")
        self.expect(try self.sample.fault(self.sample.trade(seller: seller)), "not those of the orders")
    }

    @Test func `breaks where a participant trades with itself`() throws {
        let gate = try self.world.gate()
        let prosumer = self.world.prosumer
        let trade = self.sample.trade(
            demand: try gate.admit(self.world.demand(by: prosumer, 1, price: 2_400), at: MarketWorld.now),
            supply: try gate.admit(self.world.supply(by: prosumer, 2, price: 1_900), at: MarketWorld.now)
        )
        self.expect(try self.sample.fault(trade), "farm-1 trades with itself")
    }

    @Test func `breaks where the periods differ`() throws {
        let next = try DeliveryPeriod(start: self.world.period.end)
        self.expect(try self.sample.fault(self.sample.trade(period: next)), "the delivery period")
        let late: Admitted<Supply> = try self.world.gate().admit(
            self.world.supply(by: self.world.sellers[0], 2, price: 1_900, period: next),
            at: MarketWorld.now
        )
        self.expect(try self.sample.fault(self.sample.trade(supply: late)), "the delivery period")
    }

    @Test func `breaks where a number goes backwards or stands still`() throws {
        let (first, second) = (
            self.sample.trade(5, energy: 100), self.sample.trade(4, energy: 100)
        )
        self.expect(try self.sample.fault(first, second), "trade 4: its number is below 6")
        self.expect(try self.sample.fault(first, self.sample.trade(5, energy: 50)), "below 6")
        var fills = FillBook()
        let before = try self.sample.proposal(self.sample.trade(6, energy: 1))
        fills.apply(try self.sample.check(before.encoded).change)
        self.expect(try self.sample.fault(first, fills: fills), "trade 5: its number is below 7")
    }

    @Test(arguments: [.max, UInt64(Int64.max) + 1, 1 << 62] as [UInt64])
    func `no number leaves no room for the next`(number: UInt64) throws {
        self.expect(try self.sample.fault(self.sample.trade(number)), "is above 2^62", code: .malformed)
    }

    @Test func `breaks where delivery has begun, or the match is to come`() throws {
        self.expect(
            try self.sample.fault(self.sample.trade(), at: self.world.period.start),
            "delivery has begun"
        )
        let later = MarketWorld.now.adding(seconds: 1)
        self.expect(try self.sample.fault(self.sample.trade(at: later)), "matched after")
        #expect(try self.sample.fault(self.sample.trade(at: later), at: later) == nil)
    }

    @Test func `breaks where an order came after gate closure`() throws {
        let closure = self.world.rules.gateClosure(of: self.world.period)
        let after = closure.adding(seconds: 1)
        #expect(try self.sample.fault(self.sample.trade(at: closure), at: after) == nil)
        self.expect(try self.sample.fault(self.sample.trade(at: after), at: after), "gateClosed")
    }

    @Test func `breaks where one number was signed over two orders`() throws {
        let gate = try self.world.gate()
        let other: Admitted<Demand> = try gate.admit(
            self.world.demand(by: self.world.buyers[0], 1, energy: 900, price: 2_400),
            at: MarketWorld.now
        )
        let reason = "home-1 signed two orders with the number 1"
        self.expect(
            try self.sample.fault(
                self.sample.trade(0, energy: 100),
                self.sample.trade(1, energy: 100, demand: other)
            ),
            reason
        )
        var fills = FillBook()
        let first = try self.sample.proposal(self.sample.trade(0, energy: 100))
        fills.apply(try self.sample.check(first.encoded).change)
        self.expect(
            try self.sample.fault(self.sample.trade(1, energy: 100, demand: other), fills: fills),
            reason
        )
    }

    @Test func `breaks where an order was cancelled, or amended by a later number`() throws {
        var fills = FillBook()
        let key = OrderKey(participant: self.world.sellers[0].identity, sequence: 1)
        fills.cancel(key, until: self.world.period.start)
        self.expect(
            try self.sample.fault(self.sample.trade(), fills: fills),
            "the order roof-1/1 was cancelled"
        )
        fills.forget(before: self.world.period.start)
        #expect(try self.sample.fault(self.sample.trade(), fills: fills) == nil)

        var terms = self.sample.demand.terms
        terms.sequence = 5
        terms.energy = Energy(wattHours: 900)
        terms.conditions.amends = 1
        let signed = try Demand(terms: terms).signed(
            with: self.world.buyers[0].key,
            certificate: self.world.buyers[0].certificate
        )
        let amended = self.sample.smuggled(signed.message, signed.encoded)
        self.expect(
            try self.sample.fault(
                self.sample.trade(0, energy: 400),
                self.sample.trade(1, energy: 501, demand: amended)
            ),
            "501 Wh of an order of home-1 that has 500 Wh left"
        )
        self.expect(
            try self.sample.fault(
                self.sample.trade(0, energy: 400, demand: amended),
                self.sample.trade(1, energy: 100)
            ),
            "was amended under the number 5"
        )
    }

    @Test func `breaks where the market keeps a difference that its rule does not leave`() throws {
        let trade = self.sample.trade(sellerPrice: 1_950)
        self.expect(try self.sample.fault(trade), "keeps a difference")
        var rules = self.world.rules
        rules.trading.mechanism = .mcAfee
        self.sample.verifier.update(rules)
        #expect(try self.sample.fault(trade) == nil)
        self.expect(try self.sample.fault(self.sample.trade(sellerPrice: 1_899)), "to the seller 0.1899")
    }

    @Test func `an order may trade in a later period after its first has closed, and not after that`() throws
    {
        var terms = self.sample.demand.terms
        terms.conditions.periods = 2
        let signed = try Demand(terms: terms).signed(
            with: self.world.buyers[0].key,
            certificate: self.world.buyers[0].certificate
        )
        let next = try DeliveryPeriod(start: self.world.period.end)
        let supply: Admitted<Supply> = try self.world.gate().admit(
            self.world.supply(by: self.world.sellers[0], 2, price: 1_900, period: next),
            at: MarketWorld.now
        )
        let demand = self.sample.smuggled(signed.message, signed.encoded)
        func trade(at moment: Timestamp) -> MatchedTrade {
            self.sample.trade(demand: demand, supply: supply, period: next, at: moment)
        }
        let closure = self.world.rules.gateClosure(of: next)
        #expect(try self.sample.fault(trade(at: closure), at: closure) == nil)
        let after = closure.adding(seconds: 1)
        self.expect(try self.sample.fault(trade(at: after), at: after), "gateClosed")
    }

    @Test func `breaks where a price is between two ticks`() throws {
        var rules = self.world.rules
        rules.trading.tick = 100
        self.sample.verifier.update(rules)
        #expect(try self.sample.fault(self.sample.trade(price: 2_100)) == nil)
        self.expect(try self.sample.fault(self.sample.trade(price: 2_150)), "not a multiple of 0.0100")
    }

    @Test func `breaks where the rules let the two not trade, or an order was over`() throws {
        var rules = self.world.rules
        rules.trading.partners = """
            permit (principal, action, resource) when { resource.identity == "roof-2" };
            """
        self.sample.verifier.update(rules)
        self.expect(try self.sample.fault(self.sample.trade()), "home-1 may not buy from roof-1")
        self.sample.verifier.update(self.world.rules)
        var terms = self.sample.demand.terms
        terms.conditions.timeInForce = .until(MarketWorld.now.adding(seconds: 5))
        let signed = try Demand(terms: terms).signed(
            with: self.world.buyers[0].key,
            certificate: self.world.buyers[0].certificate
        )
        let short = self.sample.smuggled(signed.message, signed.encoded)
        #expect(try self.sample.fault(self.sample.trade(demand: short)) == nil)
        let end = MarketWorld.now.adding(seconds: 5)
        self.expect(
            try self.sample.fault(self.sample.trade(demand: short, at: end), at: end),
            "good until"
        )
    }

    @Test func `breaks where a signer was revoked since admission`() throws {
        let proposal = try self.sample.proposal(self.sample.trade())
        _ = try self.sample.check(proposal.encoded)
        let list = try MarketWorld.list(
            of: self.world.authority,
            revoking: [self.world.sellers[0]],
            number: 2
        )
        self.sample.verifier.update(try self.world.chains([list]))
        self.expect(ledgerError { try self.sample.check(proposal.encoded) }, "revoked")
    }

    @Test func `breaks where an order is not signed by whom it names, or is not permitted`() throws {
        let demand: Demand = try self.world.order(of: self.world.buyers[0], 8, price: 2_400)
        var bytes = try demand.signed(
            with: self.world.buyers[0].key,
            certificate: self.world.buyers[0].certificate
        ).encoded
        bytes[bytes.count - 1] ^= 1
        self.expect(
            try self.sample.fault(self.sample.trade(demand: self.sample.smuggled(demand, bytes))),
            "badSignature"
        )
        let seller = self.world.sellers[1]
        let forbidden: Demand = try self.world.order(of: seller, 8, price: 2_400)
        let signed = try forbidden.signed(with: seller.key, certificate: seller.certificate).encoded
        self.expect(
            try self.sample.fault(self.sample.trade(demand: self.sample.smuggled(forbidden, signed))),
            "notPermitted"
        )
    }

    @Test func `breaks where another than the market's centre proposes`() throws {
        let other = try MarketWorld.person("mtc-2", .matchingCentre, ["Match"], by: self.world.authority)
        self.sample.verifier.directory.add([other.certificate])
        for signer in [other, self.world.peers[0], self.world.buyers[0]] {
            let proposal = try self.sample.proposal(self.sample.trade(), by: signer)
            self.expect(
                ledgerError { try self.sample.check(proposal.encoded) },
                "identityMismatch: signed by \(signer.identity)"
            )
        }
        // The centre's name with a certificate that does not let it match.
        let weak = try MarketWorld.person("mtc-1", .matchingCentre, [], by: self.world.authority)
        self.sample.verifier.directory.add([weak.certificate])
        let proposal = try self.sample.proposal(self.sample.trade(), by: weak)
        self.expect(ledgerError { try self.sample.check(proposal.encoded) }, "notPermitted: Match by mtc-1")
    }

    @Test func `breaks where the proposal is changed or of another market`() throws {
        var bytes = try self.sample.proposal(self.sample.trade()).encoded
        bytes[bytes.count - 1] ^= 1
        self.expect(ledgerError { try self.sample.check(bytes) }, "badSignature")
        let market = try MarketID("elsewhere")
        let foreign = try self.sample.encoded([self.sample.trade()]) { $0.market = market }
        self.expect(ledgerError { try self.sample.check(foreign) }, "for the market elsewhere")
    }

    @Test func `cannot be asked about what is no proposal`() throws {
        let trade = self.sample.trade(energy: 100)
        let order = self.sample.demand.verified.encoded
        let spare = self.sample.supply.verified.encoded
        for bytes in [
            [], [0x80], order,
            try self.sample.encoded([trade]) { $0.trades = [] },
            try self.sample.encoded([trade]) { $0.trades = [1] },
            try self.sample.encoded([trade]) { $0.demands.append(order) },
            try self.sample.encoded([trade, self.sample.trade(1, energy: 1)]) { $0.demands.append(order) },
            try self.sample.encoded([trade]) { $0.demands = [[1, 2, 3]] },
            try self.sample.encoded([trade]) { $0.demands = [spare] },
            try self.sample.encoded([self.sample.trade(centre: self.world.peers[0].identity)]) { _ in },
        ] {
            #expect(ledgerError { try self.sample.check(bytes) }?.code == .malformed)
        }
        #expect(ledgerError { try self.sample.proposal([]) }?.code == .malformed)
        let many = [MatchedTrade](repeating: trade, count: TradeProposal.maximumTradeCount + 1)
        #expect(ledgerError { try self.sample.proposal(many) }?.code == .malformed)
    }

    @Test func `forgets an order when its delivery has begun, and no sooner`() throws {
        var fills = FillBook()
        fills.apply(try self.sample.check(self.sample.proposal(self.sample.trade()).encoded).change)
        fills.forget(before: self.world.period.start.adding(seconds: -1))
        #expect(fills.fills.count == 2)
        fills.forget(before: self.world.period.start)
        #expect(fills.fills.isEmpty)
        #expect(fills.nextTrade == 1)
    }
}
