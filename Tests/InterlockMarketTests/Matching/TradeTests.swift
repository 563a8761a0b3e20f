import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import TestSupport
import Testing

@testable import InterlockMarket

@Suite("Trade and route")
struct TradeTests {
    let centre: ParticipantID
    let trade: Trade

    init() throws {
        self.centre = try ParticipantID("mtc-1")
        self.trade = try Self.trade(centre: self.centre)
    }

    private static func trade(centre: ParticipantID) throws -> Trade {
        let (buyer, seller) = (try ParticipantID("home-1"), try ParticipantID("roof-1"))
        return Trade(
            number: 3,
            period: try DeliveryPeriod(start: MarketWorld.day),
            demand: OrderID(digest: Digest(hashing: [1])),
            supply: OrderID(digest: Digest(hashing: [2])),
            buyer: buyer,
            seller: seller,
            energy: Energy(wattHours: 250),
            price: Price(units: -1_900),
            matchedAt: MarketWorld.now,
            route: RouteID(seller: seller, buyer: buyer, matchingCentre: centre)
        )
    }

    @Test func `the route is the SHA-256 of the CBOR array of the three names`() throws {
        // 83 66 "roof-1" 66 "home-1" 65 "mtc-1", written by hand.
        let encoded: [UInt8] =
            [0x83, 0x66, 0x72, 0x6f, 0x6f, 0x66, 0x2d, 0x31, 0x66, 0x68, 0x6f, 0x6d, 0x65, 0x2d, 0x31]
            + [0x65, 0x6d, 0x74, 0x63, 0x2d, 0x31]
        #expect(self.trade.route.digest == Digest(hashing: encoded))
        // By Python: hashlib.sha256(bytes.fromhex("…")).hexdigest()
        #expect(
            self.trade.route.description == "a53671846f5f838049603ea5b2e2d1f8adff9d8a95293d37a52ffdbf772cf7a5"
        )
    }

    @Test func `names that run together make other routes`() throws {
        func route(_ seller: String, _ buyer: String, _ centre: String) throws -> RouteID {
            try RouteID(
                seller: ParticipantID(seller),
                buyer: ParticipantID(buyer),
                matchingCentre: ParticipantID(centre)
            )
        }
        let routes = try [
            route("ab", "c", "d"), route("a", "bc", "d"), route("a", "b", "cd"), route("c", "ab", "d"),
        ]
        #expect(Set(routes).count == 4)
    }

    @Test func `a trade is read back as it was`() throws {
        let encoded = self.trade.cbor.encoded()
        let read = try Trade(cbor: CBOR(decoding: encoded), matchingCentre: self.centre)
        #expect(read == self.trade)
        #expect(read.id.digest == Digest(hashing: encoded))
        #expect(read.amount.units == -475_000)
    }

    @Test func `a route that is not that of the names is refused`() throws {
        let other = try ParticipantID("mtc-2")
        #expect(code { try Trade(cbor: self.trade.cbor, matchingCentre: other) } == .malformed)
        for (label, value) in [(5, "home-2"), (6, "roof-2")] as [(Int64, String)] {
            #expect(
                self.verdict { $0[$0.firstIndex { $0.0 == .integer(label) } ?? 0].1 = .text(value) }
                    == .malformed
            )
        }
    }

    @Test func `a field of another type, missing or too many is refused`() {
        for index in 0..<10 {
            #expect(self.verdict { $0[index].1 = .null } == .malformed)
            #expect(self.verdict { $0.remove(at: index) } == .malformed)
            #expect(self.verdict { $0[index].0 = 11 } == .malformed)
        }
        #expect(self.verdict { $0.append((11, 0)) } == .malformed)
        #expect(self.verdict { $0[1].1 = 1 } == .malformed)
        #expect(self.verdict { $0[2].1 = .bytes([1, 2]) } == .malformed)
        #expect(self.verdict { _ in } == nil)
    }

    private func verdict(_ change: (inout [(CBOR, CBOR)]) -> Void) -> MarketError.Code? {
        var pairs = self.trade.cbor.mapValue?.entries.map { ($0.key, $0.value) } ?? []
        change(&pairs)
        return code { try Trade(cbor: .map(pairs), matchingCentre: self.centre) }
    }
}
