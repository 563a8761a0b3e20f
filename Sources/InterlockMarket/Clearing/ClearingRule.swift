/// How the orders of one delivery period are matched.
///
/// A rule is a deterministic state machine: the same calls in the same sequence give the same outcome on any machine.
/// A continuous rule matches in ``submit(_:into:)``, an auction in ``close(into:)``. Whatever the rule, energy and money
/// are integers, no order trades outside its limit or beyond its energy, nobody trades with itself, and every tie is
/// broken by price, then by position.
///
/// **Own orders.** Of two orders of one owner that would trade with each other, the older is cancelled
/// (``Cancellation/Reason/ownOrder``): a continuous rule does so when the newer one reaches it, an auction at the close,
/// where each order in the sequence of positions cancels the older ones that it crosses, best price first, then by
/// position. Where partners are such that the owner may not trade with itself anyway, both stay.
public protocol ClearingRule: Sendable {
    /// Starts with an empty book.
    init(terms: ClearingTerms)

    /// Who may trade with whom.
    var partners: PartnerTable { get set }

    /// Takes an order, and adds what this makes to the outcome.
    ///
    /// - Precondition: Its position is above that of every order before it, its energy more than nothing.
    mutating func submit(_ order: BookOrder, into outcome: inout ClearingOutcome)

    /// Takes what is left of an order out of the book; nil where nothing is left of it.
    mutating func cancel(_ position: UInt64) -> Energy?

    /// Leaves an order less energy, at its place; false, and nothing changed, where it has not more than that left.
    ///
    /// - Precondition: The energy is more than nothing.
    mutating func reduce(_ position: UInt64, to energy: Energy) -> Bool

    /// Ends the period's trading, and adds what this makes to the outcome.
    mutating func close(into outcome: inout ClearingOutcome)

    /// The open orders of both sides by price; see ``BookDepth``.
    var depth: BookDepth { get }
}

/// What a clearing rule goes by beside the orders.
public struct ClearingTerms: Hashable, Sendable {
    /// Where an auction leaves a range of prices, it takes the one nearest to this.
    public var referencePrice: Price
    /// Who is served first among the orders at the price that cannot all be filled.
    public var margin: Margin
    /// The step of prices, in units: what an auction computes is rounded down to a multiple of it.
    public var tick: Int64

    /// Takes the terms.
    ///
    /// - Precondition: The tick is at least 1.
    public init(
        referencePrice: Price = Price(units: 0),
        margin: Margin = .timePriority,
        tick: Int64 = 1
    ) {
        precondition(tick >= 1, "a tick is at least 1")
        self.referencePrice = referencePrice
        self.margin = margin
        self.tick = tick
    }

    /// How the orders at the marginal price share what there is.
    public enum Margin: String, Hashable, Sendable, Codable, CaseIterable {
        /// The earlier position first.
        case timePriority = "time"
        /// In proportion to their energy, rounded down; what rounding leaves goes, 1 Wh each, to those that lost the
        /// largest fractions by it, of these to the earlier position first.
        case proRata = "pro-rata"
    }

    /// The highest price not above `price` that is a multiple of the tick.
    func rounded(_ price: Int64) -> Price {
        let rest = price % self.tick
        return Price(units: price - (rest < 0 ? rest + self.tick : rest))
    }
}
