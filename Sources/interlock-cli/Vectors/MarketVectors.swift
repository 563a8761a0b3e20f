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
        /// What the message is presented as: `demand`, `supply`, `cancel`, `reading` or `rules`.
        var kind: String
        /// The edition of the rules; the first where it is left out.
        var edition: Int?
        /// The message in JSON for people.
        var demand: Demand?
        var supply: Supply?
        var cancel: Cancel?
        var reading: MeterReading?
        var rules: RuleChange?
        var payload: Hex?
        var id: Hex?
        var message: Hex
        var result: String
        var error: String?
    }

    func verdicts() throws -> [VectorVerdict] {
        let gates = Dictionary(
            uniqueKeysWithValues: try RulesEdition.allCases.map { ($0, try self.gate($0)) }
        )
        return try self.cases.map { vector in
            let number = vector.edition ?? RulesEdition.first.rawValue
            guard let gate = RulesEdition(rawValue: number).flatMap({ gates[$0] }) else {
                throw Failure(.usage, "\(vector.name): edition \(number) of the rules is not known")
            }
            let expected = ExpectedResult(
                result: vector.result == "valid" ? .valid : .invalid,
                error: vector.error
            )
            return VectorVerdict(name: vector.name, fault: expected.fault { try self.run(vector, gate) })
        }
    }

    private func gate(_ edition: RulesEdition) throws -> MarketGate {
        MarketGate(
            verifier: MessageVerifier(
                rules: MarketRules(market: self.market),
                policies: try MarketPolicies.standard(),
                chains: try ChainVerifier(
                    anchors: [Certificate(derRepresentation: self.anchor.bytes)],
                    revocationLists: [RevocationList(derRepresentation: self.revocationList.bytes)]
                ),
                directory: CertificateDirectory(
                    try self.certificates.map { try Certificate(derRepresentation: $0.bytes) }
                ),
                edition: edition
            ),
            replayGuard: ReplayGuard()
        )
    }

    private func run(_ vector: Case, _ gate: MarketGate) throws -> String? {
        let bytes = vector.message.bytes
        switch vector.kind {
        case Demand.kind.description:
            return Self.check(
                vector,
                try gate.admit(bytes, as: Demand.self, at: self.at).order,
                vector.demand
            )
        case Supply.kind.description:
            return Self.check(
                vector,
                try gate.admit(bytes, as: Supply.self, at: self.at).order,
                vector.supply
            )
        default:
            switch try gate.admit(bytes, at: self.at) {
            case .cancel(let cancel): return Self.check(vector, cancel.message, vector.cancel)
            case .reading(let reading): return Self.check(vector, reading.message, vector.reading)
            case .rules(let change): return Self.check(vector, change.message, vector.rules)
            case .demand, .supply: return "it is an order"
            }
        }
    }

    private static func check<Message: MarketMessage>(
        _ vector: Case,
        _ admitted: Message,
        _ expected: Message?
    ) -> String? {
        guard Message.kind.description == vector.kind else { return "it is a \(Message.kind)" }
        if let expected, expected != admitted { return "the message is another than its JSON" }
        return mismatch("the payload", admitted.payload, vector.payload)
            ?? mismatch("the id", admitted.id.digest.rawRepresentation, vector.id)
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

/// A case of `matching.json`: a clearing rule, orders in the sequence of their admission, and the matches that they make.
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
            /// What must trade on arrival; 0 where it is left out.
            var minimumWh: Int64?
            /// Whether what does not trade on arrival is cancelled; it rests where it is left out.
            var immediate: Bool?
        }
        struct Match: Codable, Equatable {
            var demand: UInt64
            var supply: UInt64
            var energyWh: Int64
            var price: Int64
            /// Where it is not the price.
            var sellerPrice: Int64?
        }
        struct Cancellation: Codable, Equatable {
            var position: UInt64
            var energyWh: Int64
            var reason: InterlockMarket.Cancellation.Reason
        }
        var name: String
        var rule: Mechanism
        var margin: ClearingTerms.Margin?
        var tick: Int64?
        var referencePrice: Int64?
        var orders: [Order]
        var matches: [Match]
        var cancellations: [Cancellation]

        /// What the rule makes of the orders.
        func cleared() -> (matches: [Match], cancellations: [Cancellation]) {
            var rule = self.rule.makeRule(
                terms: ClearingTerms(
                    referencePrice: Price(units: self.referencePrice ?? 0),
                    margin: self.margin ?? .timePriority,
                    tick: self.tick ?? 1
                )
            )
            var outcome = ClearingOutcome()
            for (place, order) in self.orders.enumerated() {
                rule.submit(order.bookOrder(UInt64(place)), into: &outcome)
            }
            rule.close(into: &outcome)
            return (outcome.matches.map(Match.init), outcome.cancellations.map(Cancellation.init))
        }
    }

    init(from decoder: any Decoder) throws {
        self.fields = try Fields(from: decoder)
        self.name = self.fields.name
        self.expected = try ExpectedResult(from: decoder)
    }

    func run() throws -> String? {
        let (matches, cancellations) = self.fields.cleared()
        guard matches == self.fields.matches else {
            throw MarketError(.malformed, "the matches are \(matches)")
        }
        guard cancellations == self.fields.cancellations else {
            throw MarketError(.malformed, "the cancellations are \(cancellations)")
        }
        return nil
    }
}

extension MatchingVector.Fields.Order {
    func bookOrder(_ position: UInt64) -> BookOrder {
        BookOrder(
            position: position,
            side: self.side,
            price: Price(units: self.price),
            energy: Energy(wattHours: self.energyWh),
            owner: self.owner,
            minimum: Energy(wattHours: self.minimumWh ?? 0),
            rests: !(self.immediate ?? false)
        )
    }
}

extension MatchingVector.Fields.Match {
    init(_ match: Match) {
        self.init(
            demand: match.demand,
            supply: match.supply,
            energyWh: match.energy.wattHours,
            price: match.price.units,
            sellerPrice: match.sellerPrice == match.price ? nil : match.sellerPrice.units
        )
    }
}

extension MatchingVector.Fields.Cancellation {
    init(_ cancellation: Cancellation) {
        self.init(
            position: cancellation.position,
            energyWh: cancellation.energy.wattHours,
            reason: cancellation.reason
        )
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
