internal import InterlockCrypto
public import InterlockIdentity
internal import InterlockJSON

/// How far participants may commit themselves.
public struct RiskRules: Hashable, Sendable {
    /// What a point of the credit report is good for, in units of 1/10,000,000 of the currency: a participant's exposure
    /// may be as much times its `credit`.
    public var exposurePerCreditPoint: Money
    /// How long after a delivery period its trades are unsettled, in seconds.
    public var settlementSeconds: Int64

    /// A day.
    public static let usualSettlementSeconds: Int64 = 86_400

    /// Takes the rules.
    public init(exposurePerCreditPoint: Money, settlementSeconds: Int64 = usualSettlementSeconds) {
        self.exposurePerCreditPoint = exposurePerCreditPoint
        self.settlementSeconds = settlementSeconds
    }

    /// The most that a participant of these attributes may owe.
    public func limit(of attributes: AttributeSet) -> Money {
        guard case .integer(let credit) = attributes["credit"] else { return .zero }
        return Money(units: self.exposurePerCreditPoint.units * Int128(credit))
    }

    func check() throws(MarketError) {
        guard self.exposurePerCreditPoint >= .zero, self.exposurePerCreditPoint.units <= Int128(Int64.max),
            (0...31_622_400).contains(self.settlementSeconds)
        else {
            throw MarketError(.limits, "risk: no limit is negative, and settlement takes a year at the most")
        }
    }
}

extension RiskRules: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case exposurePerCreditPoint, settlementSeconds
    }

    /// Reads JSON.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseMembers(except: CodingKeys.self)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(exposurePerCreditPoint: try fields.decode(Money.self, forKey: .exposurePerCreditPoint))
        self.settlementSeconds =
            try fields.decodeIfPresent(Int64.self, forKey: .settlementSeconds) ?? self.settlementSeconds
    }
}
