public import InterlockCrypto

/// Finds and validates the path from a certificate to a trust anchor (RFC 5280 section 6, RFC 4158).
///
/// The verdict is a function of the certificates, the revocation lists, the time and the policy, and of nothing
/// else: no clock and no network. Candidates are tried in the order of likelihood, within a budget; each complete
/// path is validated by OpenSSL and then by the rules of this library, and the first that passes is the result.
///
/// This judges any X.509 certificate; for those of a market's participants there is ``ChainVerifier``.
/// One validator serves any number of tasks at once.
public struct PathValidator: Sendable {
    /// What a path must satisfy.
    public let policy: PathPolicy
    private let pool: CertificatePool
    private let certificateRules: [any CertificateRule]
    private let judge: PathJudge

    /// Certificates that a sender may present beside its own.
    public static let presentedLimit = 16

    /// Prepares to validate.
    ///
    /// - Parameters:
    ///   - anchors: The authorities that are trusted, at least one; any authority may be an anchor, self-issued or not.
    ///   - intermediates: Certificates that may stand between, in any order; they are not trusted by themselves.
    ///   - revocationLists: What is known of revocation, in any order.
    ///   - policy: What a path must satisfy.
    /// - Throws: `IdentityError` with code `invalidCertificate` for an anchor that is no authority, and
    ///   `limitExceeded` for no anchors or more than 4,096 certificates.
    public init(
        anchors: [Certificate],
        intermediates: [Certificate] = [],
        revocationLists: [RevocationList] = [],
        policy: PathPolicy = PathPolicy()
    ) throws(IdentityError) {
        self.init(
            try CertificatePool(anchors: anchors, intermediates: intermediates),
            revocationLists,
            policy,
            rules: []
        )
    }

    /// With rules of the caller's beside those of RFC 5280.
    init(
        _ pool: CertificatePool,
        _ revocationLists: [RevocationList],
        _ policy: PathPolicy,
        rules: [any PathRule]
    ) {
        self.pool = pool
        self.policy = policy
        self.certificateRules = Self.certificateRules(policy)
        var pathRules: [any PathRule] = [
            NameConstraintRule(comparisonLimit: policy.budget.nameComparisons)
        ]
        if policy.requiresLowS { pathRules.append(LowSRule()) }
        let plain = PathJudge(openSSL: PathValidation(policy: policy), rules: pathRules)
        let isStrict = policy.conformance == .profile
        let checker = RevocationChecker(
            lists: RevocationIndex(revocationLists, requiresProfile: isStrict),
            policy: policy.revocation,
            requiresLowS: policy.requiresLowS,
            minimumSecurityLevel: policy.strength.rawValue
        )
        let directory = ListIssuerDirectory(
            pool: pool,
            certificateRules: self.certificateRules,
            judge: plain,
            checker: checker,
            budget: policy.budget
        )
        let revocation = RevocationRule(checker: checker, directory: directory)
        self.judge = PathJudge(openSSL: plain.openSSL, rules: plain.rules + rules + [revocation])
    }

    private static func certificateRules(_ policy: PathPolicy) -> [any CertificateRule] {
        let rules: [any CertificateRule] = [
            ValidityRule(), CriticalExtensionRule(), PurposeRule(purposes: policy.purposes),
            IssuerRule(maximumIntermediates: policy.maximumIntermediates),
        ]
        return policy.conformance == .profile ? rules + [ProfileRule()] : rules
    }

    /// Says that a certificate is valid at a time.
    ///
    /// - Parameters:
    ///   - leaf: The certificate; an authority's is as good as any other.
    ///   - presented: Intermediates that came with it, in any order, at most ``presentedLimit``; they are not trusted.
    ///   - time: As of when.
    /// - Returns: The path.
    /// - Throws: `IdentityError`; where several candidates failed, for the reason that came nearest to a path.
    public func validate(
        _ leaf: Certificate,
        presented: [Certificate] = [],
        at time: Timestamp
    ) throws(IdentityError) -> ValidatedPath {
        try self.explain(leaf, presented: presented, at: time).outcome.get()
    }

    /// The same as ``validate(_:presented:at:)``, with each candidate that was passed over and why.
    public func explain(
        _ leaf: Certificate,
        presented: [Certificate] = [],
        at time: Timestamp
    ) -> PathReport {
        guard presented.count <= Self.presentedLimit else {
            let reason = "\(presented.count) certificates presented; \(Self.presentedLimit) are enough"
            return PathReport(refused: IdentityError(.limitExceeded, reason))
        }
        var search = PathSearch(
            pool: self.pool,
            presented: presented,
            time: time,
            budget: self.policy.budget,
            certificateRules: self.certificateRules,
            judge: self.judge
        )
        do throws(IdentityError) {
            let path = try search.path(from: leaf)
            return PathReport(.success(path), search.rejections)
        } catch {
            return PathReport(.failure(error), search.rejections)
        }
    }
}
