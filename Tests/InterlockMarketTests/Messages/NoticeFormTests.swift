import FoundationEssentials
import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import TestSupport
import Testing

@testable import InterlockMarket

@Suite("Cancels, readings, rule changes and conditions as CBOR and JSON")
struct NoticeFormTests {
    let world: MarketWorld

    init() throws { self.world = try MarketWorld.shared() }

    private func expectRoundTrip<Message: MarketMessage>(_ message: Message) throws {
        #expect(try Message(payload: message.payload) == message)
        #expect(try JSONDecoder().decode(Message.self, from: JSONEncoder().encode(message)) == message)
    }

    /// Every payload that is a byte short, long or other: refused, or read as what encodes to just these bytes.
    private func expectOneForm<Message: MarketMessage>(_ message: Message) {
        let payload = message.payload
        for length in payload.indices {
            #expect(code { try Message(payload: Array(payload[..<length])) } == .malformed)
        }
        #expect(code { try Message(payload: payload + [0]) } == .malformed)
        for index in payload.indices {
            for bit in 0..<8 {
                var other = payload
                other[index] ^= 1 << bit
                guard let read = try? Message(payload: other) else { continue }
                #expect(read.payload == other)
                #expect(read != message)
            }
        }
    }

    private func cancel(_ owner: String = "home-2") throws -> Cancel {
        try Cancel(
            market: self.world.rules.market,
            participant: ParticipantID("home-1"),
            order: OrderKey(participant: ParticipantID(owner), sequence: 77),
            sequence: 1_000
        )
    }

    private func reading() throws -> MeterReading {
        try MeterReading(
            market: self.world.rules.market,
            participant: ParticipantID("operator-1"),
            owner: ParticipantID("home-1"),
            period: self.world.period,
            consumed: Energy(wattHours: 300),
            generated: Energy(wattHours: 70_000),
            sequence: 12
        )
    }

    private func change() throws -> RuleChange {
        var rules = self.world.rules
        rules.trading.mechanism = .uniformPrice
        rules.trading.partners = "permit (principal, action, resource);"
        rules.fees = [
            FeeRule(
                name: "grid",
                payer: .buy,
                recipient: try ParticipantID("grid-1"),
                perKilowattHour: Price(units: 700)
            )
        ]
        rules.imbalance = ImbalanceRule(
            balancer: try ParticipantID("grid-1"),
            shortPrice: Price(units: 4_000),
            longPrice: Price(units: -100)
        )
        rules.risk = RiskRules(exposurePerCreditPoint: Money(units: 50_000))
        return try RuleChange(rules: rules, participant: ParticipantID("operator-1"), sequence: 3)
    }

    @Test func `each is read back as it was, and has one form`() throws {
        try self.expectRoundTrip(self.cancel())
        try self.expectRoundTrip(self.reading())
        try self.expectRoundTrip(self.change())
        self.expectOneForm(try self.cancel())
        self.expectOneForm(try self.reading())
    }

    @Test func `conditions are read back as they were, whatever they are`() throws {
        var generator = SeededGenerator(seed: 4)
        for number in 0..<400 as Range<UInt64> {
            let durations: [TimeInForce] = [
                .gateClosure, .until(MarketWorld.now.adding(seconds: Int64(number))), .immediateOrCancel,
                .fillOrKill,
            ]
            let duration = durations[Int(number % 4)]
            var terms = try self.world.order(Demand.self, of: self.world.buyers[0], number + 1).terms
            terms.conditions = OrderConditions(
                periods: .random(in: 1...96, using: &generator),
                timeInForce: duration,
                minimumFill: Energy(
                    wattHours: duration == .fillOrKill ? 0 : .random(in: 0...1_000, using: &generator)
                ),
                amends: Bool.random(using: &generator) ? number : nil
            )
            try self.expectRoundTrip(Demand(terms: terms))
            try self.expectRoundTrip(Supply(terms: terms))
            if number < 8 { self.expectOneForm(Demand(terms: terms)) }
        }
    }

    @Test func `an order without conditions has the bytes that it always had`() throws {
        let demand = try self.world.order(Demand.self, of: self.world.buyers[0])
        guard case .map(let fields) = try CBOR(decoding: demand.payload) else {
            Issue.record("no map")
            return
        }
        #expect(fields.entries.count == 7)
    }

