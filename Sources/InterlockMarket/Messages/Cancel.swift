internal import InterlockCrypto
public import InterlockIdentity
internal import InterlockJSON

/// Takes what is left of an order out of the market; permitted to its owner, and to whom a policy permits it.
public struct Cancel: MarketMessage {
    /// `cancel`.
    public static let kind = MessageKind("cancel")

    /// The market that the order is in.
    public let market: MarketID
    /// Who cancels.
    public let participant: ParticipantID
    /// The order.
    public let order: OrderKey
    /// The signer's number for this message.
    public let sequence: UInt64

    /// Takes the facts.
    ///
    /// - Throws: `MarketError` with code `limits` where a sequence number is above 2^63 − 1.
    public init(
        market: MarketID,
        participant: ParticipantID,
        order: OrderKey,
        sequence: UInt64
    ) throws(MarketError) {
        try Self.check(sequence: sequence)
        try Self.check(sequence: order.sequence)
        self.market = market
        self.participant = participant
        self.order = order
        self.sequence = sequence
    }
}

extension Cancel {
    private enum Label: Int64, CaseIterable { case market = 1, participant, owner, order, sequence }

    /// The deterministic CBOR map; Docs/Formats.md, "Cancel".
    public var payload: [UInt8] {
        CBOR.map([
            (.integer(Label.market.rawValue), .text(self.market.description)),
            (.integer(Label.participant.rawValue), .text(self.participant.description)),
            (.integer(Label.owner.rawValue), .text(self.order.participant.description)),
            (.integer(Label.order.rawValue), .unsigned(self.order.sequence)),
            (.integer(Label.sequence.rawValue), .unsigned(self.sequence)),
        ]).encoded()
    }

    /// Reads a payload.
    public init(payload: [UInt8]) throws(MarketError) {
        let fields = try FieldReader(payload, count: Label.allCases.count, what: "the cancel")
        try self.init(
            market: MarketID(fields.text(Label.market.rawValue, "market")),
            participant: fields.participant(Label.participant.rawValue, "participant"),
            order: OrderKey(
                participant: fields.participant(Label.owner.rawValue, "owner"),
                sequence: fields.natural(Label.order.rawValue, "order")
            ),
            sequence: fields.natural(Label.sequence.rawValue, "sequence")
        )
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case market, participant, owner, order, sequence
    }

    /// Reads the JSON for people; `owner` may be left out where it is the signer.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseMembers(except: CodingKeys.self)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let participant = try fields.decode(ParticipantID.self, forKey: .participant)
        try self.init(
            market: fields.decode(MarketID.self, forKey: .market),
            participant: participant,
            order: OrderKey(
                participant: fields.decodeIfPresent(ParticipantID.self, forKey: .owner) ?? participant,
                sequence: fields.decode(UInt64.self, forKey: .order)
            ),
            sequence: fields.decode(UInt64.self, forKey: .sequence)
        )
    }

    /// Writes the JSON for people.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(self.market, forKey: .market)
        try fields.encode(self.participant, forKey: .participant)
        try fields.encode(self.order.participant, forKey: .owner)
        try fields.encode(self.order.sequence, forKey: .order)
        try fields.encode(self.sequence, forKey: .sequence)
    }
}
