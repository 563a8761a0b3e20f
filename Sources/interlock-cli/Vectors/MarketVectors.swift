import FoundationEssentials
import Interlock

/// `gate.json`: a small market, and messages that its gate admits, or refuses for a reason.
struct GateVectors: Codable {
    var description: String
    var source: String
    var format: String
    /// The moment of every case.
    var at: Timestamp
    var market: MarketID
    /// DER.
    var anchor: Hex
    /// DER.
    var revocationList: Hex
    /// The certificates that messages may name by thumbprint; DER.
    var certificates: [Hex]
    var cases: [Case]

    struct Case: Codable {
        var name: String
        /// `demand` or `supply`: what the message is presented as.
        var kind: String
        /// The order in JSON for people.
        var demand: Demand?
        var supply: Supply?
        var payload: Hex?
        var id: Hex?
        var message: Hex
        var result: String
        var error: String?
    }

    func verdicts() throws -> [VectorVerdict] {
        let gate = MarketGate(
            verifier: MessageVerifier(
                rules: MarketRules(market: self.market),
                policies: try MarketPolicies.standard(),
                chains: try ChainVerifier(
                    anchors: [Certificate(derRepresentation: self.anchor.bytes)],
                    revocationLists: [RevocationList(derRepresentation: self.revocationList.bytes)]
                ),
                directory: CertificateDirectory(
                    try self.certificates.map { try Certificate(derRepresentation: $0.bytes) }
                )
            ),
            replayGuard: ReplayGuard()
        )
        return self.cases.map { vector in
            let expected = ExpectedResult(
                result: vector.result == "valid" ? .valid : .invalid,
                error: vector.error
            )
            return VectorVerdict(name: vector.name, fault: expected.fault { try self.run(vector, gate) })
        }
    }

    private func run(_ vector: Case, _ gate: MarketGate) throws -> String? {
        vector.kind == "demand"
            ? try Self.check(
                vector,
                gate.admit(vector.message.bytes, as: Demand.self, at: self.at),
                vector.demand
            )
            : try Self.check(
                vector,
                gate.admit(vector.message.bytes, as: Supply.self, at: self.at),
                vector.supply
            )
    }

    private static func check<Body: Order>(_ vector: Case, _ admitted: Admitted<Body>, _ order: Body?)
        -> String?
    {
        if let order, order != admitted.order { return "the order is another than its JSON" }
        return mismatch("the payload", admitted.order.payload, vector.payload)
            ?? mismatch("the id", admitted.order.id.digest.rawRepresentation, vector.id)
    }
}

/// A case of `route.json`: formula (5).
struct RouteVector: VectorCase {
    let name: String
    let expected: ExpectedResult
    private let fields: Fields

    struct Fields: Codable {
        var name: String
        var seller: String
        var buyer: String
        var matchingCentre: String
        var route: Hex?
    }

    init(from decoder: any Decoder) throws {
        self.fields = try Fields(from: decoder)
        self.name = self.fields.name
        self.expected = try ExpectedResult(from: decoder)
    }

    func run() throws -> String? {
        let route = RouteID(
            seller: try ParticipantID(self.fields.seller),
            buyer: try ParticipantID(self.fields.buyer),
            matchingCentre: try ParticipantID(self.fields.matchingCentre)
        )
        return mismatch("the route", route.digest.rawRepresentation, self.fields.route)
    }
}

/// A case of `matching.json`: orders in the sequence of their admission, and the matches that price-time priority makes.
struct MatchingVector: VectorCase {
    let name: String
    let expected: ExpectedResult
    private let fields: Fields

    struct Fields: Codable {
        struct Order: Codable {
            var side: Side
            var owner: Int
            var energyWh: Int64
            var price: Int64
        }
        struct Match: Codable, Equatable {
            var demand: UInt64
            var supply: UInt64
            var energyWh: Int64
            var price: Int64
        }
        var name: String
        var orders: [Order]
        var matches: [Match]

        /// What the rule makes of the orders.
        func matched() -> [Match] {
            var rule = PriceTimePriority()
            return self.orders.enumerated().flatMap { place, order in
                rule.submit(
                    BookOrder(
                        position: UInt64(place),
                        side: order.side,
                        price: Price(units: order.price),
                        energy: Energy(wattHours: order.energyWh),
                        owner: order.owner
                    )
                )
            }.map {
                Match(
                    demand: $0.demand,
                    supply: $0.supply,
                    energyWh: $0.energy.wattHours,
                    price: $0.price.units
                )
            }
        }
    }

    init(from decoder: any Decoder) throws {
        self.fields = try Fields(from: decoder)
        self.name = self.fields.name
        self.expected = try ExpectedResult(from: decoder)
    }

    func run() throws -> String? {
        let matches = self.fields.matched()
        guard matches != self.fields.matches else { return nil }
        throw MarketError(.malformed, "the matches are \(matches)")
    }
}

/// A case of `trades.json`: the encoding of a trade, and its id.
struct TradeVector: VectorCase {
    let name: String
    let expected: ExpectedResult
    private let fields: Fields

    struct Fields: Codable {
        var name: String
        var matchingCentre: ParticipantID
        var trade: Hex
        var id: Hex?
    }

    init(from decoder: any Decoder) throws {
        self.fields = try Fields(from: decoder)
        self.name = self.fields.name
        self.expected = try ExpectedResult(from: decoder)
    }

    func run() throws -> String? {
        let trade = try Trade(
            cbor: CBOR(decoding: self.fields.trade.bytes, limits: .message),
            matchingCentre: self.fields.matchingCentre
        )
        return mismatch("the encoding", trade.cbor.encoded(), self.fields.trade)
            ?? mismatch("the id", trade.id.digest.rawRepresentation, self.fields.id)
    }
}
