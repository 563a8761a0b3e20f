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
    /// What the buyer pays; between the two limits.
    public let price: Price
    /// What the seller is paid: ``price``, or less, no less than its limit, where the clearing rule leaves the difference
    /// to the market.
    public let sellerPrice: Price
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
        sellerPrice: Price? = nil,
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
        self.sellerPrice = sellerPrice ?? price
        self.matchedAt = matchedAt
        self.route = route
    }

    /// Numbers stay below it, so that the next one, and a database's signed integers, can hold them.
    static let numberLimit: UInt64 = 1 << 62

    /// What the buyer owes.
    public var amount: Money { Money(self.energy, at: self.price) }

    /// What the seller is owed.
    public var proceeds: Money { Money(self.energy, at: self.sellerPrice) }

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
        /// Only where the seller's price is not the buyer's.
        case sellerPrice

        static let required = Self.allCases.count - 1
    }

    /// The deterministic CBOR map; Docs/Formats.md, "Trade".
    package var cbor: CBOR {
        let sellerPrice: [(CBOR, CBOR)] =
            self.sellerPrice == self.price
            ? [] : [(.integer(Label.sellerPrice.rawValue), .integer(self.sellerPrice.units))]
        return .map(
            [
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
            ] + sellerPrice
        )
    }

    /// Reads a trade; the route must be that of its names.
    package init(cbor: CBOR, matchingCentre: ParticipantID) throws(MarketError) {
        let fields = try FieldReader(
            cbor,
            count: Label.required,
            optional: [Label.sellerPrice.rawValue],
            what: "the trade"
        )
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
        self.buyer = try fields.participant(Label.buyer.rawValue, "buyer")
        self.seller = try fields.participant(Label.seller.rawValue, "seller")
        self.energy = Energy(wattHours: try fields.integer(Label.energy.rawValue, "energy"))
        self.price = Price(units: try fields.integer(Label.price.rawValue, "price"))
        self.sellerPrice = try Self.sellerPrice(fields) ?? self.price
        guard self.sellerPrice <= self.price else {
            throw fields.malformed(Label.sellerPrice.rawValue, "sellerPrice", "is above the price")
        }
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

    /// The seller's price where it stands there; it must not where it is the buyer's.
    private static func sellerPrice(_ fields: FieldReader) throws(MarketError) -> Price? {
        guard fields.has(Label.sellerPrice.rawValue) else { return nil }
        let price = Price(units: try fields.integer(Label.sellerPrice.rawValue, "sellerPrice"))
        guard try fields.integer(Label.price.rawValue, "price") != price.units else {
            throw fields.malformed(
                Label.sellerPrice.rawValue,
                "sellerPrice",
                "is the price, and must be left out"
            )
        }
        guard price.units.magnitude <= Price.maximum.units.magnitude else {
            throw MarketError(.limits, "the trade: \(price)")
        }
        return price
    }
}
