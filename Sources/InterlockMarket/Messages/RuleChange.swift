internal import FoundationEssentials
internal import InterlockCrypto
public import InterlockIdentity
internal import InterlockJSON

/// New rules for the market, in place of the old from their block on; permitted to whom a policy permits it.
public struct RuleChange: MarketMessage {
    /// `rules`.
    public static let kind = MessageKind("rules")

    /// The rules.
    public let rules: MarketRules
    /// Who changes them.
    public let participant: ParticipantID
    /// The signer's number for this message.
    public let sequence: UInt64

    /// The market that the rules are for.
    public var market: MarketID { self.rules.market }

    /// Takes the facts.
    ///
    /// - Throws: `MarketError` with code `limits` where the sequence number is above 2^63 − 1, or what
    ///   ``MarketRules/check()`` throws.
    public init(rules: MarketRules, participant: ParticipantID, sequence: UInt64) throws(MarketError) {
        try Self.check(sequence: sequence)
        try rules.check()
        self.rules = rules
        self.participant = participant
        self.sequence = sequence
    }
}

extension RuleChange {
    private enum Label: Int64, CaseIterable { case rules = 1, participant, sequence }

    /// The deterministic CBOR map, in which the rules are JSON with sorted keys; Docs/Formats.md, "Rule change".
    public var payload: [UInt8] {
        CBOR.map([
            (.integer(Label.rules.rawValue), .bytes(self.rules.json)),
            (.integer(Label.participant.rawValue), .text(self.participant.description)),
            (.integer(Label.sequence.rawValue), .unsigned(self.sequence)),
        ]).encoded()
    }

    /// Reads a payload; the rules must stand in it as they are written.
    public init(payload: [UInt8]) throws(MarketError) {
        let fields = try FieldReader(payload, count: Label.allCases.count, what: "the rule change")
        let bytes = try fields.bytes(Label.rules.rawValue, "rules")
        let rules: MarketRules
        do {
            rules = try StrictJSON.decode(from: bytes)
        } catch {
            throw fields.malformed(Label.rules.rawValue, "rules", "is not JSON of market rules")
        }
        guard rules.json == bytes else {
            throw fields.malformed(Label.rules.rawValue, "rules", "is not in its one valid form")
        }
        try self.init(
            rules: rules,
            participant: fields.participant(Label.participant.rawValue, "participant"),
            sequence: fields.natural(Label.sequence.rawValue, "sequence")
        )
    }

    private enum CodingKeys: String, CodingKey, CaseIterable { case rules, participant, sequence }

    /// Reads the JSON for people; rules that contradict themselves are refused.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseMembers(except: CodingKeys.self)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            rules: fields.decode(MarketRules.self, forKey: .rules),
            participant: fields.decode(ParticipantID.self, forKey: .participant),
            sequence: fields.decode(UInt64.self, forKey: .sequence)
        )
    }
}
