/// A trade together with the two admitted orders that it is made of.
///
/// There is no public initializer: a value proves that a ``MatchingCentre`` matched two orders that the gate let
/// in. It is what a trade proposal for the ledger is made of.
public struct MatchedTrade: Sendable {
    /// The trade.
    public let trade: Trade
    /// The demand.
    public let demand: Admitted<Demand>
    /// The supply.
    public let supply: Admitted<Supply>

    init(trade: Trade, demand: Admitted<Demand>, supply: Admitted<Supply>) {
        self.trade = trade
        self.demand = demand
        self.supply = supply
    }
}
