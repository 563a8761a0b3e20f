internal import InterlockCrypto

/// The certificates at hand whose keys may have signed a revocation list, each validated up to the anchor
/// (RFC 5280 section 6.3.3 (f)).
///
/// A signer's own revocation is looked up too, by lists that may again have other signers; a few steps are enough.
/// A signer vouches for itself only where its authority left that to nobody else, as PKITS 4.14.30 has it.
struct ListIssuerDirectory: IssuerDirectory {
    let pool: CertificatePool
    let certificateRules: [any CertificateRule]
    /// Judges paths in all respects but revocation.
    let judge: PathJudge
    let checker: RevocationChecker
    let budget: PathBudget
    /// Those whose lists are being looked for.
    private var waiting: [Certificate] = []
    private var mayVouchForItself = false

    /// How many signers may depend on one another: the issuer of an indirect list has a list of its own.
    private static let depthLimit = 4

    /// Codes of a signer of whose revocation nothing is known: there are no lists, or none that may be used.
    private static let unknown: Set<IdentityError.Code> = [
        .revocationUnknown, .keyUsage, .badSignature, .highS, .weakAlgorithm,
    ]

    /// A list that revokes a signer is looked for by all keys; what that list's own signers depend on, by the direct issuer's.
    var looksForOtherKeys: Bool { self.waiting.count < 2 }

    init(
        pool: CertificatePool,
        certificateRules: [any CertificateRule],
        judge: PathJudge,
        checker: RevocationChecker,
        budget: PathBudget
    ) {
        self.pool = pool
        self.certificateRules = certificateRules
        self.judge = judge
        self.checker = checker
        self.budget = budget
    }

    func revocationListIssuers(
        named name: DistinguishedName,
        under anchor: Certificate,
        at time: Timestamp
    ) throws(IdentityError) -> [Certificate] {
        guard self.waiting.count < Self.depthLimit else { return [] }
        return self.pool.certificates(named: name, presented: []).filter { candidate in
            guard candidate.maySignLists else { return false }
            if self.waiting.contains(candidate) {
                return self.mayVouchForItself && self.waiting.last == candidate
            }
            return self.isValid(candidate, under: anchor, at: time)
        }
    }

    private func isValid(_ signer: Certificate, under anchor: Certificate, at time: Timestamp) -> Bool {
        if signer == anchor { return true }
        guard let refusal = self.refusal(of: signer, under: anchor, at: time, vouchingForItself: false) else {
            return true
        }
        return Self.unknown.contains(refusal.code)
            && self.refusal(of: signer, under: anchor, at: time, vouchingForItself: true) == nil
    }

    private func refusal(
        of signer: Certificate,
        under anchor: Certificate,
        at time: Timestamp,
        vouchingForItself: Bool
    ) -> IdentityError? {
        var deeper = self
        deeper.waiting.append(signer)
        deeper.mayVouchForItself = vouchingForItself
        let rule = RevocationRule(checker: self.checker, directory: deeper)
        var search = PathSearch(
            pool: self.pool.trusting(anchor),
            presented: [],
            time: time,
            budget: self.budget,
            certificateRules: self.certificateRules,
            judge: PathJudge(openSSL: self.judge.openSSL, rules: self.judge.rules + [rule])
        )
        do throws(IdentityError) {
            _ = try search.path(from: signer)
            return nil
        } catch {
            return error
        }
    }
}
