/// The pairs of an auction that prices each on its own: highest demand with lowest supply, as long as the two cross.
///
/// A demand meets, of the supplies that it may, the best; of equal prices the earlier position. Where everyone may trade
/// with everyone this trades as much as a ``UniformPriceAuction``, and where that goes by time at the margin with the same
/// orders.
enum PairwiseAuction {
    static func clear(_ market: Submarket, price: (_ demand: Int64, _ supply: Int64) -> Price) -> [Match] {
        var demands = market.demands.map { Fills($0) }
        var supplies = market.supplies.map { Fills($0) }
        var matches: [Match] = []
        while let (buyer, demand) = Self.first(
            demands,
            where: { _ in true },
            isBetter: { $0.price > $1.price }
        ) {
            let best = Self.first(
                supplies,
                where: { market.permits[buyer][$0] },
                isBetter: { $0.price < $1.price }
            )
            guard let (seller, supply) = best, supply.price <= demand.price else {
                // No later demand of the class bids more.
                demands[buyer] = Fills([])
                continue
            }
            let energy = min(demand.energy, supply.energy)
            matches.append(
                Match(
                    demand: demand.position,
                    supply: supply.position,
                    energy: Energy(wattHours: energy),
                    price: price(demand.price, supply.price)
                )
            )
            demands[buyer].take(energy)
            supplies[seller].take(energy)
        }
        return matches
    }

    /// The class whose next order comes first, and that order.
    private static func first(
        _ classes: [Fills],
        where isOpen: (Int) -> Bool,
        isBetter: (Offer, Offer) -> Bool
    ) -> (place: Int, offer: Offer)? {
        var best: (place: Int, offer: Offer)?
        for place in classes.indices where isOpen(place) {
            guard let offer = classes[place].first else { continue }
            if let held = best?.offer,
                isBetter(held, offer) || (!isBetter(offer, held) && held.position < offer.position)
            {
                continue
            }
            best = (place, offer)
        }
        return best
    }
}
