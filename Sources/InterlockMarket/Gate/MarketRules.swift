public import InterlockCrypto

/// What a market demands of an order, beside its signature and its signer's attributes.
///
/// One value holds all of a market's rules. It stands in the ledger's genesis block, and a ``RuleChange`` replaces it.
public struct MarketRules: Hashable, Sendable {
    /// The market's name.
    public var market: MarketID
    /// How long before a delivery period its market closes, in seconds.
    public var gateClosureSeconds: Int64
    /// How long before a delivery period its market opens, in seconds.
    public var horizonSeconds: Int64
    /// The least energy of an order.
    public var minimumEnergy: Energy
    /// The most energy of an order.
    public var maximumEnergy: Energy
    /// The lowest price of an order.
    public var priceFloor: Price
    /// The highest price of an order.
    public var priceCap: Price
    /// The credit score that the default policy asks of whoever trades.
    public var minimumCredit: Int64
    /// How orders are matched.
    public var trading = TradingRules()
    /// What trades cost beside the energy.
    public var fees: [FeeRule] = []
    /// What a difference between energy traded and energy metered costs; nil where it is settled elsewhere.
    public var imbalance: ImbalanceRule?
    /// How far a participant may commit itself; nil for as far as it likes.
    public var risk: RiskRules?

    /// Makes rules; the defaults suit a local market of households.
    public init(
        market: MarketID,
        gateClosureSeconds: Int64 = 300,
        horizonSeconds: Int64 = 7 * 86_400,
        minimumEnergy: Energy = Energy(wattHours: 1),
        maximumEnergy: Energy = Energy(wattHours: 10_000_000),
        priceFloor: Price = Price(units: -5_000),
        priceCap: Price = Price(units: 40_000),
        minimumCredit: Int64 = 500
    ) {
        self.market = market
        self.gateClosureSeconds = gateClosureSeconds
        self.horizonSeconds = horizonSeconds
        self.minimumEnergy = minimumEnergy
        self.maximumEnergy = maximumEnergy
        self.priceFloor = priceFloor
        self.priceCap = priceCap
        self.minimumCredit = minimumCredit
    }

    /// The last moment at which an order for `period` is admitted: before delivery begins, whatever the rules say.
    public func gateClosure(of period: DeliveryPeriod) -> Timestamp {
        period.start.adding(seconds: -max(1, self.gateClosureSeconds))
    }

    /// Refuses what comes after a period's market has closed.
    package func checkClosure(of period: DeliveryPeriod, at moment: Timestamp) throws(Refusal) {
        let closure = self.gateClosure(of: period)
        guard moment <= closure else {
            throw Refusal(.gateClosed, "the market for \(period) closed at \(closure)")
        }
    }

    /// Refuses an order that may have arrived before `moment` and breaks a rule; it may trade in a later period than its
    /// first.
    func checkOpen(_ terms: OrderTerms, at moment: Timestamp) throws(Refusal) {
        guard terms.market == self.market else {
            throw Refusal(.limits, "the order is for the market \(terms.market), this is \(self.market)")
        }
        let last = terms.periods.last ?? terms.period
        guard last.start <= moment.adding(seconds: self.horizonSeconds) else {
            throw Refusal(.limits, "the market for \(last) is not open yet")
        }
        try self.checkQuantities(of: terms)
        try self.trading.checkConditions(of: terms, at: moment)
    }

    /// Refuses energy or a price that breaks a rule.
    package func checkQuantities(of terms: OrderTerms) throws(Refusal) {
        guard self.minimumEnergy <= terms.energy, terms.energy <= self.maximumEnergy else {
            throw Refusal(
                .limits,
                "the energy \(terms.energy) is not in \(self.minimumEnergy) ... \(self.maximumEnergy)"
            )
        }
        guard self.priceFloor <= terms.price, terms.price <= self.priceCap else {
            throw Refusal(
                .limits,
                "the price \(terms.price) is not in \(self.priceFloor) ... \(self.priceCap)"
            )
        }
        try self.trading.checkSteps(of: terms)
    }
}
