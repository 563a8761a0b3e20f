/// What calls of a clearing rule have made, in sequence.
public struct ClearingOutcome: Hashable, Sendable {
    /// The matches.
    public internal(set) var matches: [Match] = []
    /// The orders that left the book without being asked to.
    public internal(set) var cancellations: [Cancellation] = []

    /// Starts with nothing.
    public init() {}

    /// Forgets what there is, and keeps the memory for more.
    public mutating func removeAll() {
        self.matches.removeAll(keepingCapacity: true)
        self.cancellations.removeAll(keepingCapacity: true)
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
    /// What the buyer pays.
    public let price: Price
    /// What the seller is paid: as much, but where the rule says that the market keeps the difference.
    public let sellerPrice: Price

    init(demand: UInt64, supply: UInt64, energy: Energy, price: Price, sellerPrice: Price? = nil) {
        self.demand = demand
        self.supply = supply
        self.energy = energy
        self.price = price
        self.sellerPrice = sellerPrice ?? price
    }
}

/// An order, or what was left of it, that a rule took out of the book.
public struct Cancellation: Hashable, Sendable {
    /// Its position.
    public let position: UInt64
    /// What was left.
    public let energy: Energy
    /// Why.
    public let reason: Reason

    /// Why a rule cancels an order.
    public enum Reason: String, Hashable, Sendable, Codable, CaseIterable {
        /// A newer order of its owner crossed it.
        case ownOrder
        /// On arrival it could not trade its minimum.
        case minimumNotMet
        /// It was not to wait in the book.
        case notImmediate
        /// It asks for what only continuous trading can do.
        case continuousOnly
    }
}
