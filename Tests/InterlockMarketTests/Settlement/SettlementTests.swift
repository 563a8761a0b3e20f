import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import TestSupport
import Testing

@testable import InterlockMarket

@Suite("Settlement")
struct SettlementTests {
    let world: MarketWorld
    let market: ParticipantID

    init() throws {
        self.world = try MarketWorld.shared()
        self.market = self.world.centre.identity
    }

    private func name(_ text: String) -> ParticipantID {
        (try? ParticipantID(text)) ?? self.market
    }

    private func trade(
        _ number: UInt64,
        _ buyer: String,
        _ seller: String,
        _ energy: Int64,
        at price: Int64,
        toSeller sellerPrice: Int64? = nil,
        period: DeliveryPeriod? = nil
    ) -> Trade {
        Trade(
            number: number,
            period: period ?? self.world.period,
            demand: OrderID(digest: .zero),
            supply: OrderID(digest: .zero),
            buyer: self.name(buyer),
            seller: self.name(seller),
            energy: Energy(wattHours: energy),
            price: Price(units: price),
            sellerPrice: sellerPrice.map { Price(units: $0) },
            matchedAt: MarketWorld.now,
            route: RouteID(seller: self.name(seller), buyer: self.name(buyer), matchingCentre: self.market)
        )
    }

    private func reading(_ owner: String, _ consumed: Int64, _ generated: Int64, _ sequence: UInt64 = 1)
        throws
        -> MeterReading
    {
        try MeterReading(
            market: self.world.rules.market,
            participant: self.name(owner),
            owner: self.name(owner),
            period: self.world.period,
            consumed: Energy(wattHours: consumed),
            generated: Energy(wattHours: generated),
            sequence: sequence
        )
    }

    private func rules() -> MarketRules {
        var rules = self.world.rules
        rules.fees = [
            FeeRule(
                name: "grid",
                payer: .buy,
                recipient: self.name("grid"),
                perKilowattHour: Price(units: 700)
            ),
            FeeRule(name: "market", payer: .sell, recipient: self.market, millionths: 15_000),
            FeeRule(
                name: "vat",
                payer: .buy,
                recipient: self.name("state"),
                millionths: 190_000,
                including: ["grid"]
            ),
        ]
        rules.imbalance = ImbalanceRule(
            balancer: self.name("grid"),
            shortPrice: Price(units: 4_000),
            longPrice: Price(units: 500)
        )
        return rules
    }

    private func statement(_ settlement: Settlement, _ name: String) -> SettlementStatement? {
        settlement.close().first { $0.participant == self.name(name) }
    }

