import InterlockCrypto

@testable import InterlockIdentity

/// A root, an intermediate and one participant of each, with lists that revoke nobody: what the tests vary.
struct CertificateWorld: Sendable {
    static let start = Timestamp(secondsSinceEpoch: 1_465_776_000)
    static let noon = start.adding(seconds: 43_200)
    static let end = start.adding(seconds: 365 * 86_400)
    static let validity = start...end

    let level: SecurityLevel
    let rootKey: SigningKey
    let root: CertificateAuthority
    let intermediate: CertificateAuthority
    let key: SigningKey
    let leaf: Certificate
    let rootList: RevocationList
    let intermediateList: RevocationList

    init(level: SecurityLevel = .bits128) throws {
        self.level = level
        self.rootKey = try SigningKey(level: level)
        self.root = try .makeRoot(
            named: DistinguishedName(commonName: "Market CA", organization: "Riverside"),
            key: self.rootKey,
            validity: Self.validity
        )
        let intermediateKey = try SigningKey(level: level)
        let certificate = try self.root.issueAuthority(
            named: DistinguishedName(commonName: "Member CA", organization: "North Grid"),
            key: intermediateKey.verifyingKey,
            validity: Self.validity,
            scope: Self.scope(of: "household-")
        )
        self.intermediate = try CertificateAuthority(certificate: certificate, key: intermediateKey)
        self.key = try SigningKey(level: level)
        self.leaf = try self.intermediate.issue(
            to: Self.attributes("household-17"),
            key: self.key.verifyingKey,
            validity: Self.validity
        )
        self.rootList = try Self.list(self.root)
        self.intermediateList = try Self.list(self.intermediate)
    }

    /// Everything that the schema knows, for the identities that begin so.
    static func scope(of prefix: String) throws -> AuthorityScope {
        let rules = AttributeSchema.standard.attributes.mapValues { _ in AttributeGrant.Rule.any }
        return AuthorityScope(
            grant: try AttributeGrant(rules.merging(["identity": .prefix(prefix)]) { _, own in own })
        )
    }

    static func attributes(_ name: String, credit: Int64 = 700) throws -> AttributeSet {
        try AttributeSet(
            identity: ParticipantID(name),
            type: .seller,
            permissions: ["offer"],
            creditReport: credit,
            walletAddress: "0x" + String(repeating: "ab", count: 20)
        )
    }

    static func list(
        _ authority: CertificateAuthority,
        revoked: [RevokedCertificate] = [],
        number: UInt64 = 1,
        from start: Timestamp = start,
        to end: Timestamp = end
    ) throws -> RevocationList {
        try authority.revocationList(revoked: revoked, number: number, thisUpdate: start, nextUpdate: end)
    }

    func verifier(
        lists: [RevocationList]? = nil,
        policy: RevocationPolicy = .required
    ) throws -> ChainVerifier {
        try ChainVerifier(
            anchors: [self.root.certificate],
            intermediates: [self.intermediate.certificate],
            revocationLists: lists ?? [self.rootList, self.intermediateList],
            revocationPolicy: policy
        )
    }
}

/// The code with which `body` fails; nil where it does not.
func code<Value>(_ body: () throws -> Value) -> IdentityError.Code? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? IdentityError)?.code
    }
}
