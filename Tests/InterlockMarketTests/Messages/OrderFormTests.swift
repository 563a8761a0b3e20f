import FoundationEssentials
import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import TestSupport
import Testing

@testable import InterlockMarket

@Suite("Orders as CBOR and JSON")
struct OrderFormTests {
    let world: MarketWorld

    init() throws { self.world = try MarketWorld.shared() }

    private func randomTerms(_ generator: inout SeededGenerator) throws -> OrderTerms {
        let characters = Array("azAZ09._@:-")
        func name(_ generator: inout SeededGenerator) -> String {
            let count = Int.random(in: 1...64, using: &generator)
            return String((0..<count).map { _ in characters.randomElement(using: &generator) ?? "a" })
        }
        let period = Int64.random(in: 0...3_000_000, using: &generator) * DeliveryPeriod.seconds
        return try OrderTerms(
            market: MarketID(name(&generator)),
            participant: ParticipantID(name(&generator)),
            address: OrderAddress(name(&generator).prefix(32) + "/" + name(&generator).prefix(31)),
            period: DeliveryPeriod(start: Timestamp(secondsSinceEpoch: period)),
            energy: Energy(wattHours: .random(in: 1...Energy.maximum.wattHours, using: &generator)),
            price: Price(units: .random(in: -Price.maximum.units...Price.maximum.units, using: &generator)),
            sequence: .random(in: 0...UInt64(Int64.max), using: &generator)
        )
    }

    @Test func `any order is read back as it was, in both forms`() throws {
        var generator = SeededGenerator(seed: 2_016)
        for _ in 0..<500 {
            let terms = try self.randomTerms(&generator)
            let (demand, supply) = (Demand(terms: terms), Supply(terms: terms))
            #expect(try Demand(payload: demand.payload) == demand)
            #expect(try Supply(payload: supply.payload) == supply)
            #expect(try JSONDecoder().decode(Demand.self, from: JSONEncoder().encode(demand)) == demand)
            #expect(try JSONDecoder().decode(Supply.self, from: JSONEncoder().encode(supply)) == supply)
            // The kind is part of the identity, though not of the payload.
            #expect(demand.payload == supply.payload)
            #expect(demand.id != supply.id)
        }
    }

    @Test func `the JSON has the fields of formulas (2) and (3)`() throws {
        let json = """
            {"market":"riverside","buyer":"home-1","address":"LV5.201/17",
             "deliveryPeriod":"2016-06-13T07:00:00Z","energyWh":1000,"price":2500,"sequence":1}
            """
        let demand = try JSONDecoder().decode(Demand.self, from: Data(json.utf8))
        #expect(demand.terms.energy == Energy(wattHours: 1_000))
        #expect(demand.terms.period == self.world.period)
        let other = json.replacing("buyer", with: "seller")
        #expect(throws: (any Error).self) { try JSONDecoder().decode(Demand.self, from: Data(other.utf8)) }
        let supply = try JSONDecoder().decode(Supply.self, from: Data(other.utf8))
        #expect(supply.terms == demand.terms)
        for (right, wrong) in [
            ("1000", "0"), ("1000", "1e13"), ("1000", "1.5"), ("2500", "1000000001"),
            ("\"sequence\":1", "\"sequence\":-1"),
            ("07:00:00", "07:00:01"), ("07:00:00", "07:10:00"), ("riverside", ""), ("home-1", "home 1"),
            ("LV5.201", "LV5,201"),
        ] {
            let bad = json.replacing(right, with: wrong)
            #expect(throws: (any Error).self) { try JSONDecoder().decode(Demand.self, from: Data(bad.utf8)) }
        }
    }

    @Test func `what is beyond the types' limits cannot be made`() throws {
        let buyer = self.world.buyers[0]
        for energy in [0, -1, Energy.maximum.wattHours + 1, .min, .max] {
            #expect(code { try self.world.order(Demand.self, of: buyer, energy: energy) } == .limits)
        }
        for price in [Price.maximum.units + 1, -Price.maximum.units - 1, .min, .max] {
            #expect(code { try self.world.order(Demand.self, of: buyer, price: price) } == .limits)
        }
        #expect(code { try self.world.order(Demand.self, of: buyer, 1 << 63) } == .limits)
        #expect(code { try self.world.order(Demand.self, of: buyer, .max >> 1) } == nil)
        for seconds in [1, 899, 901, -900, .min] as [Int64] {
            let start = Timestamp(secondsSinceEpoch: seconds)
            #expect(code { try DeliveryPeriod(start: start) } == .malformed)
        }
        for name in ["", "a b", "ä", String(repeating: "a", count: 65), "a\0"] {
            #expect(code { try MarketID(name) } == .malformed)
            #expect(code { try OrderAddress(name) } == .malformed)
        }
        #expect(try OrderAddress(String(repeating: "a", count: 64)).description.count == 64)
    }

    @Test func `an order has one identity, however often it is signed`() throws {
        let buyer = self.world.buyers[0]
        let demand: Demand = try self.world.order(of: buyer)
        let first = try demand.signed(with: buyer.key, certificate: buyer.certificate)
        let second = try demand.signed(with: buyer.key, certificate: buyer.certificate)
        #expect(first.encoded != second.encoded)
        #expect(first.message.id == second.message.id)
        let label = Array("interlock/1/demand".utf8) + [0]
        #expect(demand.id.digest == Digest(hashing: label + demand.payload))
        let repeatable = try demand.signed(with: buyer.key, certificate: buyer.certificate, nonce: .rfc6979)
        #expect(
            try demand.signed(with: buyer.key, certificate: buyer.certificate, nonce: .rfc6979) == repeatable
        )
    }

    @Test func `nobody signs with a key that is not the certificate's`() throws {
        let (buyer, other) = (self.world.buyers[0], self.world.buyers[1])
        let demand: Demand = try self.world.order(of: buyer)
        #expect(code { try demand.signed(with: other.key, certificate: buyer.certificate) } == .signing)
    }

    @Test func `amounts and prices read as people write them`() {
        #expect(Price(units: 2_150).description == "0.2150")
        #expect(Price(units: -5_000).description == "-0.5000")
        #expect(Price(units: -1).description == "-0.0001")
        #expect(Price(units: .min).description == "-922337203685477.5808")
        #expect(Energy(wattHours: 1_000).description == "1000 Wh")
    }
}
