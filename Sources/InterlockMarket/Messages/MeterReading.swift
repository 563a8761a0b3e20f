internal import InterlockCrypto
public import InterlockIdentity
internal import InterlockJSON

/// What a meter counted in one delivery period: the measure of what was traded.
public struct MeterReading: MarketMessage {
    /// `reading`.
    public static let kind = MessageKind("reading")

    /// The market that the meter belongs to.
    public let market: MarketID
    /// Who reads the meter and signs: its owner, or a metering operator.
    public let participant: ParticipantID
    /// Whose meter it is.
    public let owner: ParticipantID
    /// The delivery period.
    public let period: DeliveryPeriod
    /// Taken from the grid.
    public let consumed: Energy
    /// Fed into the grid.
    public let generated: Energy
    /// The signer's number for this message.
    public let sequence: UInt64

    /// Takes the facts.
    ///
    /// - Throws: `MarketError` with code `limits` where an energy is not in 0 … ``Energy/maximum``, or the sequence number
    ///   is above 2^63 − 1.
    public init(
        market: MarketID,
        participant: ParticipantID,
        owner: ParticipantID,
        period: DeliveryPeriod,
        consumed: Energy,
        generated: Energy,
        sequence: UInt64
    ) throws(MarketError) {
        for energy in [consumed, generated] {
            guard energy >= .zero, energy <= .maximum else {
                throw MarketError(.limits, "the reading \(energy) is not in 0 ... \(Energy.maximum)")
            }
        }
        try Self.check(sequence: sequence)
        self.market = market
        self.participant = participant
        self.owner = owner
        self.period = period
        self.consumed = consumed
        self.generated = generated
        self.sequence = sequence
    }
}

extension MeterReading {
    private enum Label: Int64, CaseIterable {
        case market = 1, participant, owner, period, consumed, generated, sequence
    }

    /// The deterministic CBOR map; Docs/Formats.md, "Meter reading".
    public var payload: [UInt8] {
        CBOR.map([
            (.integer(Label.market.rawValue), .text(self.market.description)),
            (.integer(Label.participant.rawValue), .text(self.participant.description)),
            (.integer(Label.owner.rawValue), .text(self.owner.description)),
            (.integer(Label.period.rawValue), .integer(self.period.start.secondsSinceEpoch)),
            (.integer(Label.consumed.rawValue), .integer(self.consumed.wattHours)),
            (.integer(Label.generated.rawValue), .integer(self.generated.wattHours)),
            (.integer(Label.sequence.rawValue), .unsigned(self.sequence)),
        ]).encoded()
    }

    /// Reads a payload.
    public init(payload: [UInt8]) throws(MarketError) {
        let fields = try FieldReader(payload, count: Label.allCases.count, what: "the reading")
        try self.init(
            market: MarketID(fields.text(Label.market.rawValue, "market")),
            participant: fields.participant(Label.participant.rawValue, "participant"),
            owner: fields.participant(Label.owner.rawValue, "owner"),
            period: DeliveryPeriod(
                start: Timestamp(secondsSinceEpoch: fields.integer(Label.period.rawValue, "period"))
            ),
            consumed: Energy(wattHours: fields.integer(Label.consumed.rawValue, "consumed")),
            generated: Energy(wattHours: fields.integer(Label.generated.rawValue, "generated")),
            sequence: fields.natural(Label.sequence.rawValue, "sequence")
        )
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case market, participant, owner, deliveryPeriod, consumedWh, generatedWh, sequence
    }

    /// Reads the JSON for people; `owner` may be left out where it is the signer.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseMembers(except: CodingKeys.self)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let participant = try fields.decode(ParticipantID.self, forKey: .participant)
        try self.init(
            market: fields.decode(MarketID.self, forKey: .market),
            participant: participant,
            owner: fields.decodeIfPresent(ParticipantID.self, forKey: .owner) ?? participant,
            period: fields.decode(DeliveryPeriod.self, forKey: .deliveryPeriod),
            consumed: fields.decode(Energy.self, forKey: .consumedWh),
            generated: fields.decode(Energy.self, forKey: .generatedWh),
            sequence: fields.decode(UInt64.self, forKey: .sequence)
        )
    }

    /// Writes the JSON for people.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(self.market, forKey: .market)
        try fields.encode(self.participant, forKey: .participant)
        try fields.encode(self.owner, forKey: .owner)
        try fields.encode(self.period, forKey: .deliveryPeriod)
        try fields.encode(self.consumed, forKey: .consumedWh)
        try fields.encode(self.generated, forKey: .generatedWh)
        try fields.encode(self.sequence, forKey: .sequence)
    }
}
