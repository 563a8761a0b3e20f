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
    private let openSSL: PathValidation
    private let pathRules: [any PathRule]
    private let revocation: RevocationRule

    /// Certificates that a sender may present beside its own.
    public static let presentedLimit = 16
    /// OCSP responses that a sender may staple: one for each certificate that it presents.
    public static let stapleLimit = 16

    /// Prepares to validate.
    ///
    /// - Parameters:
    ///   - anchors: The authorities that are trusted, at least one; any authority may be an anchor, self-issued or not.
    ///   - intermediates: Certificates that may stand between, in any order; they are not trusted by themselves.
    ///   - revocationLists: What is known of revocation, in any order.
    ///   - responses: What OCSP responders said.
    ///   - policy: What a path must satisfy.
    /// - Throws: `IdentityError` with code `invalidCertificate` for an anchor that is no authority, and
    ///   `limitExceeded` for no anchors or more than 4,096 certificates.
    public init(
        anchors: [Certificate],
        intermediates: [Certificate] = [],
        revocationLists: [RevocationList] = [],
        responses: [OCSPResponse] = [],
        policy: PathPolicy = PathPolicy()
    ) throws(IdentityError) {
        self.init(
            try CertificatePool(anchors: anchors, intermediates: intermediates),
            revocationLists,
            responses,
            policy
        )
    }

    init(
        _ pool: CertificatePool,
        _ revocationLists: [RevocationList],
        _ responses: [OCSPResponse],
        _ policy: PathPolicy
    ) {
        self.pool = pool
        self.policy = policy
        self.certificateRules = Self.certificateRules(policy)
        var pathRules: [any PathRule] = [PolicyRule(policy: policy), policy.nameConstraintRule]
        if policy.requiresLowS { pathRules.append(LowSRule()) }
        self.openSSL = PathValidation(policy: policy)
        self.pathRules = pathRules
        let isStrict = policy.conformance == .profile
        let checker = RevocationChecker(
            lists: RevocationIndex(revocationLists, requiresProfile: isStrict),
            policy: policy.revocation,
            requiresLowS: policy.requiresLowS,
            keyRule: policy.keyRule,
            minimumSecurityLevel: policy.strength.rawValue
        )
        let directory = ListIssuerDirectory(
            pool: pool,
            certificateRules: self.certificateRules,
            judge: PathJudge(openSSL: self.openSSL, rules: pathRules),
            checker: checker,
            budget: policy.budget
        )
        self.revocation = RevocationRule(checker: checker, directory: directory, responses: responses)
    }

    private static func certificateRules(_ policy: PathPolicy) -> [any CertificateRule] {
        let rules: [any CertificateRule] = [
            policy.keyRule, ValidityRule(), CriticalExtensionRule(), PurposeRule(purposes: policy.purposes),
            IssuerRule(maximumIntermediates: policy.maximumIntermediates),
        ]
        return policy.conformance == .profile ? rules + [ProfileRule()] : rules
    }

    /// Says that a certificate is valid at a time.
    ///
    /// - Parameters:
    ///   - leaf: The certificate; an authority's is as good as any other.
    ///   - presented: Intermediates that came with it, in any order, at most ``presentedLimit``; they are not trusted.
    ///   - staples: OCSP responses that came with it, at most ``stapleLimit``; they count for what their signatures are
    ///     worth.
    ///   - time: As of when.
    /// - Returns: The path.
    /// - Throws: `IdentityError`; where several candidates failed, for the reason that came nearest to a path.
    public func validate(
        _ leaf: Certificate,
        presented: [Certificate] = [],
        staples: [OCSPResponse] = [],
        at time: Timestamp
    ) throws(IdentityError) -> ValidatedPath {
        try self.explain(leaf, presented: presented, staples: staples, at: time).outcome.get()
    }

    /// The same as ``validate(_:presented:staples:at:)``, with each candidate that was passed over and why.
    public func explain(
        _ leaf: Certificate,
        presented: [Certificate] = [],
        staples: [OCSPResponse] = [],
        at time: Timestamp
    ) -> PathReport {
        self.explain(leaf, presented: presented, staples: staples, at: time) { _ in [] }
    }

    /// With rules of the caller's beside those of RFC 5280; they are given what judges revocation.
    func explain(
        _ leaf: Certificate,
        presented: [Certificate],
        staples: [OCSPResponse],
        at time: Timestamp,
        rules: (RevocationRule) -> [any PathRule]
    ) -> PathReport {
        guard presented.count <= Self.presentedLimit, staples.count <= Self.stapleLimit else {
            let reason =
                "\(presented.count) certificates and \(staples.count) OCSP responses; 16 of each are enough"
            return PathReport(refused: IdentityError(.limitExceeded, reason))
        }
        var revocation = self.revocation
        revocation.responses += staples
        var search = PathSearch(
            pool: self.pool,
            presented: presented,
            time: time,
            budget: self.policy.budget,
            certificateRules: self.certificateRules,
            judge: PathJudge(
                openSSL: self.openSSL,
                rules: self.pathRules + rules(revocation) + [revocation]
            )
        )
        do throws(IdentityError) {
            let path = try search.path(from: leaf)
            return PathReport(.success(path), search.rejections)
        } catch {
            return PathReport(.failure(error), search.rejections)
        }
    }
}
