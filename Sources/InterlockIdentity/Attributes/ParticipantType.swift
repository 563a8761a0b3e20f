/// What a participant is in the market: the user type of the paper.
public enum ParticipantType: String, Hashable, Sendable, CaseIterable, Codable {
    /// PU, a power unit: sells.
    case seller
    /// BU, a buyer unit: buys.
    case buyer
    /// Both.
    case prosumer
    /// MTC: matches.
    case matchingCentre = "matching-centre"
    /// A consortium member's node: endorses and commits.
    case peer
    /// A node of the ordering service.
    case orderer
    /// Reads, and trades nothing.
    case regulator

    /// Whether it may buy, as far as its type goes.
    public var mayBuy: Bool { self == .buyer || self == .prosumer }
    /// Whether it may sell, as far as its type goes.
    public var maySell: Bool { self == .seller || self == .prosumer }
}
