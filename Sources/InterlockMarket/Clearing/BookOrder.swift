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
    /// Who placed it, as a number of the book's own from 0 on: nobody trades with itself.
    public let owner: Int
    /// The owner's group in the rule's ``PartnerTable``.
    public let group: Int
    /// What it must trade on arrival at the least, or else it is cancelled; nothing for most.
    public let minimum: Energy
    /// Whether what it does not trade on arrival waits in the book.
    public let rests: Bool

    /// Takes an order's facts.
    ///
    /// - Precondition: The energy is in 1 Wh … ``Energy/maximum``, the price within ``Price/maximum`` either way, owner
    ///   and group are in 0 … 2^31 − 2; rules keep arrays by owner, so numbers go up one by one.
    public init(
        position: UInt64,
        side: Side,
        price: Price,
        energy: Energy,
        owner: Int,
        group: Int = 0,
        minimum: Energy = .zero,
        rests: Bool = true
    ) {
        precondition(
            energy > .zero && energy <= .maximum && price.units.magnitude <= Price.maximum.units.magnitude
        )
        precondition((0..<Int(Int32.max)).contains(owner) && (0..<Int(Int32.max)).contains(group))
        self.position = position
        self.side = side
        self.price = price
        self.energy = energy
        self.owner = owner
        self.group = group
        self.minimum = minimum
        self.rests = rests
    }

    /// Whether only a continuous rule can do what the order asks.
    var isContinuousOnly: Bool { !self.rests || self.minimum > .zero }
}
