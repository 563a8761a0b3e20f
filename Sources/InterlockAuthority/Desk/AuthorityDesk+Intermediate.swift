public import InterlockCrypto
public import InterlockIdentity

extension AuthorityDesk {
    /// What an authority below this one is to be.
    public struct IntermediateOrder: Sendable {
        /// Its request, which proves its key.
        public var request: VerifiedRequest
        /// The organisation that it certifies members of; its name, and those of all it certifies, begin with it.
        public var organization: String
        /// Its own common name.
        public var commonName: String
        /// How many further authorities may stand below it; nil for no limit.
        public var pathLength: Int?
        /// For whom it may vouch, and of what.
        public var scope: AuthorityScope
        /// The identities that it may certify; nil for those of its organisation's certificate before, or of its name.
        public var namespace: IdentityNamespace?
        /// Whether a key that has a certificate gets a further one.
        public var isRenewal: Bool
        /// The first and the last second of its certificate's validity.
        public var validity: ClosedRange<Timestamp>

        /// Puts an order together: no authority below it, and held to its organisation unless a scope says otherwise.
        public init(
            request: VerifiedRequest,
            organization: String,
            commonName: String,
            pathLength: Int? = 0,
            scope: AuthorityScope? = nil,
            namespace: IdentityNamespace? = nil,
            isRenewal: Bool = false,
            validity: ClosedRange<Timestamp>
        ) {
            self.request = request
            self.organization = organization
            self.commonName = commonName
            self.pathLength = pathLength
            self.scope = scope ?? AuthorityScope(organization: organization)
            self.namespace = namespace
            self.isRenewal = isRenewal
            self.validity = validity
        }
    }

    /// Certifies an authority below this one; where this key was certified under this name already, what is on record.
    ///
    /// Another key under the same name is its next generation: a rollover, in which both are valid for a while.
    ///
    /// Its grant always names the identities that it may certify, in a namespace that meets no other organisation's.
    ///
    /// - Throws: `AuthorityError` with code `ambiguousName`, `identityNamespace`, `keyReused`, `outsideValidity`, `refused`,
    ///   `storage` or `corrupt`.
    public func certify(_ order: IntermediateOrder, at time: Timestamp) throws(AuthorityError)
        -> IssuedCertificate
    {
        try self.commit(at: time) { transaction in
            var order = order
            order.validity = try self.dated(order.validity, transaction)
            let name = try DistinguishedName(
                commonName: order.commonName,
                organization: order.organization
            )
            try self.checkName(name, transaction)
            let known = try AuthorityStore.first(of: order.request.key, transaction.database)
            guard let known else { return try self.certify(order, named: name, transaction) }
            let newest = try AuthorityStore.newest(
                name.description,
                IssuedCertificate.authorityProfile,
                known.generation,
                transaction.database
            )
            guard let newest, newest.key == known.key, newest.status(at: transaction.time) == .valid else {
                throw AuthorityError(.keyReused, "the key is that of \(known.subject), \(known.serialNumber)")
            }
            guard order.isRenewal else { return newest }
            return try self.certify(order, named: name, after: newest, transaction)
        }
    }

    private func certify(
        _ order: IntermediateOrder,
        named name: DistinguishedName,
        after renewed: IssuedCertificate? = nil,
        _ transaction: StoreTransaction
    ) throws -> IssuedCertificate {
        let newest = try AuthorityStore.newest(
            name.description,
            IssuedCertificate.authorityProfile,
            nil,
            transaction.database
        )
        let certificate = try self.authority.issueAuthority(
            named: name,
            key: order.request.key,
            validity: order.validity,
            pathLength: order.pathLength,
            scope: self.scope(of: order, transaction)
        )
        let issued = try IssuedCertificate(
            certificate,
            identity: name.description,
            profile: IssuedCertificate.authorityProfile,
            generation: renewed?.generation ?? newest?.nextGeneration() ?? 0,
            renewal: renewed.map { try $0.next($0.renewal, "renewal") } ?? 0,
            key: RecordedKey.digest(of: order.request.key),
            attributes: nil,
            record: transaction.count
        )
        try issued.insert(transaction.database, record: transaction.record(issued.issueEvent))
        return issued
    }
}
