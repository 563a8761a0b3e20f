internal import InterlockCrypto
internal import InterlockIdentity

/// A trade that the peers refused: what the centre needs to take it back.
package struct TradeRefusal: Hashable, Sendable {
    /// The trade's number.
    package let number: UInt64
    /// The delivery period.
    package let period: DeliveryPeriod
    /// The demand.
    package let demand: OrderKey
    /// The supply.
    package let supply: OrderKey
    /// The energy that was matched.
    package let energy: Energy
    /// The price that the buyer would have paid.
    package let price: Price
    /// The price that the seller would have been paid.
    package let sellerPrice: Price
    /// The sides whose orders may not trade any more.
    package let faults: Set<Side>
    /// The reason why the peers refused it.
    package let reason: String

    /// Takes the facts.
    package init(
        number: UInt64,
        period: DeliveryPeriod,
        demand: OrderKey,
        supply: OrderKey,
        energy: Energy,
        price: Price,
        sellerPrice: Price,
        faults: Set<Side>,
        reason: String
    ) {
        self.number = number
        self.period = period
        self.demand = demand
        self.supply = supply
        self.energy = energy
        self.price = price
        self.sellerPrice = sellerPrice
        self.faults = faults
        self.reason = reason
    }

    /// Takes the facts of a trade just made.
    package init(_ match: MatchedTrade, faults: Set<Side>, reason: String) {
        self.init(
            number: match.trade.number,
            period: match.trade.period,
            demand: match.demand.terms.key,
            supply: match.supply.terms.key,
            energy: match.trade.energy,
            price: match.trade.price,
            sellerPrice: match.trade.sellerPrice,
            faults: faults,
            reason: reason
        )
    }
}
