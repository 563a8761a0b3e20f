public import InterlockCrypto
public import InterlockIdentity
internal import InterlockJSON
internal import InterlockMarket

/// k of n: how many of which peers must endorse a proposal.
public struct EndorsementPolicy: Hashable, Sendable, Codable {
    /// k.
    public let required: Int
    /// The n peers.
    public let peers: [ParticipantID]

    /// Takes k and the peers.
    ///
    /// - Throws: `LedgerError` with code `malformed` unless 1 ≤ k ≤ n and no peer is named twice.
    public init(required: Int, of peers: [ParticipantID]) throws(LedgerError) {
        guard (1...max(peers.count, 1)).contains(required), Set(peers).count == peers.count, !peers.isEmpty
        else {
            throw LedgerError(.malformed, "\(required) of \(peers.count) peers is no endorsement policy")
        }
        self.required = required
        self.peers = peers
    }

    private enum CodingKeys: String, CodingKey, CaseIterable { case required, peers }

    /// Reads `{"required": 2, "peers": […]}`.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseMembers(except: CodingKeys.self)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            required: fields.decode(Int.self, forKey: .required),
            of: fields.decode([ParticipantID].self, forKey: .peers)
        )
    }

    /// The proposal as endorsed, if enough of the peers have endorsed it at `moment`.
    ///
    /// A peer counts once however often it signs; an endorsement that is not good counts for nothing.
    ///
    /// - Throws: `LedgerError` with code `notEndorsed`, saying how many were good and why the others were not.
    func endorsed(
        _ proposal: [UInt8],
        by endorsements: [Endorsement],
        ledger: Digest? = nil,
        verifier: MessageVerifier,
        at moment: Timestamp
    ) throws(LedgerError) -> Endorsed {
        var good: Set<ParticipantID> = []
        var faults: [String] = []
        let id = Digest(hashing: proposal)
        // More signatures than peers can only be repeats.
        for endorsement in endorsements.prefix(self.peers.count) {
            do throws(LedgerError) {
                let peer = try endorsement.endorser(
                    of: id,
                    ledger: ledger,
                    verifier: verifier,
                    at: moment
                )
                guard self.peers.contains(peer) else {
                    throw LedgerError(.notEndorsed, "\(peer) is no endorsing peer")
                }
                good.insert(peer)
            } catch {
                faults.append(error.reason)
            }
        }
        guard good.count >= self.required else {
            let reasons = faults.isEmpty ? "" : ": " + faults.joined(separator: "; ")
            throw LedgerError(.notEndorsed, "\(good.count) of \(self.required) endorsements needed\(reasons)")
        }
        return Endorsed(proposal: proposal, endorsements: endorsements)
    }
}

/// A proposal with endorsements enough: the only thing that the ordering service takes for trades.
///
/// There is no public initializer: a value proves that ``EndorsementPolicy`` counted them.
public struct Endorsed: Hashable, Sendable {
    /// The COSE_Sign1 of the proposal.
    public let proposal: [UInt8]
    /// The endorsements.
    public let endorsements: [Endorsement]

    init(proposal: [UInt8], endorsements: [Endorsement]) {
        self.proposal = proposal
        self.endorsements = endorsements
    }

    /// SHA-256 of the proposal.
    public var id: Digest { Digest(hashing: self.proposal) }
}
