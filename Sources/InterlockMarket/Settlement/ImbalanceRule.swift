public import InterlockIdentity

/// What it costs to take or feed in other than one has traded.
public struct ImbalanceRule: Hashable, Sendable, Codable {
    /// Who supplies what is short and takes what is long: the balance responsible party, or the grid.
    public var balancer: ParticipantID
    /// What a participant pays for each kilowatt-hour that it took beyond what it had bought, or sold and did not feed in.
    public var shortPrice: Price
    /// What it is paid for each kilowatt-hour that it left, or fed in unsold; may be negative.
    public var longPrice: Price

    /// Takes the facts.
    public init(balancer: ParticipantID, shortPrice: Price, longPrice: Price) {
        self.balancer = balancer
        self.shortPrice = shortPrice
        self.longPrice = longPrice
    }

    func check() throws(MarketError) {
        for price in [self.shortPrice, self.longPrice] {
            guard price.units.magnitude <= Price.maximum.units.magnitude else {
                throw MarketError(.limits, "imbalance: the price \(price) is beyond \(Price.maximum)")
            }
        }
    }
}
