import InterlockCrypto
import InterlockMarket
import MarketTestSupport
import Testing

@Suite("The gate admits an order once")
struct ReplayTests {
    let world: MarketWorld
    let buyer: MarketPerson

    init() throws {
        self.world = try MarketWorld.shared()
        self.buyer = self.world.buyers[0]
    }

    @Test func `the same bytes again are refused, whenever they come`() throws {
        let gate = try self.world.gate()
        let bytes = try self.world.demand(by: self.buyer)
        _ = try gate.admit(bytes, at: MarketWorld.now)
        #expect(refusal { try gate.admit(bytes, at: MarketWorld.now) } == .replayed)
        #expect(refusal { try gate.admit(bytes, at: MarketWorld.now.adding(seconds: 600)) } == .replayed)
    }

    @Test func `the same order or another, signed anew under the same number, is refused`() throws {
        let gate = try self.world.gate()
        let first = try self.world.demand(by: self.world.prosumer)
        _ = try gate.admit(first, at: MarketWorld.now)
        let again = try self.world.demand(by: self.world.prosumer)
        #expect(again != first)
        #expect(refusal { try gate.admit(again, at: MarketWorld.now) } == .replayed)
        let other = try self.world.demand(by: self.world.prosumer, price: 2_600)
        #expect(refusal { try gate.admit(other, at: MarketWorld.now) } == .replayed)
        let supply = try self.world.supply(by: self.world.prosumer)
        #expect(refusal { try gate.admit(supply, at: MarketWorld.now) } == .replayed)
    }

    @Test func `numbers may overtake each other within the window, and are refused beyond it`() throws {
        let gate = try self.world.gate()
        func verdict(_ sequence: UInt64) throws -> Refusal.Code? {
            let bytes = try self.world.demand(by: self.buyer, sequence)
            return refusal { try gate.admit(bytes, at: MarketWorld.now) }
        }
        #expect(try verdict(2_000) == nil)
        #expect(try verdict(977) == nil)
        #expect(try verdict(976) == .replayed)
        #expect(try verdict(0) == .replayed)
        #expect(try verdict(977) == .replayed)
        #expect(try verdict(1_999) == nil)
        #expect(try verdict(UInt64(Int64.max)) == nil)
        #expect(try verdict(2_001) == .replayed)
    }

    @Test func `one signer's numbers are not another's`() throws {
        let gate = try self.world.gate()
        _ = try gate.admit(self.world.demand(by: self.buyer), at: MarketWorld.now)
        _ = try gate.admit(self.world.demand(by: self.world.buyers[1]), at: MarketWorld.now)
    }

    @Test func `a refused order leaves its number free for a good one`() throws {
        let gate = try self.world.gate()
        let bad = try self.world.demand(by: self.buyer, price: 1_000_000)
        #expect(refusal { try gate.admit(bad, at: MarketWorld.now) } == .limits)
        _ = try gate.admit(self.world.demand(by: self.buyer), at: MarketWorld.now)
    }

    @Test func `of many who bring the same order at once, one gets in`() async throws {
        let gate = try self.world.gate()
        let bytes = try self.world.demand(by: self.buyer)
        let admitted = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 {
                group.addTask { (try? gate.admit(bytes, at: MarketWorld.now)) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(admitted == 1)
    }
}
