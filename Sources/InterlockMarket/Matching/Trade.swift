public import InterlockCrypto
public import InterlockIdentity

/// Ord of formula (4): a demand and a supply that were matched, with the energy, the price and the moment T_s.
public struct Trade: Hashable, Sendable {
    /// The matching centre's number for the trade, from 0 on without a gap.
    public let number: UInt64
    /// The delivery period.
    public let period: DeliveryPeriod
    /// The demand.
    public let demand: OrderID
    /// The supply.
    public let supply: OrderID
    /// BU_id.
    public let buyer: ParticipantID
    /// PU_id.
    public let seller: ParticipantID
    /// How much is traded; at most what either order has left.
    public let energy: Energy
    /// At what price; between the two limits.
    public let price: Price
    /// T_s.
    public let matchedAt: Timestamp
    /// Rand.
    public let route: RouteID

    package init(
        number: UInt64,
        period: DeliveryPeriod,
        demand: OrderID,
        supply: OrderID,
        buyer: ParticipantID,
        seller: ParticipantID,
        energy: Energy,
        price: Price,
        matchedAt: Timestamp,
        route: RouteID
    ) {
        self.number = number
        self.period = period
        self.demand = demand
        self.supply = supply
        self.buyer = buyer
        self.seller = seller
        self.energy = energy
        self.price = price
        self.matchedAt = matchedAt
        self.route = route
    }

    /// Numbers stay below it, so that the next one, and a database's signed integers, can hold them.
    static let numberLimit: UInt64 = 1 << 62

    /// What the buyer owes the seller, in 1/10,000,000 of the currency unit: Wh times 1/10000 for a kWh, exactly.
    public var amount: Int64 { self.energy.wattHours * self.price.units }

    /// The trade's identity: SHA-256 of its encoding.
    public var id: TradeID { TradeID(digest: Digest(hashing: self.cbor.encoded())) }
}

/// SHA-256 of a trade's encoding: the key by which the dispatch system knows a trade that it is told of twice.
public struct TradeID: Hashable, Sendable, CustomStringConvertible {
    /// The digest.
    public let digest: Digest

    package init(digest: Digest) { self.digest = digest }

    /// The digest in hexadecimal.
    public var description: String { self.digest.description }
}

extension Trade {
    private enum Label: Int64, CaseIterable {
        case number = 1, period, demand, supply, buyer, seller, energy, price, matchedAt, route
    }

    /// The deterministic CBOR map; Docs/Formats.md, "Trade".
    package var cbor: CBOR {
        .map([
            (.integer(Label.number.rawValue), .unsigned(self.number)),
            (.integer(Label.period.rawValue), .integer(self.period.start.secondsSinceEpoch)),
            (.integer(Label.demand.rawValue), .bytes(self.demand.digest.rawRepresentation)),
            (.integer(Label.supply.rawValue), .bytes(self.supply.digest.rawRepresentation)),
            (.integer(Label.buyer.rawValue), .text(self.buyer.description)),
            (.integer(Label.seller.rawValue), .text(self.seller.description)),
            (.integer(Label.energy.rawValue), .integer(self.energy.wattHours)),
            (.integer(Label.price.rawValue), .integer(self.price.units)),
            (.integer(Label.matchedAt.rawValue), .integer(self.matchedAt.secondsSinceEpoch)),
            (.integer(Label.route.rawValue), .bytes(self.route.digest.rawRepresentation)),
        ])
    }

    /// Reads a trade; the route must be that of its names.
    package init(cbor: CBOR, matchingCentre: ParticipantID) throws(MarketError) {
        let fields = try FieldReader(cbor, count: Label.allCases.count, what: "the trade")
        func participant(_ label: Label, _ name: String) throws(MarketError) -> ParticipantID {
            let text = try fields.text(label.rawValue, name)
            guard let participant = try? ParticipantID(text) else {
                throw fields.malformed(label.rawValue, name, "is not a participant id")
            }
            return participant
        }
        func moment(_ label: Label, _ name: String) throws(MarketError) -> Timestamp {
            Timestamp(secondsSinceEpoch: try fields.integer(label.rawValue, name))
        }
        self.number = try fields.natural(Label.number.rawValue, "number")
        guard self.number < Self.numberLimit else {
            throw fields.malformed(Label.number.rawValue, "number", "is above 2^62")
        }
        self.period = try DeliveryPeriod(start: moment(.period, "period"))
        self.demand = OrderID(digest: try fields.digest(Label.demand.rawValue, "demand"))
        self.supply = OrderID(digest: try fields.digest(Label.supply.rawValue, "supply"))
        self.buyer = try participant(.buyer, "buyer")
        self.seller = try participant(.seller, "seller")
        self.energy = Energy(wattHours: try fields.integer(Label.energy.rawValue, "energy"))
        self.price = Price(units: try fields.integer(Label.price.rawValue, "price"))
        guard self.energy <= .maximum, self.price.units.magnitude <= Price.maximum.units.magnitude else {
            throw MarketError(.limits, "the trade: \(self.energy) at \(self.price)")
        }
        self.matchedAt = try moment(.matchedAt, "matchedAt")
        self.route = RouteID(seller: self.seller, buyer: self.buyer, matchingCentre: matchingCentre)
        guard try fields.digest(Label.route.rawValue, "route") == self.route.digest else {
            throw fields.malformed(
                Label.route.rawValue,
                "route",
                "is not the route of its seller, buyer and centre"
            )
        }
    }
}
