internal import InterlockCrypto
public import InterlockIdentity
internal import InterlockJSON

/// A fee that a party of each trade pays to a third: grid fee, market fee, tax.
public struct FeeRule: Hashable, Sendable, Codable {
    /// Its name, by which later fees may refer to it.
    public var name: String
    /// Who pays: the buyer or the seller.
    public var payer: Side
    /// Whom it is paid to.
    public var recipient: ParticipantID
    /// So much for a kilowatt-hour.
    public var perKilowattHour: Price
    /// So many millionths of what is taxed: the trade's amount and the fees in ``including``.
    ///
    /// A negative amount counts by its magnitude. The product is rounded down to 1/10,000,000 of the currency.
    public var millionths: Int64
    /// Whether the trade's own amount is part of what is taxed.
    public var onAmount: Bool
    /// The names of earlier fees of the same payer that are part of what is taxed.
    public var including: [String]

    /// Takes the facts.
    public init(
        name: String,
        payer: Side,
        recipient: ParticipantID,
        perKilowattHour: Price = Price(units: 0),
        millionths: Int64 = 0,
        onAmount: Bool = true,
        including: [String] = []
    ) {
        self.name = name
        self.payer = payer
        self.recipient = recipient
        self.perKilowattHour = perKilowattHour
        self.millionths = millionths
        self.onAmount = onAmount
        self.including = including
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case name, payer, recipient, perKilowattHour, millionths, onAmount, including
    }

    /// Reads JSON; name, payer and recipient must be there.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseMembers(except: CodingKeys.self)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try fields.decode(String.self, forKey: .name),
            payer: try fields.decode(Side.self, forKey: .payer),
            recipient: try fields.decode(ParticipantID.self, forKey: .recipient),
            perKilowattHour: try fields.decodeIfPresent(Price.self, forKey: .perKilowattHour)
                ?? Price(units: 0),
            millionths: try fields.decodeIfPresent(Int64.self, forKey: .millionths) ?? 0,
            onAmount: try fields.decodeIfPresent(Bool.self, forKey: .onAmount) ?? true,
            including: try fields.decodeIfPresent([String].self, forKey: .including) ?? []
        )
    }

    /// The most fees of a market; each may double what is taxed, which 128 bits hold so often.
    static let limit = 16

    /// Refuses rules that contradict themselves or each other.
    static func check(_ rules: [FeeRule]) throws(MarketError) {
        guard rules.count <= Self.limit else { throw MarketError(.limits, "fees: more than \(Self.limit)") }
        var payers: [String: Side] = [:]
        for rule in rules {
            guard (1...64).contains(rule.name.utf8.count), payers[rule.name] == nil else {
                throw MarketError(
                    .malformed,
                    "fees: each has a name of its own, of 1 to 64 bytes, not \"\(rule.name)\""
                )
            }
            guard (0...Price.maximum.units).contains(rule.perKilowattHour.units),
                (0...1_000_000).contains(rule.millionths), Set(rule.including).count == rule.including.count
            else {
                throw MarketError(
                    .limits,
                    "fee \(rule.name): a rate is negative or above the whole, or a fee is included twice"
                )
            }
            for name in rule.including where payers[exactly: name] != rule.payer {
                throw MarketError(.malformed, "fee \(rule.name): \(name) is no earlier fee of the same payer")
            }
            payers[rule.name] = rule.payer
        }
    }
}
