import InterlockCrypto
import MarketTestSupport
import Testing

@testable import InterlockMarket

@Suite("The gate refuses what is malformed")
struct FormTests {
    let world: MarketWorld
    let buyer: MarketPerson

    init() throws {
        self.world = try MarketWorld.shared()
        self.buyer = self.world.buyers[0]
    }

    private func verdict(on bytes: [UInt8], file: SourceLocation = #_sourceLocation) throws -> Refusal.Code? {
        let gate = try self.world.gate()
        let first = refusal { try gate.admit(bytes, as: Demand.self, at: MarketWorld.now) }
        #expect(gate.replayGuard.isFree(1, of: self.buyer.identity), sourceLocation: file)
        // Whoever does not say what to expect is told the same.
        let second = refusal { try gate.admit(bytes, at: MarketWorld.now) }
        #expect(first == second, sourceLocation: file)
        return first
    }

    @Test func garbage() throws {
        for bytes in [[], [0xd2], Array("{\"energyWh\": 1000}".utf8), [UInt8](repeating: 0x84, count: 200)] {
            #expect(try self.verdict(on: bytes) == .malformed)
        }
    }

    @Test func `trailing bytes`() throws {
        #expect(try self.verdict(on: self.world.demand(by: self.buyer) + [0]) == .malformed)
    }

    @Test func `more than a message may have`() throws {
        let bytes = try MessageForge.sign([UInt8](repeating: 0, count: 1 << 16), by: self.buyer)
        #expect(try self.verdict(on: bytes) == .malformed)
    }

    @Test(arguments: ["application/cbor", "", "application/vnd.interlock.trades+cbor"])
    func `another content type, though signed so`(contentType: String) throws {
        let bytes = try MessageForge.sign(
            self.world.order(Demand.self, of: self.buyer).payload,
            by: self.buyer,
            contentType: contentType
        )
        #expect(try self.verdict(on: bytes) == .malformed)
    }

    @Test func `a supply where a demand is asked for`() throws {
        let bytes = try self.world.supply(by: self.world.sellers[0])
        let gate = try self.world.gate()
        #expect(refusal { try gate.admit(bytes, as: Demand.self, at: MarketWorld.now) } == .malformed)
    }

    @Test func `a header that is not protected`() throws {
        let bytes = try MessageForge.edit(self.world.demand(by: self.buyer)) {
            $0[1] = [4: .bytes([1])]
        }
        #expect(try COSESign1(decoding: bytes).hasOnlyProtectedHeaders == false)
        #expect(try self.verdict(on: bytes) == .malformed)
    }

    @Test func `a payload that is not deterministic`() throws {
        let payload = try self.world.order(Demand.self, of: self.buyer).payload
        // The sequence number 1, the last byte, written as one byte more (RFC 8949 section 4.2.1).
        #expect(payload.last == 1)
        let longer = payload.dropLast() + [0x18, 0x01]
        #expect(try self.verdict(on: MessageForge.sign(Array(longer), by: self.buyer)) == .malformed)
        // The labels in the other order.
        let pairs = try #require(try CBOR(decoding: payload).mapValue).entries.reversed()
        var turned: [UInt8] = [0xa7]
        for entry in pairs { turned += entry.key.encoded() + entry.value.encoded() }
        #expect(try self.verdict(on: MessageForge.sign(turned, by: self.buyer)) == .malformed)
    }

    @Test func `a field more, a field less, a field twice, a field of another type`() throws {
        let demand: Demand = try self.world.order(of: self.buyer)
        let payloads: [[UInt8]] = [
            try MessageForge.payload(demand) { $0.append((8, 0)) },
            try MessageForge.payload(demand) { $0.removeLast() },
            try MessageForge.payload(demand) { $0[6] = (8, 1) },
            try MessageForge.payload(demand) { $0[4].1 = "1000" },
            try MessageForge.payload(demand) { $0[6].1 = -1 },
            try MessageForge.payload(demand) { $0[3].1 = .integer(self.world.period.start.secondsSinceEpoch + 1) },
            try MessageForge.payload(demand) { $0[1].1 = "not a name" },
            try MessageForge.payload(demand) { $0[0].1 = "" },
            CBOR.array([1, 2]).encoded(), [],
        ]
        for payload in payloads {
            #expect(try self.verdict(on: MessageForge.sign(payload, by: self.buyer)) == .malformed)
        }
    }

    @Test func `quantities that no order can have are outside the limits`() throws {
        let demand: Demand = try self.world.order(of: self.buyer)
        for (index, value) in [(4, 0), (4, -5), (4, 1_000_000_000_001), (5, 1_000_000_001)] as [(Int, Int64)] {
            let payload = try MessageForge.payload(demand) { $0[index].1 = .integer(value) }
            #expect(try self.verdict(on: MessageForge.sign(payload, by: self.buyer)) == .limits)
        }
        let payload = try MessageForge.payload(demand) { $0[6].1 = .unsigned(1 << 63) }
        #expect(try self.verdict(on: MessageForge.sign(payload, by: self.buyer)) == .limits)
    }

    @Test func `a chain of certificates that are none`() throws {
        let bytes = try MessageForge.sign(
            self.world.order(Demand.self, of: self.buyer).payload,
            by: self.buyer,
            certificates: .chain([[0x30, 0x00]])
        )
        #expect(try self.verdict(on: bytes) == .malformed)
    }
}
