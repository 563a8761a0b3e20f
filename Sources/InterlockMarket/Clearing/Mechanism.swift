/// The clearing rules that a market can choose from.
public enum Mechanism: String, Hashable, Sendable, Codable, CaseIterable {
    /// ``ContinuousDoubleAuction``.
    case continuous = "cda"
    /// ``UniformPriceAuction``.
    case uniformPrice = "uniform"
    /// ``PayAsBidAuction``.
    case payAsBid = "pay-as-bid"
    /// ``MidPriceAuction``.
    case midPrice = "mid"
    /// ``McAfeeAuction``.
    case mcAfee = "mcafee"

    /// A book of this rule.
    public func makeRule(terms: ClearingTerms = ClearingTerms()) -> any ClearingRule {
        switch self {
        case .continuous: ContinuousDoubleAuction(terms: terms)
        case .uniformPrice: UniformPriceAuction(terms: terms)
        case .payAsBid: PayAsBidAuction(terms: terms)
        case .midPrice: MidPriceAuction(terms: terms)
        case .mcAfee: McAfeeAuction(terms: terms)
        }
    }

    /// Whether orders trade as they come, so that immediate-or-cancel and a minimum have a meaning.
    public var isContinuous: Bool { self == .continuous }
}
