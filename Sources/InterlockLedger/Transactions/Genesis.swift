internal import FoundationEssentials
internal import InterlockAccess
internal import InterlockCrypto
public import InterlockIdentity
internal import InterlockJSON
public import InterlockMarket

/// What a ledger starts from, in its block 0: everything that verdicts are made of but the certificates and
/// revocation lists that later transactions bring.
///
/// Its hash names the ledger: whoever trusts the hash can audit all the rest from the blocks alone.
public struct Genesis: Sendable {
    /// What the market demands of an order.
    public let rules: MarketRules
    /// MTC_id.
    public let matchingCentre: ParticipantID
    /// How many of which peers must endorse.
    public let endorsement: EndorsementPolicy
    /// When a block is cut.
    public let batchSize: BatchSize
    /// The Cedar policies.
    public let policies: String
    /// The types of the attributes.
    public let schema: AttributeSchema
    /// The trust anchors.
    public let anchors: [Certificate]
    /// The edition of the rules by which the ledger is judged.
    public let edition: RulesEdition

    /// Takes the parts.
    ///
    /// - Throws: `LedgerError` with code `malformed` where the policies do not parse, there is no anchor, or the rules
    ///   contradict themselves.
    public init(
        rules: MarketRules,
        matchingCentre: ParticipantID,
        endorsement: EndorsementPolicy,
        batchSize: BatchSize,
        policies: String,
        schema: AttributeSchema,
        anchors: [Certificate],
        edition: RulesEdition = .newest
    ) throws(LedgerError) {
        self.rules = rules
        self.matchingCentre = matchingCentre
        self.endorsement = endorsement
        self.batchSize = batchSize
        self.policies = policies
        self.schema = schema
        self.anchors = anchors
        self.edition = edition
        guard !anchors.isEmpty else { throw LedgerError(.malformed, "a ledger needs a trust anchor") }
        _ = try self.policySet()
        do {
            try rules.check()
        } catch {
            throw LedgerError(.malformed, "the rules: \(error.reason)")
        }
    }

    /// What checks messages, knowing no certificate but the anchors and no revocation list yet.
    public func verifier() throws(LedgerError) -> MessageVerifier {
        MessageVerifier(
            rules: self.rules,
            policies: try self.policySet(),
            chains: try self.chains(revocationLists: []),
            directory: CertificateDirectory(),
            edition: self.edition
        )
    }

    /// What checks chains, with these revocation lists.
    package func chains(revocationLists: [RevocationList]) throws(LedgerError) -> ChainVerifier {
        do {
            return try ChainVerifier(
                anchors: self.anchors,
                intermediates: [],
                revocationLists: revocationLists,
                schema: self.schema,
                names: self.edition >= .second ? .unambiguous : .standard
            )
        } catch {
            throw LedgerError(.malformed, "the trust anchors: \(error)")
        }
    }

    private func policySet() throws(LedgerError) -> PolicySet {
        do {
            return try PolicySet(parsing: self.policies)
        } catch {
            throw LedgerError(.malformed, "the policies: \(error)")
        }
    }
}

extension Genesis {
    /// The JSON form; certificates stand in it as PEM, and the first edition is not named.
    private struct Form: Codable {
        var edition: Int?
        var rules: MarketRules
        var matchingCentre: ParticipantID
        var endorsement: EndorsementPolicy
        var batchSize: BatchSize
        var policies: String
        var schema: AttributeSchema
        var anchors: [String]
    }

    /// JSON with sorted keys.
    func encoded() throws(LedgerError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(
                try encoder.encode(
                    Form(
                        edition: self.edition == .first ? nil : self.edition.rawValue,
                        rules: self.rules,
                        matchingCentre: self.matchingCentre,
                        endorsement: self.endorsement,
                        batchSize: self.batchSize,
                        policies: self.policies,
                        schema: self.schema,
                        anchors: self.anchors.map(\.pemRepresentation)
                    )
                )
            )
        } catch {
            throw LedgerError(.malformed, "the genesis: \(error)")
        }
    }

    init(decoding bytes: [UInt8]) throws(LedgerError) {
        do {
            let form: Form = try StrictJSON.decode(from: bytes)
            let number = form.edition ?? RulesEdition.first.rawValue
            guard let edition = RulesEdition(rawValue: number) else {
                throw LedgerError(
                    .malformed,
                    "the genesis: edition \(number) of the rules, expected 1 to \(RulesEdition.newest.rawValue); a newer interlock may know it"
                )
            }
            try self.init(
                rules: form.rules,
                matchingCentre: form.matchingCentre,
                endorsement: form.endorsement,
                batchSize: form.batchSize,
                policies: form.policies,
                schema: form.schema,
                anchors: form.anchors.flatMap { try Certificate.readPEM($0) },
                edition: edition
            )
        } catch let error as LedgerError {
            throw error
        } catch {
            throw LedgerError(.malformed, "the genesis: \(error)")
        }
    }
}
