internal import FoundationEssentials
internal import InterlockJSON

extension MarketRules: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case market, gateClosureSeconds, horizonSeconds, minimumEnergy, maximumEnergy, priceFloor, priceCap
        case minimumCredit, trading, fees, imbalance, risk
    }

    /// Reads the JSON of Docs/Market.md, "Rules"; every key but `market` may be left out.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseMembers(except: CodingKeys.self)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(market: try fields.decode(MarketID.self, forKey: .market))
        func read<Value: Decodable>(_ key: CodingKeys, into value: inout Value) throws {
            value = try fields.decodeIfPresent(Value.self, forKey: key) ?? value
        }
        try read(.gateClosureSeconds, into: &self.gateClosureSeconds)
        try read(.horizonSeconds, into: &self.horizonSeconds)
        try read(.minimumEnergy, into: &self.minimumEnergy)
        try read(.maximumEnergy, into: &self.maximumEnergy)
        try read(.priceFloor, into: &self.priceFloor)
        try read(.priceCap, into: &self.priceCap)
        try read(.minimumCredit, into: &self.minimumCredit)
        try read(.trading, into: &self.trading)
        try read(.fees, into: &self.fees)
        self.imbalance = try fields.decodeIfPresent(ImbalanceRule.self, forKey: .imbalance)
        self.risk = try fields.decodeIfPresent(RiskRules.self, forKey: .risk)
    }

    /// Writes the limits, and of the rest what is not as usual.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(self.market, forKey: .market)
        try fields.encode(self.gateClosureSeconds, forKey: .gateClosureSeconds)
        try fields.encode(self.horizonSeconds, forKey: .horizonSeconds)
        try fields.encode(self.minimumEnergy, forKey: .minimumEnergy)
        try fields.encode(self.maximumEnergy, forKey: .maximumEnergy)
        try fields.encode(self.priceFloor, forKey: .priceFloor)
        try fields.encode(self.priceCap, forKey: .priceCap)
        try fields.encode(self.minimumCredit, forKey: .minimumCredit)
        if self.trading != TradingRules() { try fields.encode(self.trading, forKey: .trading) }
        if !self.fees.isEmpty { try fields.encode(self.fees, forKey: .fees) }
        try fields.encodeIfPresent(self.imbalance, forKey: .imbalance)
        try fields.encodeIfPresent(self.risk, forKey: .risk)
    }

    /// The JSON with sorted keys: the one form in which rules are signed.
    var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(self))
        } catch {
            preconditionFailure("whole numbers and texts always have a JSON form: \(error)")
        }
    }

    /// Refuses rules that contradict themselves.
    ///
    /// - Throws: `MarketError` with code `limits` or `malformed`, naming the rule.
    public func check() throws(MarketError) {
        guard self.gateClosureSeconds >= 0, self.horizonSeconds >= self.gateClosureSeconds else {
            throw MarketError(.limits, "the market opens before it closes, and closes before delivery")
        }
        guard .zero < self.minimumEnergy, self.minimumEnergy <= self.maximumEnergy,
            self.maximumEnergy <= .maximum
        else {
            throw MarketError(
                .limits,
                "minimumEnergy and maximumEnergy: 0 < minimum <= maximum <= \(Energy.maximum)"
            )
        }
        guard self.priceFloor <= self.priceCap,
            [self.priceFloor, self.priceCap].allSatisfy({
                $0.units.magnitude <= Price.maximum.units.magnitude
            })
        else { throw MarketError(.limits, "priceFloor and priceCap: floor <= cap, within \(Price.maximum)") }
        try self.trading.check(floor: self.priceFloor, cap: self.priceCap)
        try FeeRule.check(self.fees)
        try self.imbalance?.check()
        try self.risk?.check()
    }
}
