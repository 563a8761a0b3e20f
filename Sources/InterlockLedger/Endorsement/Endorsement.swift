internal import InterlockAccess
internal import InterlockCrypto
internal import InterlockIdentity
internal import InterlockMarket

/// A peer's word that a proposal keeps the trade contract: a COSE_Sign1 over the proposal's SHA-256.
public struct Endorsement: Hashable, Sendable {
    /// The COSE_Sign1.
    public let encoded: [UInt8]

    init(encoded: [UInt8]) { self.encoded = encoded }

    private enum Label: Int64, CaseIterable {
        case market = 1, proposal
        /// Absent in a ledger of the first edition.
        case ledger

        static let required = Self.allCases.count - 1
    }

    /// Signs; only a peer that has checked the proposal calls this.
    init(
        of proposal: CheckedProposal,
        market: MarketID,
        ledger: Digest? = nil,
        with key: SigningKey,
        certificate: Certificate,
        nonce: NonceSource = .random
    ) throws(LedgerError) {
        let payload = CBOR.map(
            [
                (.integer(Label.market.rawValue), .text(market.description)),
                (.integer(Label.proposal.rawValue), .bytes(proposal.id.rawRepresentation)),
            ] + (ledger.map { [(.integer(Label.ledger.rawValue), .bytes($0.rawRepresentation))] } ?? [])
        )
        do {
            self.encoded = try SignedMessage.sign(
                payload.encoded(),
                kind: .endorsement,
                with: key,
                certificate: certificate,
                nonce: nonce
            ).encoded()
        } catch {
            throw LedgerError(.notEndorsed, error.reason)
        }
    }

    /// The peer that gave it, if it is one over this proposal.
    func endorser(
        of proposal: Digest,
        ledger: Digest?,
        verifier: MessageVerifier,
        at moment: Timestamp
    ) throws(LedgerError) -> ParticipantID {
        do {
            let (message, signer) = try verifier.open(self.encoded, kind: .endorsement, at: moment)
            try verifier.permit(signer, action: "Endorse", context: [:])
            let fields = try FieldReader(
                message.payload,
                count: Label.required,
                optional: [Label.ledger.rawValue],
                what: "the endorsement"
            )
            let label = Label.ledger.rawValue
            guard try (fields.has(label) ? fields.digest(label, "ledger") : nil) == ledger else {
                throw LedgerError(.notEndorsed, "the endorsement is for another ledger")
            }
            guard try fields.digest(Label.proposal.rawValue, "proposal") == proposal,
                try fields.text(Label.market.rawValue, "market") == verifier.rules.market.description
            else { throw LedgerError(.notEndorsed, "the endorsement is of another proposal") }
            return signer.attributes.identity
        } catch let error as LedgerError {
            throw error
        } catch {
            throw LedgerError(.notEndorsed, "\(error)")
        }
    }
}
