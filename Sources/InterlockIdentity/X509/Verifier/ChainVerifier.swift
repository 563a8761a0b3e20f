public import InterlockCrypto

/// Decides which certificates to believe.
///
/// The verdict is a function of the certificates, the revocation lists, the time and the policy, and of nothing
/// else: no clock and no network. Building the path is kept apart from judging it: first OpenSSL finds and
/// validates a path to an anchor (RFC 5280 section 6.1), then each rule of this library is applied to it.
///
/// One verifier serves any number of tasks at once.
public struct ChainVerifier: Sendable {
    /// What the attributes of certificates must satisfy.
    public let schema: AttributeSchema
    private let builder: PathBuilder
    private let rules: [any PathRule]
    private let revocationPolicy: RevocationPolicy

    /// Prepares to verify.
    ///
    /// - Parameters:
    ///   - anchors: The roots that are trusted, at least one; each self-issued.
    ///   - intermediates: Authorities that may stand between; they are not trusted by themselves.
    ///   - revocationLists: What is known of revocation; several of one issuer are fine, the newest at the time counts.
    ///   - schema: Names, types and limits of attributes.
    ///   - revocationPolicy: What to do where revocation is not known.
    /// - Throws: `IdentityError` with code `invalidCertificate` for an anchor that is no root, and `limitExceeded`
    ///   for no anchors or more than 4,096 certificates.
    public init(
        anchors: [Certificate],
        intermediates: [Certificate] = [],
        revocationLists: [RevocationList],
        schema: AttributeSchema = .standard,
        revocationPolicy: RevocationPolicy = .required
    ) throws(IdentityError) {
        let builder = try PathBuilder(anchors: anchors, intermediates: intermediates)
        self.init(builder, revocationLists, schema, revocationPolicy)
    }

    private init(
        _ builder: PathBuilder,
        _ lists: [RevocationList],
        _ schema: AttributeSchema,
        _ policy: RevocationPolicy
    ) {
        self.builder = builder
        self.schema = schema
        self.revocationPolicy = policy
        self.rules = [
            ValidityRule(), LowSRule(), ParticipantRule(),
            RevocationRule(index: RevocationIndex(lists), policy: policy),
        ]
    }

    /// The same verifier with other revocation lists in place of all it had.
    public func replacing(revocationLists: [RevocationList]) -> ChainVerifier {
        ChainVerifier(self.builder, revocationLists, self.schema, self.revocationPolicy)
    }

    /// Says that a participant's certificate is to be believed at a time.
    ///
    /// - Parameters:
    ///   - leaf: The certificate.
    ///   - presented: Intermediates that came with it, in any order, at most 16; they are not trusted.
    ///   - time: As of when.
    /// - Returns: The path and what it proves.
    /// - Throws: `IdentityError` with code `unknownIssuer`, `badSignature`, `highS`, `expired`, `notYetValid`,
    ///   `revoked`, `revocationUnknown`, `invalidCertificate`, `invalidAttribute` or `limitExceeded`; the reason
    ///   names the certificate.
    public func verify(
        _ leaf: Certificate,
        presented: [Certificate] = [],
        at time: Timestamp
    ) throws(IdentityError) -> VerifiedChain {
        let path = try self.builder.path(from: leaf, presented: presented, at: time)
        var validity = ClosedRange<Timestamp>.always
        for rule in self.rules { validity = validity.clamped(to: try rule.check(path, at: time)) }
        guard let key = leaf.verifyingKey else {
            throw IdentityError(.invalidCertificate, "\(leaf) has no ECDSA key")
        }
        return VerifiedChain(
            path: path,
            verifyingKey: key,
            attributes: try self.attributes(of: leaf),
            validity: validity
        )
    }

    /// The attributes, which must be those of the certificate's subject.
    private func attributes(of leaf: Certificate) throws(IdentityError) -> AttributeSet? {
        guard let json = leaf.attributeExtension else { return nil }
        let attributes = try FabricAttributes.decode(json, schema: self.schema)
        guard attributes.identity.description == leaf.subjectName.commonName else {
            throw IdentityError(
                .invalidCertificate,
                "\(leaf) says it is of \(attributes.identity) in its attributes"
            )
        }
        return attributes
    }
}
