internal import InterlockAccess
internal import InterlockCrypto
internal import InterlockIdentity

/// Judges open orders again as of one moment, each order once.
///
/// A verdict is a function of the order's bytes, the moment, and what the verifier was made with: not of the path by which
/// the order was admitted.
final class OrderJudge {
    private let verifier: MessageVerifier?
    private let moment: Timestamp
    private var verdicts: [ObjectIdentifier: Verdict] = [:]

    /// The fate of an order.
    enum Verdict {
        /// It may trade; the question is asked again at the moment.
        case good(until: Timestamp)
        /// Nobody can say now whether its signer is revoked: it cannot trade before that is known.
        case unknown
        /// It may trade no more.
        case lost(Refusal.Code)
    }

    /// Takes what judges; without a verifier, an order is lost when its signer's chain ends.
    init(_ verifier: MessageVerifier?, at moment: Timestamp) {
        self.verifier = verifier
        self.moment = moment
    }

    /// The verdict on an order; the caller keeps the order as long as the judge.
    func verdict(on order: BookedOrder) -> Verdict {
        let id = ObjectIdentifier(order)
        if let known = self.verdicts[id] { return known }
        let verdict = self.judge(order)
        self.verdicts[id] = verdict
        return verdict
    }

    private func judge(_ order: BookedOrder) -> Verdict {
        guard let verifier else { return .lost(.expired) }
        do throws(Refusal) {
            let signer = try verifier.signer(of: order.encoded, at: self.moment)
            try verifier.permit(order.terms, order.side, signer, at: self.moment)
            return .good(until: verifier.isPermissionTimed ? self.moment : signer.end)
        } catch {
            return error.code == .revocationUnknown ? .unknown : .lost(error.code)
        }
    }
}
