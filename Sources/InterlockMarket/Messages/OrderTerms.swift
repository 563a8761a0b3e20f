internal import InterlockCrypto
public import InterlockIdentity

/// The terms that a demand and a supply share: participant, wallet address, period, energy, price.
public struct OrderTerms: Hashable, Sendable {
    /// The market that the order is for.
    public var market: MarketID
    /// ID_b or ID_p.
    public var participant: ParticipantID
    /// Addr: the signer's wallet address.
    public var address: OrderAddress
    /// T_d: when.
    public var period: DeliveryPeriod
    /// E_d or E_p: how much; more than nothing.
    public var energy: Energy
    /// P_b, the most that a buyer pays, or P_p, the least that a seller takes.
    public var price: Price
    /// The signer's number for this message: no two messages of one signer share one.
    public var sequence: UInt64
    /// What else it asks for.
    public var conditions: OrderConditions

    /// Takes the terms.
    ///
    /// - Throws: `MarketError` with code `limits` where the energy is not in 1 Wh … ``Energy/maximum``, the price
    ///   is beyond ``Price/maximum`` either way, the sequence number is above 2^63 − 1, or a condition contradicts
    ///   another or the energy.
    public init(
        market: MarketID,
        participant: ParticipantID,
        address: OrderAddress,
        period: DeliveryPeriod,
        energy: Energy,
        price: Price,
        sequence: UInt64,
        conditions: OrderConditions = .standard
    ) throws(MarketError) {
        guard energy > .zero, energy <= .maximum else {
            throw MarketError(.limits, "the energy \(energy) is not in 1 ... \(Energy.maximum)")
        }
        guard price.units.magnitude <= Price.maximum.units.magnitude else {
            throw MarketError(.limits, "the price \(price) is beyond \(Price.maximum)")
        }
        try Demand.check(sequence: sequence)
        try conditions.check(energy: energy, sequence: sequence)
        self.market = market
        self.participant = participant
        self.address = address
        self.period = period
        self.energy = energy
        self.price = price
        self.sequence = sequence
        self.conditions = conditions
    }

    /// Signer, and the number that the order was first placed under: all amendments of an order share it.
    public var key: OrderKey {
        OrderKey(participant: self.participant, sequence: self.conditions.amends ?? self.sequence)
    }

    /// The delivery periods that the order stands for, the first of which is ``period``.
    public var periods: [DeliveryPeriod] { self.period.run(of: self.conditions.periods) }

    /// Whether the order stands for a period.
    public func covers(_ other: DeliveryPeriod) -> Bool {
        let distance = other.start.secondsSinceEpoch - self.period.start.secondsSinceEpoch
        return distance >= 0 && distance < Int64(self.conditions.periods) * DeliveryPeriod.seconds
    }
}

extension OrderTerms {
    /// The labels of the payload map; Docs/Formats.md, "Demand and supply".
    private enum Label: Int64, CaseIterable {
        case market = 1, participant, address, period, energy, price, sequence
    }

    /// The payload: a deterministic CBOR map.
    var payload: [UInt8] {
        CBOR.map(
            [
                (.integer(Label.market.rawValue), .text(self.market.description)),
                (.integer(Label.participant.rawValue), .text(self.participant.description)),
                (.integer(Label.address.rawValue), .text(self.address.description)),
                (.integer(Label.period.rawValue), .integer(self.period.start.secondsSinceEpoch)),
                (.integer(Label.energy.rawValue), .integer(self.energy.wattHours)),
                (.integer(Label.price.rawValue), .integer(self.price.units)),
                (.integer(Label.sequence.rawValue), .unsigned(self.sequence)),
            ] + self.conditions.fields
        ).encoded()
    }

    /// Reads a payload: these seven labels, each of its type, those of conditions, and nothing else.
    init(payload: [UInt8]) throws(MarketError) {
        let fields = try FieldReader(
            payload,
            count: Label.allCases.count,
            optional: OrderConditions.labels,
            what: "the order"
        )
        do {
            try self.init(
                market: MarketID(fields.text(Label.market.rawValue, "market")),
                participant: ParticipantID(fields.text(Label.participant.rawValue, "participant")),
                address: OrderAddress(fields.text(Label.address.rawValue, "address")),
                period: DeliveryPeriod(
                    start: Timestamp(secondsSinceEpoch: fields.integer(Label.period.rawValue, "period"))
                ),
                energy: Energy(wattHours: fields.integer(Label.energy.rawValue, "energy")),
                price: Price(units: fields.integer(Label.price.rawValue, "price")),
                sequence: fields.natural(Label.sequence.rawValue, "sequence"),
                conditions: OrderConditions(fields)
            )
        } catch let error as MarketError {
            throw error
        } catch {
            throw MarketError(.malformed, "the order: \(error)")
        }
    }
}