    @Test func `rules in another JSON form, or contradicting themselves, are refused`() throws {
        let rules = self.world.rules.json
        func payload(_ json: [UInt8]) -> [UInt8] {
            CBOR.map([(1, .bytes(json)), (2, "operator-1"), (3, 1)]).encoded()
        }
        #expect(try RuleChange(payload: payload(rules)).rules == self.world.rules)
        let text = String(decoding: rules, as: UTF8.self)
        for other in [
            text + " ", text.replacing(":", with: ": "), text.replacing("{", with: "{\"fees\":[],"),
            text.replacing("}", with: ",\"unknown\":1}"), "", "[]", "{}",
        ] { #expect(code { try RuleChange(payload: payload(Array(other.utf8))) } == .malformed) }
        let crossed = text.replacing("\"priceFloor\":-5000", with: "\"priceFloor\":50000")
        #expect(crossed != text)
        #expect(code { try RuleChange(payload: payload(Array(crossed.utf8))) } == .limits)
    }

    @Test func `quantities beyond their limits are refused`() throws {
        let above = Energy(wattHours: Energy.maximum.wattHours + 1)
        for (consumed, generated) in [(above, .zero), (.zero, above), (Energy(wattHours: -1), .zero)]
            as [(Energy, Energy)]
        {
            let found = code {
                try MeterReading(
                    market: self.world.rules.market,
                    participant: self.world.buyers[0].identity,
                    owner: self.world.buyers[0].identity,
                    period: self.world.period,
                    consumed: consumed,
                    generated: generated,
                    sequence: 1
                )
            }
            #expect(found == .limits)
        }
        let order = OrderKey(participant: self.world.buyers[0].identity, sequence: .max)
        #expect(
            code {
                try Cancel(
                    market: self.world.rules.market,
                    participant: self.world.buyers[0].identity,
                    order: order,
                    sequence: 1
                )
            } == .limits
        )
    }

    /// Each rule that can be wrong, wrong.
    @Test(arguments: [
        #"{"trading":{"tick":0}}"#, #"{"trading":{"tick":3}}"#, #"{"trading":{"energyStep":0}}"#,
        #"{"trading":{"partners":"permit ("}}"#, #"{"trading":{"referencePrice":1000000001}}"#,
        #"{"gateClosureSeconds":-1}"#, #"{"horizonSeconds":10}"#, #"{"minimumEnergy":0}"#,
        #"{"maximumEnergy":1000000001}"#, #"{"priceCap":-6000}"#, #"{"risk":{"exposurePerCreditPoint":-1}}"#,
        #"{"risk":{"exposurePerCreditPoint":1,"settlementSeconds":31622401}}"#,
        #"{"imbalance":{"balancer":"b","shortPrice":1000000001,"longPrice":0}}"#,
        #"{"fees":[{"name":"","payer":"buy","recipient":"r"}]}"#,
        #"{"fees":[{"name":"a","payer":"buy","recipient":"r"},{"name":"a","payer":"sell","recipient":"r"}]}"#,
        #"{"fees":[{"name":"a","payer":"buy","recipient":"r","perKilowattHour":-1}]}"#,
        #"{"fees":[{"name":"a","payer":"buy","recipient":"r","millionths":10000001}]}"#,
        #"{"fees":[{"name":"a","payer":"buy","recipient":"r","including":["b"]}]}"#,
        #"{"fees":[{"name":"a","payer":"buy","recipient":"r"},{"name":"b","payer":"sell","recipient":"r","including":["a"]}]}"#,
    ])
    func `rules that contradict themselves are refused`(json: String) throws {
        let whole = json.replacing(/^\{/, with: #"{"market":"m","#)
        let rules = try JSONDecoder().decode(MarketRules.self, from: Data(whole.utf8))
        #expect(throws: MarketError.self) { try rules.check() }
        let change = #"{"participant":"p","sequence":1,"rules":"# + whole + "}"
        #expect(throws: MarketError.self) {
            try JSONDecoder().decode(RuleChange.self, from: Data(change.utf8))
        }
    }
}
