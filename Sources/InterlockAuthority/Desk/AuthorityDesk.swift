public import InterlockCrypto
public import InterlockIdentity

/// A certificate authority at work: what it signs is on record before anyone has it.
///
/// Every method is one transaction of the ``AuthorityStore``, journal included, under the authority's key; so whoever
/// cannot open the key can change nothing that the journal's audit would not tell.
///
/// ```swift
/// let desk = try AuthorityDesk(store: AuthorityStore(opening: "ca"), certificate: root, key: masterKey.authorityKey())
/// let issued = try desk.issue(CertificateOrder(attributes: alice, key: key.verifyingKey, validity: year), at: now)
/// let published = try desk.revoke(issued.serialNumber, reason: .keyCompromise, at: now, listValid: 7 * 86_400)
/// ```
public struct AuthorityDesk: Sendable {
    /// What it remembers.
    public let store: AuthorityStore
    /// What signs.
    public let authority: CertificateAuthority
    /// The attributes that there are.
    public let schema: AttributeSchema
    let key: SigningKey

    /// Opens the desk of an authority.
    ///
    /// - Parameters:
    ///   - store: What it remembers.
    ///   - certificate: Its certificate.
    ///   - key: The private key of that.
    ///   - above: The certificates above, its issuer's first: what they forbid is not issued either.
    ///   - schema: The attributes that there are.
    /// - Throws: `AuthorityError` with code `refused` where certificate and key are not one authority's.
    public init(
        store: AuthorityStore,
        certificate: Certificate,
        key: SigningKey,
        above: [Certificate] = [],
        schema: AttributeSchema = .standard
    ) throws(AuthorityError) {
        do {
            self.authority = try CertificateAuthority(certificate: certificate, key: key, above: above)
        } catch {
            throw AuthorityError(error)
        }
        self.store = store
        self.schema = schema
        self.key = key
    }

    /// The moment that the desk goes by at `clock`: that of its last act, where the clock went back behind it.
    ///
    /// - Throws: `AuthorityError` with code `storage` or `corrupt`.
    public func moment(at clock: Timestamp) throws(AuthorityError) -> Timestamp {
        max(clock, try self.store.lastAct() ?? clock)
    }

    /// Writes down that the authority begins, or has a new certificate; the first record of every journal.
    ///
    /// - Throws: `AuthorityError` with code `storage`.
    public func begin(at time: Timestamp) throws(AuthorityError) {
        let certificate = self.authority.certificate
        try self.commit(at: time) { transaction in
            try transaction.record(
                JournalEvent(
                    .initialize,
                    [
                        ("subject", .text(certificate.subject)),
                        ("certificate", .digest(certificate.thumbprint)),
                        ("serial", .bytes(certificate.serialNumber.rawRepresentation)),
                    ]
                )
            )
        }
    }

    @discardableResult func commit<Result>(
        at time: Timestamp,
        _ body: (StoreTransaction) throws -> Result
    ) throws(AuthorityError) -> Result {
        try self.store.commit(at: time, certificate: self.authority.certificate, key: self.key, body)
    }
}
