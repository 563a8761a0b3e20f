import FoundationEssentials
import InterlockIdentity
import InterlockJSON
import MarketTestSupport
import TestSupport
import Testing

@testable import InterlockMarket

@Suite("Messages that people write as JSON")
struct StrictMessageTests {
    private let world: MarketWorld

    init() throws { self.world = try MarketWorld.shared() }

    /// Each kind of message as JSON, and what reads it strictly and as a program that embeds the library would.
    private var forms: [(json: String, read: [([UInt8]) throws -> Void])] {
        get throws {
            let person = self.world.buyers[0].identity
            let rules = #"{"participant":"p","sequence":1,"rules":{"market":"m","trading":{"tick":1}}}"#
            let market = self.world.rules.market
            let cancel = try Cancel(
                market: market,
                participant: person,
                order: OrderKey(participant: person, sequence: 1),
                sequence: 2
            )
            let reading = try MeterReading(
                market: market,
                participant: person,
                owner: person,
                period: self.world.period,
                consumed: Energy(wattHours: 1),
                generated: .zero,
                sequence: 3
            )
            return [
                try self.form(self.world.order(Demand.self, of: self.world.buyers[0])),
                try self.form(self.world.order(Supply.self, of: self.world.sellers[0])),
                try self.form(cancel), try self.form(reading), (rules, Self.readers(RuleChange.self)),
            ]
        }
    }

    private func form<Message: MarketMessage & Encodable>(
        _ message: Message
    ) throws -> (json: String, read: [([UInt8]) throws -> Void]) {
        (String(decoding: try JSONEncoder().encode(message), as: UTF8.self), Self.readers(Message.self))
    }

    private static func readers<Message: Decodable>(_ type: Message.Type) -> [([UInt8]) throws -> Void] {
        [
            { _ = try StrictJSON.decode(type, from: $0) },
            { _ = try JSONDecoder().decode(type, from: Data($0)) },
        ]
    }

    @Test(arguments: ["validuntil", "minimumFillWH", "timeinforce", "comment"])
    func `a member that has no meaning is refused`(name: String) throws {
        for (json, readers) in try self.forms {
            for read in readers {
                try read(Array(json.utf8))
                let more = json.replacing(/^\{/, with: "{\"\(name)\":null,")
                #expect(throws: (any Error).self, "\(more)") { try read(Array(more.utf8)) }
            }
        }
    }

    @Test func `a doubled member is refused, and its place is named`() throws {
        for (json, readers) in try self.forms {
            let fault = #expect(throws: JSONFault.self) {
                try readers[0](Array(json.replacing(/^\{/, with: "{\"sequence\":9,").utf8))
            }
            #expect(fault?.code == .duplicateName)
        }
    }

    @Test(arguments: ["1.0000000000000000000001", "1.0", "1e0", "\"1\"", "true", "18446744073709551616"])
    func `a number that is no integer is refused with its member`(number: String) throws {
        for (json, readers) in try self.forms {
            let text = json.replacing(/"sequence":[0-9]+/, with: "\"sequence\":\(number)")
            let fault = #expect(throws: JSONFault.self) { try readers[0](Array(text.utf8)) }
            #expect(fault?.path == "sequence")
            #expect(fault?.reason.contains("whole number") == true)
        }
    }

    @Test(arguments: [
        (#"{"market":"m","trading":{"mechanism":"unifrom"}}"#, "trading.mechanism", "uniform"),
        (
            #"{"market":"m","fees":[{"name":"a","payer":"buyer","recipient":"r"}]}"#, "fees[0].payer",
            "\"buy\""
        ),
        (
            #"{"market":"m","imbalance":{"balancer":"b","shortPrice":1,"longPrice":1,"x":1}}"#, "imbalance",
            "known"
        ),
        (#"{"market":"m","risk":{}}"#, "risk", "exposurePerCreditPoint"),
        (#"{"market":"m","trading":{"tik":1}}"#, "trading", "tick"),
        (#"{"market":"no market"}"#, "market", "no market"),
    ])
    func `a mistake in rules says member, expectation and value`(
        json: String,
        path: String,
        hint: String
    ) throws {
        let fault = #expect(throws: JSONFault.self) {
            try StrictJSON.decode(MarketRules.self, from: Array(json.utf8))
        }
        #expect(fault?.path == path)
        #expect(fault?.reason.contains(hint) == true)
        for word in ["CodingKeys", "Swift.", "Index ", "Cannot initialize", "DecodingError"] {
            #expect(fault?.description.contains(word) == false)
        }
    }
}
