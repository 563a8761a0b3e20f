public import InterlockIdentity
internal import InterlockJSON

/// A buyer unit's offer to buy: formula (2), Demand = (ID_b, Addr, T_d, E_d, P_b, Sig_b); Sig_b is put on by signing.
public struct Demand: Order {
    /// `demand`.
    public static let kind = MessageKind.demand
    /// `buy`.
    public static let side = Side.buy

    /// What it says.
    public let terms: OrderTerms

    /// Takes what it says.
    public init(terms: OrderTerms) { self.terms = terms }

    /// Makes a demand.
    ///
    /// - Parameters:
    ///   - market: The market that the order is for.
    ///   - buyer: ID_b.
    ///   - address: Addr, the buyer's wallet address.
    ///   - period: T_d.
    ///   - energy: E_d, in Wh.
    ///   - price: P_b, the most that the buyer pays, in 1/10000 of the currency for a kilowatt-hour.
    ///   - sequence: The signer's number for this message.
    ///   - conditions: What else it asks for.
    /// - Throws: as ``OrderTerms/init(market:participant:address:period:energy:price:sequence:conditions:)``.
    public init(
        market: MarketID,
        buyer: ParticipantID,
        address: OrderAddress,
        period: DeliveryPeriod,
        energy: Energy,
        price: Price,
        sequence: UInt64,
        conditions: OrderConditions = .standard
    ) throws(MarketError) {
        self.terms = try OrderTerms(
            market: market,
            participant: buyer,
            address: address,
            period: period,
            energy: energy,
            price: price,
            sequence: sequence,
            conditions: conditions
        )
    }
}

extension Demand {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case market, buyer, address, deliveryPeriod, energyWh, price, sequence
    }

    /// Reads the JSON for people; Docs/Formats.md, "Demand and supply".
    public init(from decoder: any Decoder) throws {
        let own = CodingKeys.allCases.map(\.rawValue)
        try decoder.refuseUnknownMembers(own + OrderConditions.memberNames)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            market: fields.decode(MarketID.self, forKey: .market),
            buyer: fields.decode(ParticipantID.self, forKey: .buyer),
            address: fields.decode(OrderAddress.self, forKey: .address),
            period: fields.decode(DeliveryPeriod.self, forKey: .deliveryPeriod),
            energy: fields.decode(Energy.self, forKey: .energyWh),
            price: fields.decode(Price.self, forKey: .price),
            sequence: fields.decode(UInt64.self, forKey: .sequence),
            conditions: OrderConditions(from: decoder)
        )
    }

    /// Writes the JSON for people.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(self.terms.market, forKey: .market)
        try fields.encode(self.terms.participant, forKey: .buyer)
        try fields.encode(self.terms.address, forKey: .address)
        try fields.encode(self.terms.period, forKey: .deliveryPeriod)
        try fields.encode(self.terms.energy, forKey: .energyWh)
        try fields.encode(self.terms.price, forKey: .price)
        try fields.encode(self.terms.sequence, forKey: .sequence)
        try self.terms.conditions.encode(to: encoder)
    }
}
