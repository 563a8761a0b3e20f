/// McAfee's double auction, for orders of any energy: whoever places one order gains nothing by another limit than what
/// the energy is worth to it.
///
/// Let K and L be the last demand and the last supply that would trade if all that cross did, by price and position, and
/// K+1 and L+1 those after them.
/// 1. If all orders are of the same energy, and half the sum of the limits of K+1 and L+1, rounded down to a tick, is a
///    price that K pays and L takes, then the orders up to K and up to L trade at it.
/// 2. Otherwise the orders before K and before L trade; the buyers pay the limit of K, the sellers are paid the limit of
///    L, and the market keeps the difference.
///
/// On the side that offers more, the surplus is borne in equal parts: each order trades so much less, or nothing where it
/// has not that much; what does not divide is borne 1 Wh each by the latest positions. So no order's energy depends on
/// its limit, as long as it trades. Orders are priced one by one, so a participant with several may gain by their limits.
///
/// With energies that differ, the first case would let a buyer gain: by a lower limit it becomes K+1 of another pair (a
/// test shows such a book). So it is McAfee's for what his paper is about, and else the second alone.
///
/// The auction has one demand and one supply curve: a part of the market in which some pairs may not trade
/// (``ClearingRule/partners``) is not cleared.
///
/// Source: McAfee, "A dominant strategy double auction", Journal of Economic Theory 56 (1992), for equal units; for any
/// energy Huang, Scheller-Wolf and Sycara, "Design of a multi-unit double auction e-market", Computational
/// Intelligence 18 (2002), whose rule is case 2.
public struct McAfeeAuction: ClearingRule, CallAuction {
    /// Who may trade with whom.
    public var partners = PartnerTable.open
    var book = CallBook()
    private let terms: ClearingTerms

    /// Starts with an empty book; of the terms only the tick counts.
    public init(terms: ClearingTerms) { self.terms = terms }

    func clear(_ market: Submarket) -> [Match] {
        guard market.isWhole else { return [] }
        let (demands, supplies) = (market.demands[0], market.supplies[0])
        guard let last = Self.lastPair(demands, supplies) else { return [] }
        if let price = self.priceBeyond(last, demands, supplies) {
            return Self.trade(demands[...last.demand], supplies[...last.supply], price, price)
        }
        return Self.trade(
            demands[..<last.demand],
            supplies[..<last.supply],
            Price(units: demands[last.demand].price),
            Price(units: supplies[last.supply].price)
        )
    }

    /// K and L, by their places.
    private static func lastPair(_ demands: [Offer], _ supplies: [Offer]) -> (demand: Int, supply: Int)? {
        var pair: (demand: Int, supply: Int)?
        var (demand, supply) = (0, 0)
        var (demanded, supplied): (Int64, Int64) = (0, 0)
        while demand < demands.count, supply < supplies.count, demands[demand].price >= supplies[supply].price
        {
            pair = (demand, supply)
            let (demandEnd, supplyEnd) = (
                demanded + demands[demand].energy, supplied + supplies[supply].energy
            )
            if demandEnd <= supplyEnd {
                demand += 1
                demanded = demandEnd
            }
            if supplyEnd <= demandEnd {
                supply += 1
                supplied = supplyEnd
            }
        }
        return pair
    }

    private func priceBeyond(_ last: (demand: Int, supply: Int), _ demands: [Offer], _ supplies: [Offer])
        -> Price?
    {
        guard last.demand + 1 < demands.count, last.supply + 1 < supplies.count,
            (demands + supplies).allSatisfy({ $0.energy == demands[0].energy })
        else { return nil }
        let price = self.terms.rounded(
            (demands[last.demand + 1].price + supplies[last.supply + 1].price) >> 1
        )
        let isAccepted =
            supplies[last.supply].price <= price.units && price.units <= demands[last.demand].price
        return isAccepted ? price : nil
    }

    private static func trade(
        _ demands: ArraySlice<Offer>,
        _ supplies: ArraySlice<Offer>,
        _ price: Price,
        _ sellerPrice: Price
    ) -> [Match] {
        let surplus = demands.reduce(0) { $0 + $1.energy } - supplies.reduce(0) { $0 + $1.energy }
        var buyers = Fills(Self.lessened(demands, by: max(0, surplus)))
        var sellers = Fills(Self.lessened(supplies, by: max(0, -surplus)))
        return Fills.pair(&buyers, &sellers, price: price, sellerPrice: sellerPrice)
    }

    /// Offers that trade `surplus` less in all, each bearing the same part of it, or all that it has.
    static func lessened(_ offers: ArraySlice<Offer>, by surplus: Int64) -> [Offer] {
        guard surplus > 0 else { return Array(offers) }
        var lessened = Array(offers)
        var (left, bearers) = (surplus, Int64(offers.count))
        let smallest = lessened.indices.sorted {
            (lessened[$0].energy, lessened[$0].position) < (lessened[$1].energy, lessened[$1].position)
        }
        var whole: [Int] = []
        for place in smallest {
            guard lessened[place].energy * bearers <= left else {
                whole.append(place)
                continue
            }
            left -= lessened[place].energy
            lessened[place].energy = 0
            bearers -= 1
        }
        guard bearers > 0 else { return [] }
        let (part, rest) = left.quotientAndRemainder(dividingBy: bearers)
        whole.sort { lessened[$0].position > lessened[$1].position }
        for (number, place) in whole.enumerated() {
            lessened[place].energy -= part + (number < rest ? 1 : 0)
        }
        return lessened.filter { $0.energy > 0 }
    }
}
