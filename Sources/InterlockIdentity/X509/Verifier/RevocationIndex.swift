internal import InterlockCrypto
internal import Synchronization

/// The revocation lists at hand, found by their issuer and grouped by what they speak of.
///
/// Whether an issuer signed a list is asked once and remembered: lists are long, and each message would
/// otherwise pay for their digest again.
final class RevocationIndex: Sendable {
    /// Lists of one scope, the highest number first.
    struct Group: Sendable {
        let scope: RevocationScope
        let complete: [RevocationList]
        let deltas: [RevocationList]

        fileprivate init(_ series: Series, _ lists: [RevocationList]) {
            // RFC 5280 section 5.2.3: by the number one tells which list replaces which.
            let sorted = lists.sorted { ($0.number, $0.thisUpdate) > ($1.number, $1.thisUpdate) }
            self.scope = series.scope
            self.complete = sorted.filter { !$0.isDelta }
            self.deltas = sorted.filter(\.isDelta)
        }

        /// The time around `time` in which the same lists of the group are out.
        func span(around time: Timestamp) -> ClosedRange<Timestamp> {
            let times = (self.complete + self.deltas).map(\.thisUpdate)
            let first = times.filter { $0 <= time }.max() ?? .distantPast
            let last = times.filter { $0 > time }.min()?.adding(seconds: -1) ?? .distantFuture
            return first...last
        }
    }

    /// Lists that may replace one another; those without a number cannot be told apart from those with.
    fileprivate struct Series: Hashable {
        let scope: RevocationScope
        let isNumbered: Bool

        init(_ list: RevocationList) {
            self.scope = RevocationScope(list)
            self.isNumbered = list.fields.number != nil
        }
    }

    private let groups: [DistinguishedName: [Group]]
    private let requiresProfile: Bool
    /// Objections; nil where there is none.
    private let verdicts = Mutex<[Question: IdentityError?]>([:])

    /// How many verdicts are remembered: there are as many as pairs of a list and an authority's certificate.
    private let verdictLimit: Int

    private struct Question: Hashable {
        let list: RevocationList
        let signer: Digest
        let requiresLowS: Bool
        let minimumSecurityLevel: Int32
    }

    /// Takes the lists; with `requiresProfile`, those that do not keep to RFC 5280 section 5 are of no use.
    init(_ lists: [RevocationList], requiresProfile: Bool = false) {
        self.requiresProfile = requiresProfile
        self.verdictLimit = max(1_024, 4 * lists.count)
        let groups = Dictionary(grouping: lists, by: Series.init).map(Group.init)
        self.groups = Dictionary(grouping: groups, by: \.scope.issuer).mapValues { groups in
            groups.sorted { $0.newest > $1.newest }
        }
    }

    var isEmpty: Bool { self.groups.isEmpty }

    /// When the first list comes out that is not out at `time`.
    func firstUpdate(after time: Timestamp) -> Timestamp? {
        let lists = self.groups.values.joined().lazy.flatMap { $0.complete + $0.deltas }
        return lists.map(\.thisUpdate).filter { $0 > time }.min()
    }

    /// The groups of lists by an issuer, those with the newest list first.
    func groups(by issuer: DistinguishedName) -> [Group] { self.groups[issuer] ?? [] }

    /// Why a list must not be used as one that `signer` signed; nil where it may be.
    func objection(
        to list: RevocationList,
        by signer: Certificate,
        requiresLowS: Bool,
        minimumSecurityLevel: Int32
    ) -> IdentityError? {
        let question = Question(
            list: list,
            signer: signer.thumbprint,
            requiresLowS: requiresLowS,
            minimumSecurityLevel: minimumSecurityLevel
        )
        if let known = self.verdicts.withLock({ $0[question] }) { return known }
        let verdict = self.judge(question, signer)
        self.verdicts.withLock { verdicts in
            if verdicts.count < self.verdictLimit { verdicts[question] = .some(verdict) }
        }
        return verdict
    }

    private func judge(_ question: Question, _ signer: Certificate) -> IdentityError? {
        let fields = question.list.fields
        if let defect = fields.defect ?? (self.requiresProfile ? fields.profileBreach : nil) {
            return IdentityError(.revocationUnknown, "\(question.list) cannot be used: \(defect)")
        }
        do {
            try question.list.verifySignature(
                by: signer,
                requiresLowS: question.requiresLowS,
                minimumSecurityLevel: question.minimumSecurityLevel
            )
            return nil
        } catch {
            return error
        }
    }
}

extension RevocationIndex.Group {
    fileprivate var newest: Timestamp {
        (self.complete + self.deltas).map(\.thisUpdate).max() ?? .distantPast
    }
}