    @Test func `a trade with fees, taxes and a difference that the market keeps`() throws {
        var settlement = try Settlement(rules: self.rules(), market: self.market)
        settlement.add(self.trade(0, "a", "b", 1_000, at: 2_000, toSeller: 1_900))
        let buyer = try #require(self.statement(settlement, "a"))
        #expect(buyer.paid == Money(units: 2_000_000))
        // 19 % of 2,000,000 and the grid's 700,000.
        #expect(buyer.fees == ["grid": Money(units: 700_000), "vat": Money(units: 513_000)])
        #expect(buyer.balance == Money(units: -3_213_000))
        let seller = try #require(self.statement(settlement, "b"))
        #expect(seller.received == Money(units: 1_900_000))
        #expect(seller.fees == ["market": Money(units: 28_500)])
        let payments = settlement.payments().map { "\($0.payer)>\($0.payee):\($0.amount.units)" }
        #expect(
            payments == [
                "a>b:1900000", "a>grid:700000", "a>mtc-1:100000", "a>state:513000", "b>mtc-1:28500",
            ]
        )
    }

    @Test func `the imbalance is what the meter counted beyond what was traded`() throws {
        var settlement = try Settlement(rules: self.rules(), market: self.market)
        settlement.add(self.trade(0, "a", "b", 300, at: 1_000))
        settlement.add(try self.reading("a", 310, 0))
        settlement.add(try self.reading("b", 20, 350))
        settlement.add(try self.reading("c", 0, 0))
        #expect(self.statement(settlement, "a")?.imbalance == Energy(wattHours: 10))
        #expect(self.statement(settlement, "a")?.imbalanceCost == Money(units: 40_000))
        // It fed in 330 net, and had sold 300.
        #expect(self.statement(settlement, "b")?.imbalance == Energy(wattHours: -30))
        #expect(self.statement(settlement, "b")?.imbalanceCost == Money(units: -15_000))
        #expect(self.statement(settlement, "c")?.balance == .zero)
        let payments = settlement.payments().map { "\($0.payer)>\($0.payee):\($0.amount.units)" }
        #expect(payments.contains("grid>b:15000"))
        // A later reading takes the place of an earlier one.
        settlement.add(try self.reading("a", 300, 0))
        #expect(
            self.statement(settlement, "a")?.imbalanceCost == Money(units: 40_000),
            "the same number again"
        )
        settlement.add(try self.reading("a", 300, 0, 2))
        #expect(self.statement(settlement, "a")?.imbalanceCost == .zero)
        settlement.add(try self.reading("a", 310, 0))
        #expect(self.statement(settlement, "a")?.imbalanceCost == .zero, "an older one does not come back")
    }

    @Test func `as many fees as there may be, each on all before it, are exact`() throws {
        var rules = self.world.rules
        rules.fees = (0..<16).map { number in
            FeeRule(
                name: "f\(number)",
                payer: .buy,
                recipient: self.name("state"),
                perKilowattHour: .maximum,
                millionths: 1_000_000,
                including: (0..<number).map { "f\($0)" }
            )
        }
        var settlement = try Settlement(rules: rules, market: self.market)
        settlement.add(self.trade(0, "a", "b", Energy.maximum.wattHours, at: Price.maximum.units))
        // f_n is twice the 10^18 and all before it: 2·2^n·10^18.
        let last = Int128(1) << 16 * 1_000_000_000_000_000_000
        #expect(self.statement(settlement, "a")?.fees["f15"]?.units == last)
        rules.fees.append(FeeRule(name: "one more", payer: .buy, recipient: self.name("state")))
        #expect(throws: MarketError.self) { try Settlement(rules: rules, market: self.market) }
    }

    @Test func `a fee to who pays it is none`() throws {
        var settlement = try Settlement(rules: self.rules(), market: self.market)
        settlement.add(self.trade(0, "grid", "b", 1_000, at: 2_000))
        #expect(self.statement(settlement, "grid")?.fees.keys.sorted() == ["vat"])
    }

    @Test func `new rules are for what comes after them`() throws {
        var settlement = try Settlement(rules: self.rules(), market: self.market)
        settlement.add(self.trade(0, "a", "b", 1_000, at: 1_000))
        settlement.add(try self.reading("a", 1_010, 0))
        try settlement.change(self.world.rules)
        settlement.add(self.trade(1, "a", "b", 1_000, at: 1_000))
        settlement.add(try self.reading("b", 0, 1_990))
        #expect(self.statement(settlement, "b")?.fees == ["market": Money(units: 15_000)])
        // The reading of `a` came under the old rules, that of `b` under none.
        #expect(self.statement(settlement, "a")?.imbalanceCost == Money(units: -990 * 500))
        #expect(self.statement(settlement, "b")?.imbalanceCost == nil)
    }

    @Test func `a negative price pays the buyer, and a fee is of its magnitude`() throws {
        var settlement = try Settlement(rules: self.rules(), market: self.market)
        settlement.add(self.trade(0, "a", "b", 100, at: -2_000))
        #expect(self.statement(settlement, "b")?.fees == ["market": Money(units: 3_000)])
        let payments = settlement.payments().map { "\($0.payer)>\($0.payee):\($0.amount.units)" }
        #expect(payments.contains("b>a:200000"))
    }

    /// Money is only moved: what all accounts come to is nothing, and a participant's payments are its balances.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func `conserves money to the last unit, whatever is traded and metered`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var settlement = try Settlement(rules: self.rules(), market: self.market)
        let names = ["a", "b", "c", "d", "e"]
        let next = try DeliveryPeriod(start: self.world.period.end)
        for number in 0..<200 as Range<UInt64> {
            let pair = names.shuffled(using: &generator)
            let price = Int64.random(in: -3_000...3_000, using: &generator)
            settlement.add(
                self.trade(
                    number,
                    pair[0],
                    pair[1],
                    .random(in: 1...9_999, using: &generator),
                    at: price,
                    toSeller: price - .random(in: 0...50, using: &generator),
                    period: Bool.random(using: &generator) ? self.world.period : next
                )
            )
        }
        for name in names.dropLast() {
            settlement.add(
                try self.reading(
                    name,
                    .random(in: 0...99_999, using: &generator),
                    .random(in: 0...99_999, using: &generator)
                )
            )
        }
        var accounts: [ParticipantID: Int128] = [:]
        for payment in settlement.payments() {
            #expect(payment.amount > .zero)
            accounts[payment.payer, default: 0] -= payment.amount.units
            accounts[payment.payee, default: 0] += payment.amount.units
        }
        #expect(accounts.values.reduce(0, +) == 0)
        let balances = settlement.close().reduce(into: [ParticipantID: Int128]()) {
            $0[$1.participant, default: 0] += $1.balance.units
        }
        for name in names { #expect(accounts[self.name(name)] == balances[self.name(name)]) }
        let pairs = settlement.payments().map { Set([$0.payer, $0.payee]) }
        #expect(Set(pairs).count == pairs.count, "two accounts pay each other once, one way")
    }

    @Test func `money has its form, and more than 64 bits hold has none`() {
        #expect(Money(units: -12_345_678).description == "-1.2345678")
        #expect(Money(units: 5).description == "0.0000005")
        #expect(Money(Energy.maximum, at: .maximum).units == 1_000_000_000_000_000_000)
    }
}
