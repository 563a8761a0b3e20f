public import InterlockCrypto
public import InterlockIdentity
public import InterlockMarket

extension MessageKind {
    /// A matching centre's ``TradeProposal``.
    public static let trades = MessageKind("trades", limits: .standard)
    /// A peer's ``Endorsement``.
    public static let endorsement = MessageKind("endorsement")
}

/// What the matching centre asks the peers to endorse: records (Rand, Ord) with the signed orders they rest on.
///
/// It is made of ``MatchedTrade`` alone, so of nothing that the gate did not admit. Each order stands in it once,
/// however many trades it has part in.
public struct TradeProposal: Hashable, Sendable {
    /// The COSE_Sign1 by the matching centre.
    public let encoded: [UInt8]
    /// How many trades there are.
    public let tradeCount: Int

    /// The most trades in one proposal; each costs a peer two signature checks.
    public static let maximumTradeCount = 512

    /// SHA-256 of the COSE_Sign1: what an endorsement is about, and the transaction's id.
    public var id: Digest { Digest(hashing: self.encoded) }

    /// Signs a proposal.
    ///
    /// - Parameters:
    ///   - trades: The trades.
    ///   - market: The market.
    ///   - ledger: The ledger's name: the hash of its block 0. A ledger of the first edition has none.
    ///   - key: The matching centre's key.
    ///   - certificate: The matching centre's certificate.
    ///   - nonce: Where the signature's nonce comes from.
    /// - Throws: `LedgerError` with code `malformed` for no trades or more than ``maximumTradeCount``, or where
    ///   the key is not the certificate's.
    public init(
        _ trades: [MatchedTrade],
        market: MarketID,
        ledger: Digest? = nil,
        with key: SigningKey,
        certificate: Certificate,
        nonce: NonceSource = .random
    ) throws(LedgerError) {
        guard (1...Self.maximumTradeCount).contains(trades.count) else {
            throw LedgerError(
                .malformed,
                "a proposal has 1 to \(Self.maximumTradeCount) trades, not \(trades.count)"
            )
        }
        let payload = ProposalPayload(trades, market: market, ledger: ledger).cbor.encoded()
        do {
            self.encoded = try SignedMessage.sign(
                payload,
                kind: .trades,
                with: key,
                certificate: certificate,
                nonce: nonce
            ).encoded()
        } catch {
            throw LedgerError(.malformed, "the proposal: \(error.reason)")
        }
        self.tradeCount = trades.count
    }
}

/// The payload of a proposal: market, signed orders, trades, ledger; Docs/Formats.md, "Trade proposal".
struct ProposalPayload {
    var market: MarketID
    var demands: [[UInt8]] = []
    var supplies: [[UInt8]] = []
    var trades: [CBOR] = []
    /// The hash of block 0; nil in a ledger of the first edition.
    var ledger: Digest?

    private enum Label: Int64, CaseIterable {
        case market = 1, demands, supplies, trades
        /// Absent in a ledger of the first edition.
        case ledger

        static let required = Self.allCases.count - 1
    }

    init(_ matched: [MatchedTrade], market: MarketID, ledger: Digest? = nil) {
        self.market = market
        self.ledger = ledger
        var seen: Set<OrderID> = []
        for match in matched {
            if seen.insert(match.trade.demand).inserted { self.demands.append(match.demand.verified.encoded) }
            if seen.insert(match.trade.supply).inserted {
                self.supplies.append(match.supply.verified.encoded)
            }
            self.trades.append(match.trade.cbor)
        }
    }

    init(decoding payload: [UInt8]) throws(LedgerError) {
        do {
            let fields = try FieldReader(
                payload,
                count: Label.required,
                optional: [Label.ledger.rawValue],
                what: "the proposal"
            )
            self.market = try MarketID(fields.text(Label.market.rawValue, "market"))
            self.demands = try Self.byteStrings(fields, .demands, "demands")
            self.supplies = try Self.byteStrings(fields, .supplies, "supplies")
            self.trades = try fields.array(Label.trades.rawValue, "trades")
            let ledger = Label.ledger.rawValue
            self.ledger = fields.has(ledger) ? try fields.digest(ledger, "ledger") : nil
        } catch {
            throw LedgerError(.malformed, error.reason)
        }
        guard (1...TradeProposal.maximumTradeCount).contains(self.trades.count),
            self.demands.count <= self.trades.count, self.supplies.count <= self.trades.count
        else {
            throw LedgerError(
                .malformed,
                "the proposal: \(self.trades.count) trades with more orders than they need"
            )
        }
    }

    var cbor: CBOR {
        .map(
            [
                (.integer(Label.market.rawValue), .text(self.market.description)),
                (.integer(Label.demands.rawValue), .array(self.demands.map { .bytes($0) })),
                (.integer(Label.supplies.rawValue), .array(self.supplies.map { .bytes($0) })),
                (.integer(Label.trades.rawValue), .array(self.trades)),
            ]
                + (self.ledger.map { [(.integer(Label.ledger.rawValue), .bytes($0.rawRepresentation))] } ?? [])
        )
    }

    private static func byteStrings(
        _ fields: FieldReader,
        _ label: Label,
        _ name: String
    ) throws(MarketError) -> [[UInt8]] {
        var strings: [[UInt8]] = []
        for value in try fields.array(label.rawValue, name) {
            guard let bytes = value.bytesValue else {
                throw fields.malformed(label.rawValue, name, "holds what is not a byte string")
            }
            strings.append(bytes)
        }
        return strings
    }
}

extension ProposalPayload {
    /// The trades of a proposal that has been found valid.
    static func trades(of encoded: [UInt8], matchingCentre: ParticipantID) throws(LedgerError) -> [Trade] {
        try Self.reading(encoded) { payload in
            try payload.trades.map { try Trade(cbor: $0, matchingCentre: matchingCentre) }
        }
    }

    /// The change of the fills by a valid proposal.
    static func change(
        of encoded: [UInt8],
        matchingCentre: ParticipantID,
        to fills: FillBook
    ) throws(LedgerError) -> FillBook.Change {
        try Self.reading(encoded) { payload in
            let demands: [OrderID: OrderTerms] = try Self.terms(payload.demands, of: Demand.self)
            let supplies: [OrderID: OrderTerms] = try Self.terms(payload.supplies, of: Supply.self)
            var change = FillBook.Change(fills)
            for cbor in payload.trades {
                let trade = try Trade(cbor: cbor, matchingCentre: matchingCentre)
                guard let demand = demands[trade.demand], let supply = supplies[trade.supply] else {
                    throw LedgerError(.malformed, "trade \(trade.number): its orders are not there")
                }
                try change.add(trade, demand: demand, supply: supply, to: fills)
            }
            return change
        }
    }

    private static func terms<Body: Order>(_ orders: [[UInt8]], of type: Body.Type) throws -> [OrderID:
        OrderTerms]
    {
        var terms: [OrderID: OrderTerms] = [:]
        for encoded in orders {
            let order = try Body(payload: COSESign1(decoding: encoded, limits: Body.kind.limits).payload)
            terms[order.id] = order.terms
        }
        return terms
    }

    private static func reading<Value>(
        _ encoded: [UInt8],
        _ body: (ProposalPayload) throws -> Value
    ) throws(LedgerError) -> Value {
        do {
            return try body(ProposalPayload(decoding: COSESign1(decoding: encoded).payload))
        } catch {
            throw LedgerError(.malformed, "the proposal: \(error)")
        }
    }
}
