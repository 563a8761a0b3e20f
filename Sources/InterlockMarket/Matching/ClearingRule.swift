/// How the orders of one delivery period are matched.
///
/// A rule is a deterministic state machine: the same orders in the same sequence give the same matches on any
/// machine. A continuous rule matches in ``submit(_:)``, an auction in ``close()``.
public protocol ClearingRule: Sendable {
    /// Starts with an empty book.
    init()
    /// Takes an order, and gives the matches that it makes.
    mutating func submit(_ order: BookOrder) -> [Match]
    /// Ends the period's trading, and gives the matches that this makes.
    mutating func close() -> [Match]
}

/// An order as a clearing rule sees it.
public struct BookOrder: Hashable, Sendable {
    /// Its place in the sequence of admissions, which no two orders share: the last word on any tie.
    public let position: UInt64
    /// Its side.
    public let side: Side
    /// Its limit.
    public let price: Price
    /// What it has left; more than nothing.
    public internal(set) var energy: Energy
    /// Who placed it, as a number of the book's own: nobody trades with itself.
    public let owner: Int

    /// Takes an order's facts.
    public init(position: UInt64, side: Side, price: Price, energy: Energy, owner: Int) {
        self.position = position
        self.side = side
        self.price = price
        self.energy = energy
        self.owner = owner
    }
}

/// Two orders that meet, by their positions.
public struct Match: Hashable, Sendable {
    /// The demand's position.
    public let demand: UInt64
    /// The supply's position.
    public let supply: UInt64
    /// How much.
    public let energy: Energy
    /// At what price.
    public let price: Price
}
