internal import InterlockCrypto
public import InterlockIdentity

/// What a demand and a supply have in common: who, where, when, how much, at what price.
public struct OrderTerms: Hashable, Sendable {
    /// The market that the order is for.
    public var market: MarketID
    /// ID_b or ID_p.
    public var participant: ParticipantID
    /// Addr: where the energy is taken out or fed in.
    public var address: GridAddress
    /// T_d: when.
    public var period: DeliveryPeriod
    /// E_d or E_p: how much; more than nothing.
    public var energy: Energy
    /// P_b, the most that a buyer pays, or P_p, the least that a seller takes.
    public var price: Price
    /// The signer's number for this message: no two messages of one signer share one.
    public var sequence: UInt64

    /// Takes the terms.
    ///
    /// - Throws: `MarketError` with code `limits` where the energy is not in 1 Wh … ``Energy/maximum``, the price
    ///   is beyond ``Price/maximum`` either way, or the sequence number is above 2^63 − 1.
    public init(
        market: MarketID,
        participant: ParticipantID,
        address: GridAddress,
        period: DeliveryPeriod,
        energy: Energy,
        price: Price,
        sequence: UInt64
    ) throws(MarketError) {
        guard energy > .zero, energy <= .maximum else {
            throw MarketError(.limits, "the energy \(energy) is not in 1 ... \(Energy.maximum)")
        }
        guard price.units.magnitude <= Price.maximum.units.magnitude else {
            throw MarketError(.limits, "the price \(price) is beyond \(Price.maximum)")
        }
        guard sequence <= UInt64(Int64.max) else {
            throw MarketError(.limits, "the sequence number \(sequence) is above 2^63 - 1")
        }
        self.market = market
        self.participant = participant
        self.address = address
        self.period = period
        self.energy = energy
        self.price = price
        self.sequence = sequence
    }
}

extension OrderTerms {
    /// The labels of the payload map; Docs/Formats.md, "Demand and supply".
    private enum Label: Int64, CaseIterable {
        case market = 1, participant, address, period, energy, price, sequence
    }

    /// The payload: a deterministic CBOR map.
    var payload: [UInt8] {
        CBOR.map([
            (.integer(Label.market.rawValue), .text(self.market.description)),
            (.integer(Label.participant.rawValue), .text(self.participant.description)),
            (.integer(Label.address.rawValue), .text(self.address.description)),
            (.integer(Label.period.rawValue), .integer(self.period.start.secondsSinceEpoch)),
            (.integer(Label.energy.rawValue), .integer(self.energy.wattHours)),
            (.integer(Label.price.rawValue), .integer(self.price.units)),
            (.integer(Label.sequence.rawValue), .unsigned(self.sequence)),
        ]).encoded()
    }

    /// Reads a payload: these seven labels, each of its type, and nothing else.
    init(payload: [UInt8]) throws(MarketError) {
        let fields = try FieldReader(payload, count: Label.allCases.count, what: "the order")
        do {
            try self.init(
                market: MarketID(fields.text(Label.market.rawValue, "market")),
                participant: ParticipantID(fields.text(Label.participant.rawValue, "participant")),
                address: GridAddress(fields.text(Label.address.rawValue, "address")),
                period: DeliveryPeriod(
                    start: Timestamp(secondsSinceEpoch: fields.integer(Label.period.rawValue, "period"))
                ),
                energy: Energy(wattHours: fields.integer(Label.energy.rawValue, "energy")),
                price: Price(units: fields.integer(Label.price.rawValue, "price")),
                sequence: fields.natural(Label.sequence.rawValue, "sequence")
            )
        } catch let error as MarketError {
            throw error
        } catch {
            throw MarketError(.malformed, "the order: \(error)")
        }
    }
}
