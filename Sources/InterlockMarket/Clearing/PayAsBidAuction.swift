/// The discriminatory call auction: each pair trades at what its buyer bid.
///
/// The highest demand is paired with the lowest supply as long as the two cross, and the buyer pays its own limit: the
/// k-double auction of each pair with k = 1.
///
/// Source: Chatterjee and Samuelson, "Bargaining under incomplete information", Operations Research 31 (1983).
public struct PayAsBidAuction: ClearingRule, CallAuction {
    /// Who may trade with whom.
    public var partners = PartnerTable.open
    var book = CallBook()

    /// Starts with an empty book; every price is a limit, so no terms count.
    public init(terms: ClearingTerms) {}

    func clear(_ market: Submarket) -> [Match] {
        PairwiseAuction.clear(market) { demand, _ in Price(units: demand) }
    }
}
