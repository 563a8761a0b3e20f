internal import InterlockAccess
internal import InterlockCrypto
internal import InterlockJSON

/// How a market's orders are matched.
public struct TradingRules: Hashable, Sendable {
    /// The clearing rule.
    public var mechanism = Mechanism.continuous
    /// How orders at the marginal price of an auction share.
    public var margin = ClearingTerms.Margin.timePriority
    /// The step of prices: every limit is a multiple of it.
    public var tick: Int64 = 1
    /// The step of energy: every order is for a multiple of it.
    public var energyStep = Energy(wattHours: 1)
    /// Where an auction leaves a range of prices and no period has been traded yet, it takes the one nearest to this.
    public var referencePrice = Price(units: 0)
    /// Cedar policies on the pair, of which the buyer is the principal, the seller the resource, `Trade` the action.
    ///
    /// Nil where everyone may trade with everyone.
    public var partners: String?

    /// The rules of a market that has none of its own: a continuous double auction of everyone with everyone.
    public init() {}

    /// What a clearing rule goes by, where `lastPrice` is that of the last trade, if there was one.
    public func terms(lastPrice: Price? = nil) -> ClearingTerms {
        ClearingTerms(referencePrice: lastPrice ?? self.referencePrice, margin: self.margin, tick: self.tick)
    }

    func check(floor: Price, cap: Price) throws(MarketError) {
        guard self.tick >= 1, floor.units.isMultiple(of: self.tick), cap.units.isMultiple(of: self.tick)
        else {
            throw MarketError(
                .limits,
                "trading.tick is at least 1, and priceFloor and priceCap are multiples of it"
            )
        }
        guard .zero < self.energyStep, self.energyStep <= .maximum else {
            throw MarketError(.limits, "trading.energyStep is 1 Wh to \(Energy.maximum)")
        }
        guard self.referencePrice.units.magnitude <= Price.maximum.units.magnitude else {
            throw MarketError(.limits, "trading.referencePrice is beyond \(Price.maximum)")
        }
        _ = try self.partnerPolicy()
    }

    func checkSteps(of terms: OrderTerms) throws(Refusal) {
        guard terms.price.units.isMultiple(of: self.tick) else {
            throw Refusal(.limits, "the price \(terms.price) is not a multiple of \(Price(units: self.tick))")
        }
        guard terms.energy.wattHours.isMultiple(of: self.energyStep.wattHours) else {
            throw Refusal(.limits, "the energy \(terms.energy) is not a multiple of \(self.energyStep)")
        }
    }

    func checkConditions(of terms: OrderTerms, at moment: Timestamp) throws(Refusal) {
        let conditions = terms.conditions
        let isImmediate = [.immediateOrCancel, .fillOrKill].contains(conditions.timeInForce)
        guard self.mechanism.isContinuous || (!isImmediate && conditions.minimumFill == .zero) else {
            throw Refusal(
                .limits,
                "an auction (\(self.mechanism.rawValue)) takes no immediate order and no minimum fill"
            )
        }
        if case .until(let end) = conditions.timeInForce, end <= moment {
            throw Refusal(.limits, "the order is good until \(end), which is over")
        }
    }

    /// The policies on the pair.
    package func partnerPolicy() throws(MarketError) -> PartnerPolicy? {
        guard let partners else { return nil }
        do {
            return PartnerPolicy(try PolicySet(parsing: partners))
        } catch {
            throw MarketError(.malformed, "trading.partners: \(error)")
        }
    }
}

extension TradingRules: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case mechanism, margin, tick, energyStep, referencePrice, partners
    }

    /// Reads JSON; every key may be left out.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseMembers(except: CodingKeys.self)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.mechanism = try fields.decodeIfPresent(Mechanism.self, forKey: .mechanism) ?? self.mechanism
        self.margin = try fields.decodeIfPresent(ClearingTerms.Margin.self, forKey: .margin) ?? self.margin
        self.tick = try fields.decodeIfPresent(Int64.self, forKey: .tick) ?? self.tick
        self.energyStep = try fields.decodeIfPresent(Energy.self, forKey: .energyStep) ?? self.energyStep
        self.referencePrice =
            try fields.decodeIfPresent(Price.self, forKey: .referencePrice) ?? self.referencePrice
        self.partners = try fields.decodeIfPresent(String.self, forKey: .partners)
    }
}
