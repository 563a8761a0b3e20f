import Interlock

/// The rule by which a simulated household sets its limit price: somewhere between what the grid pays and what it
/// charges, for nobody sells for less than the feed-in tariff or buys for more than the retail tariff.
///
/// A buyer's limit lies in the upper half of that span, a seller's in the lower half, at a place drawn from the
/// SHA-256 of seed, household and period: the same run anywhere.
struct Tariff {
    /// What the grid pays for a kWh: 0.0820.
    var feedIn = Price(units: 820)
    /// What the grid charges for a kWh: 0.3200.
    var retail = Price(units: 3_200)
    var seed: UInt64

    func limit(of household: String, in period: DeliveryPeriod, side: Side) -> Price {
        let text = "\(self.seed)/\(household)/\(period)"
        let draw = Digest(hashing: Array(text.utf8)).rawRepresentation.prefix(4).reduce(Int64(0)) {
            $0 << 8 | Int64($1)
        }
        let half = (self.retail.units - self.feedIn.units) / 2
        let place = draw % (half + 1)
        return Price(units: side == .buy ? self.retail.units - place : self.feedIn.units + place)
    }
}
