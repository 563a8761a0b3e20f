/// The call auction at the middle of each pair: the two share what their trade is worth.
///
/// The highest demand is paired with the lowest supply as long as the two cross, at half the sum of their limits, rounded
/// down to a tick, so that the odd unit is the buyer's, but never below the seller's limit: the k-double auction of each
/// pair with k = 1/2.
///
/// Source: Chatterjee and Samuelson, "Bargaining under incomplete information", Operations Research 31 (1983).
public struct MidPriceAuction: ClearingRule, CallAuction {
    /// Who may trade with whom.
    public var partners = PartnerTable.open
    var book = CallBook()
    private let terms: ClearingTerms

    /// Starts with an empty book; of the terms only the tick counts.
    public init(terms: ClearingTerms) { self.terms = terms }

    func clear(_ market: Submarket) -> [Match] {
        PairwiseAuction.clear(market) { demand, supply in
            // The sum of two limits is even or odd, and half of it is rounded down by the shift, also below zero.
            max(self.terms.rounded((demand + supply) >> 1), Price(units: supply))
        }
    }
}
