/// The uniform-price call auction: all trades of a period at one price.
///
/// The price is the one at which most energy changes hands; of several, those that leave the least surplus, which is
/// the difference between the demand at or above the price and the supply at or below it; of these, the one nearest to
/// ``ClearingTerms/referencePrice``, rounded down to a tick, and the lower of two as near. Only multiples of the tick are
/// looked at, unless none of them lets anything be traded, which takes limits that are no multiples: then each price at
/// which demand or supply changes.
/// On the longer side better prices are filled first, and the orders at the last price that is reached share by
/// ``ClearingTerms/margin``. Demands and supplies are paired in the sequence of price and position.
///
/// Where partners are restricted, each part of the market whose members can reach each other has a price of its own.
/// If in such a part some pairs may not trade, most energy means the maximum flow between its classes of participants,
/// and surplus is counted over the part.
///
/// Source: the call auction of exchanges (maximum executable volume, minimum surplus, reference price), as in the Xetra
/// Market Model Equities, "Price determination in auctions"; for power, the supply and demand crossing of EUPHEMIA.
public struct UniformPriceAuction: ClearingRule, CallAuction {
    /// Who may trade with whom.
    public var partners = PartnerTable.open
    var book = CallBook()
    private let terms: ClearingTerms

    /// Starts with an empty book.
    public init(terms: ClearingTerms) { self.terms = terms }

    func clear(_ market: Submarket) -> [Match] {
        guard let price = CrossingPrice(market, terms: self.terms)?.price else { return [] }
        var demands = market.demands.map { $0.prefix { $0.price >= price.units } }
        var supplies = market.supplies.map { $0.prefix { $0.price <= price.units } }
        let flow = TradeFlow(
            demands: demands.map(Self.total),
            supplies: supplies.map(Self.total),
            permits: market.permits
        )
        for place in demands.indices {
            let quota = flow.energy[place].reduce(0, +)
            demands[place] = demands[place].filled(quota, by: self.terms.margin)
        }
        for place in supplies.indices {
            let quota = flow.energy.reduce(0) { $0 + $1[place] }
            supplies[place] = supplies[place].filled(quota, by: self.terms.margin)
        }
        return Self.paired(demands.map { Fills($0) }, supplies.map { Fills($0) }, flow, price)
    }

    private static func total(_ offers: ArraySlice<Offer>) -> Int64 { offers.reduce(0) { $0 + $1.energy } }

    private static func paired(
        _ demands: [Fills],
        _ supplies: [Fills],
        _ flow: TradeFlow,
        _ price: Price
    ) -> [Match] {
        var (demands, supplies) = (demands, supplies)
        var matches: [Match] = []
        for buyer in demands.indices {
            for seller in supplies.indices where flow.energy[buyer][seller] > 0 {
                matches += Fills.pair(
                    &demands[buyer],
                    &supplies[seller],
                    limit: flow.energy[buyer][seller],
                    price: price,
                    sellerPrice: price
                )
            }
        }
        return matches
    }
}
