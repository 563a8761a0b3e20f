internal import InterlockCrypto
internal import Synchronization

/// The revocation lists at hand, found by their issuer.
///
/// Whether an issuer signed a list is asked once and remembered: lists are long, and each message would
/// otherwise pay for their digest again.
final class RevocationIndex: Sendable {
    /// The lists of each issuer's name, the newest first.
    private let lists: [DistinguishedName: [RevocationList]]
    private let verdicts = Mutex<[Question: Verdict]>([:])

    /// How many verdicts are remembered: there are as many as pairs of a list and an authority's certificate.
    private static let verdictLimit = 1_024

    private struct Question: Hashable {
        let list: RevocationList
        let issuer: Digest
    }

    private enum Verdict {
        case signed
        case refused(IdentityError)
    }

    init(_ lists: [RevocationList]) {
        self.lists = Dictionary(grouping: lists, by: \.issuerName).mapValues { group in
            group.sorted { ($0.thisUpdate, $0.number) > ($1.thisUpdate, $1.number) }
        }
    }

    /// The newest list by `issuer` that was out at `time`, and when the one after it came out.
    ///
    /// Lists that the issuer did not sign, or that hold a critical extension that is not understood, are passed
    /// over as long as there is another.
    ///
    /// - Throws: Why the newest was passed over, where no other is left.
    func current(
        for issuer: Certificate,
        at time: Timestamp
    ) throws(IdentityError) -> (list: RevocationList, successor: Timestamp?)? {
        var successor: Timestamp?
        var refusal: IdentityError?
        for list in self.lists[issuer.subjectName] ?? [] where list.names(issuer) {
            switch self.verdict(on: list, by: issuer) {
            case .refused(let error):
                refusal = refusal ?? error
            case .signed where list.thisUpdate > time:
                successor = list.thisUpdate
            case .signed:
                return (list, successor)
            }
        }
        if let refusal { throw refusal }
        return nil
    }

    private func verdict(on list: RevocationList, by issuer: Certificate) -> Verdict {
        let question = Question(list: list, issuer: issuer.thumbprint)
        if let known = self.verdicts.withLock({ $0[question] }) { return known }
        let verdict = Self.judge(list, by: issuer)
        self.verdicts.withLock { verdicts in
            if verdicts.count < Self.verdictLimit { verdicts[question] = verdict }
        }
        return verdict
    }

    private static func judge(_ list: RevocationList, by issuer: Certificate) -> Verdict {
        if let stranger = list.unknownCriticalExtension {
            let reason = "\(list) has the critical extension \(stranger), which is not understood"
            return .refused(IdentityError(.revocationUnknown, reason))
        }
        do {
            try list.verifySignature(by: issuer)
            return .signed
        } catch {
            return .refused(error)
        }
    }
}
