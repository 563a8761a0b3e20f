import InterlockCrypto
import InterlockMarket
import MarketTestSupport
import TestSupport
import Testing

@Suite("The gate refuses a signature that")
struct SignatureTests {
    let world: MarketWorld
    let buyer: MarketPerson

    init() throws {
        self.world = try MarketWorld.shared()
        self.buyer = self.world.buyers[0]
    }

    private func verdict<Body: Order>(on bytes: [UInt8], as type: Body.Type = Demand.self) throws -> Refusal.Code? {
        let gate = try self.world.gate()
        let first = refusal { try gate.admit(bytes, as: type, at: MarketWorld.now) }
        #expect(refusal { try gate.admit(bytes, at: MarketWorld.now) } == first)
        #expect(gate.replayGuard.isFree(1, of: self.buyer.identity))
        return first
    }

    @Test func `is over another payload`() throws {
        let other: Demand = try self.world.order(of: self.buyer, price: 2_600)
        let bytes = try MessageForge.edit(self.world.demand(by: self.buyer)) { $0[2] = .bytes(other.payload) }
        #expect(try self.verdict(on: bytes) == .badSignature)
    }

    @Test func `is another's`() throws {
        let demand: Demand = try self.world.order(of: self.buyer)
        let impostor = MarketPerson(
            attributes: self.buyer.attributes,
            key: self.world.buyers[1].key,
            certificate: self.buyer.certificate
        )
        #expect(try self.verdict(on: MessageForge.sign(demand.payload, by: impostor)) == .badSignature)
    }

    @Test func `has the higher s`() throws {
        let bytes = try MessageForge.edit(self.world.demand(by: self.buyer)) {
            $0[3] = (try? MessageForge.highS($0[3].bytesValue ?? [])).map { .bytes($0) } ?? .null
        }
        #expect(try self.verdict(on: bytes) == .badSignature)
    }

    @Test func `is of another kind: a demand's bytes relabelled as a supply`() throws {
        let prosumer = self.world.prosumer
        let bytes = try self.world.demand(by: prosumer)
        let relabelled = try MessageForge.edit(bytes) { parts in
            let header = (try? CBOR(decoding: parts[0].bytesValue ?? []))?.mapValue?.entries ?? []
            let pairs = header.map { $0.key == 3 ? ($0.key, .text(MessageKind.supply.contentType)) : ($0.key, $0.value) }
            parts[0] = .bytes(CBOR.map(pairs).encoded())
        }
        #expect(try COSESign1(decoding: relabelled).contentType == MessageKind.supply.contentType)
        #expect(try self.verdict(on: relabelled, as: Supply.self) == .badSignature)
        // Even where the header says supply and was signed so, the label must be that of a supply.
        let mislabelled = try MessageForge.sign(
            self.world.order(Supply.self, of: prosumer).payload,
            by: prosumer,
            contentType: MessageKind.supply.contentType,
            externalAAD: MessageKind.demand.externalAAD
        )
        #expect(try self.verdict(on: mislabelled, as: Supply.self) == .badSignature)
    }

    @Test func `no longer fits after any change of one byte`() throws {
        let gate = try self.world.gate()
        let bytes = try self.world.demand(by: self.buyer)
        var generator = SeededGenerator(seed: 41)
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= UInt8.random(in: 1...255, using: &generator)
            #expect(
                refusal { try gate.admit(changed, as: Demand.self, at: MarketWorld.now) } != nil,
                "byte \(index) became \(changed[index])"
            )
        }
        for length in [bytes.count - 1, bytes.count / 2, 1, 0] {
            let cut = Array(bytes[..<length])
            #expect(refusal { try gate.admit(cut, as: Demand.self, at: MarketWorld.now) } == .malformed)
        }
        _ = try gate.admit(bytes, as: Demand.self, at: MarketWorld.now)
    }
}
