/// What was traded in one delivery period.
public struct PeriodStatistics: Hashable, Sendable {
    /// The period.
    public let period: DeliveryPeriod
    /// How many trades there were.
    public private(set) var trades = 0
    /// How much they came to.
    public private(set) var energy = Energy.zero
    /// What the buyers owe.
    public private(set) var amount = Money.zero
    /// The first price.
    public private(set) var open: Price
    /// The highest price.
    public private(set) var high: Price
    /// The lowest price.
    public private(set) var low: Price
    /// The last price.
    public private(set) var last: Price

    /// The mean price by energy, rounded down.
    public var meanPrice: Price {
        let (quotient, remainder) = self.amount.units.quotientAndRemainder(
            dividingBy: Int128(self.energy.wattHours)
        )
        return Price(units: Int64(remainder < 0 ? quotient - 1 : quotient))
    }

    private init(first trade: Trade) {
        self.period = trade.period
        self.open = trade.price
        self.high = trade.price
        self.low = trade.price
        self.last = trade.price
    }

    /// The statistics of every period that there are trades of, by period; the trades are in their sequence.
    public static func of(_ trades: some Sequence<Trade>) -> [PeriodStatistics] {
        var periods: [DeliveryPeriod: PeriodStatistics] = [:]
        for trade in trades {
            var statistics = periods[trade.period] ?? PeriodStatistics(first: trade)
            statistics.add(trade)
            periods[trade.period] = statistics
        }
        return periods.values.sorted { $0.period < $1.period }
    }

    private mutating func add(_ trade: Trade) {
        self.trades += 1
        self.energy = self.energy + trade.energy
        self.amount += trade.amount
        self.high = max(self.high, trade.price)
        self.low = min(self.low, trade.price)
        self.last = trade.price
    }
}
