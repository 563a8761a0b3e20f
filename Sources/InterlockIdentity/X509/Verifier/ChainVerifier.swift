public import InterlockCrypto

/// Decides which participants' certificates to believe.
///
/// The verdict is a function of the certificates, the revocation lists, the time and the policy, and of nothing
/// else: no clock and no network. A ``PathValidator`` finds the path and judges it by RFC 5280; beyond that every
/// ECDSA signature must have the lower s, the leaf must be a participant's, its attributes those of its subject
/// and such as the authorities above it may assert, and its identity one that no other authority can vouch for.
///
/// What was found valid is remembered for as long as the verdict holds. One verifier serves any number of tasks at once.
public struct ChainVerifier: Sendable {
    /// What the attributes of certificates must satisfy.
    public let schema: AttributeSchema
    let pool: CertificatePool
    let validator: PathValidator
    private let names: NamePolicy
    private let anchors: [NamespaceRule.Anchor]
    private let responses: [OCSPResponse]
    private let memory = PathMemory()

    /// Prepares to verify.
    ///
    /// - Parameters:
    ///   - anchors: The authorities that are trusted, at least one.
    ///   - intermediates: Authorities that may stand between; they are not trusted by themselves.
    ///   - revocationLists: What is known of revocation; several of one issuer are fine, the newest at the time counts.
    ///   - responses: What OCSP responders said.
    ///   - schema: Names, types and limits of attributes.
    ///   - revocationPolicy: What to do where revocation is not known.
    ///   - names: Whether authorities need identity namespaces, and names that cannot be mistaken.
    /// - Throws: `IdentityError` with code `invalidCertificate` for an anchor that is no authority, and
    ///   `limitExceeded` for no anchors or more than 4,096 certificates.
    public init(
        anchors: [Certificate],
        intermediates: [Certificate] = [],
        revocationLists: [RevocationList],
        responses: [OCSPResponse] = [],
        schema: AttributeSchema = .standard,
        revocationPolicy: RevocationPolicy = .required,
        names: NamePolicy = .unambiguous
    ) throws(IdentityError) {
        self.init(
            try CertificatePool(anchors: anchors, intermediates: intermediates),
            revocationLists,
            responses,
            schema,
            .participant(revocationPolicy),
            names
        )
    }

    private init(
        _ pool: CertificatePool,
        _ lists: [RevocationList],
        _ responses: [OCSPResponse],
        _ schema: AttributeSchema,
        _ policy: PathPolicy,
        _ names: NamePolicy
    ) {
        self.pool = pool
        self.names = names
        self.anchors = pool.trusted.map { NamespaceRule.Anchor($0) }
        self.schema = schema
        self.responses = responses
        self.validator = PathValidator(pool, lists, responses, policy)
    }

    /// The same verifier with other revocation lists in place of all it had; it remembers nothing yet.
    public func replacing(revocationLists: [RevocationList]) -> ChainVerifier {
        ChainVerifier(
            self.pool,
            revocationLists,
            self.responses,
            self.schema,
            self.validator.policy,
            self.names
        )
    }

    /// Says that a participant's certificate is to be believed at a time.
    ///
    /// - Parameters:
    ///   - leaf: The certificate.
    ///   - presented: Intermediates that came with it, in any order, at most 16; they are not trusted.
    ///   - staples: OCSP responses that came with it, at most 16; they count for what their signatures are worth.
    ///   - time: As of when.
    /// - Returns: The path and what it proves.
    /// - Throws: `IdentityError` with a code such as `unknownIssuer`, `badSignature`, `highS`, `expired`,
    ///   `notYetValid`, `revoked`, `revocationUnknown`, `nameConstraint`, `pathLength`, `keyUsage`, `policy`,
    ///   `weakAlgorithm`, `unknownCriticalExtension`, `invalidCertificate`, `invalidAttribute`,
    ///   `wrongAttributeAuthority`, `attributeEscalation`, `identityNamespace`, `ambiguousName` or `limitExceeded`; the
    ///   reason names the certificate.
    public func verify(
        _ leaf: Certificate,
        presented: [Certificate] = [],
        staples: [OCSPResponse] = [],
        at time: Timestamp
    ) throws(IdentityError) -> VerifiedChain {
        let question = PathMemory.Question(leaf: leaf, presented: presented)
        if staples.isEmpty, let known = self.memory.chain(for: question, at: time) { return known }
        let path = try self.explain(leaf, presented: presented, staples: staples, at: time).outcome.get()
        let chain = VerifiedChain(
            path,
            leaf: try Credential(leaf),
            attributes: try leaf.attributes(schema: self.schema)
        )
        // Nothing that the path did not need: whoever sends a valid certificate could fill the memory with the rest.
        if staples.isEmpty, question.isNeeded(by: chain) {
            self.memory.remember(chain, for: question)
        }
        return chain
    }

    /// The same as ``verify(_:presented:staples:at:)``, but looks for the path anew and tells what was tried.
    public func explain(
        _ leaf: Certificate,
        presented: [Certificate] = [],
        staples: [OCSPResponse] = [],
        at time: Timestamp
    ) -> PathReport {
        self.validator.explain(leaf, presented: presented, staples: staples, at: time) { _ in
            [
                ParticipantRule(), AttributeRule(schema: self.schema),
                AttributeAuthorityRule(schema: self.schema),
            ] + self.nameRules(of: .leaf(self.schema))
        }
    }

    /// The rules on names of the policy.
    func nameRules(of holder: NamespaceRule.Holder) -> [any PathRule] {
        guard self.names == .unambiguous else { return [] }
        return [
            AuthorityNameRule(pool: self.pool), NamespaceRule(holder: holder, anchors: self.anchors),
        ]
    }
}
