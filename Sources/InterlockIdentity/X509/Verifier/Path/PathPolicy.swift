/// What a path must satisfy: the inputs of RFC 5280 section 6.1.1 and what stands beside them.
///
/// The default judges as RFC 5280 section 6 says, fails closed where revocation is not known, and takes nothing
/// below 112 bits of strength.
public struct PathPolicy: Hashable, Sendable {
    /// How strictly certificates are held to the profile of RFC 5280 section 4.
    public enum Conformance: Hashable, Sendable {
        /// What section 6 asks of a path, and no more: deviations that no check depends on are let pass.
        case validation
        /// Every certificate of the path must also keep to section 4: identifiers, criticality, serial numbers, names.
        case profile
    }

    /// How much strength a key and a signature must have (NIST SP 800-57 part 1), in OpenSSL's levels.
    public enum Strength: Int32, Hashable, Sendable {
        /// Insecure: anything goes, MD5 included; for published suites and for archives.
        case any = 0
        /// 112 bits: RSA of 2048 bits, P-224; no SHA-1.
        case bits112 = 2
        /// 128 bits: RSA of 3072 bits, P-256.
        case bits128 = 3
        /// 192 bits: RSA of 7680 bits, P-384.
        case bits192 = 4
    }

    /// How strictly certificates are held to the profile of RFC 5280.
    public var conformance: Conformance = .validation
    /// The least strength of keys and signatures.
    public var strength: Strength = .bits112
    /// Whether an ECDSA signature must have the lower s; the participants' chains always must.
    public var requiresLowS = false
    /// Tells whether every key of the path must be ECDSA's on P-256, P-384 or P-521; the participants' chains always must.
    public var requiresNamedCurve = false
    /// What the leaf's key must be fit for; each authority that limits its purposes must allow them too.
    public var purposes: Set<KeyPurpose> = []
    /// How many intermediates that are not self-issued may stand between leaf and anchor (section 6.1.4 (l)).
    public var maximumIntermediates = 8
    /// What to do where revocation is not known.
    public var revocation: RevocationPolicy = .required
    /// The policies of which one must be valid for the path, the user-initial-policy-set; empty stands for any.
    public var acceptablePolicies: Set<CertificatePolicy> = []
    /// Whether the path must be valid for one of the acceptable policies (initial-explicit-policy).
    public var requiresExplicitPolicy = false
    /// Whether policies are not mapped (initial-policy-mapping-inhibit).
    public var inhibitsPolicyMapping = false
    /// Whether anyPolicy stands for no policy (initial-any-policy-inhibit).
    public var inhibitsAnyPolicy = false
    /// How much work one path may cost.
    public var budget = PathBudget()

    /// RFC 5280 section 6, failing closed.
    public init() {}

    /// The policy for chains of participants: the same, on the three curves alone, and with the lower s.
    static func participant(_ revocation: RevocationPolicy) -> PathPolicy {
        var policy = PathPolicy()
        policy.requiresLowS = true
        policy.requiresNamedCurve = true
        policy.budget.work = PathBudget.participantWork
        policy.revocation = revocation
        return policy
    }

    /// The kinds and sizes of keys that certificates may have.
    var keyRule: KeyRule { KeyRule(requiresNamedCurve: self.requiresNamedCurve) }

    /// Within the budget.
    var nameConstraintRule: NameConstraintRule {
        NameConstraintRule(comparisonLimit: self.budget.nameComparisons)
    }
}
