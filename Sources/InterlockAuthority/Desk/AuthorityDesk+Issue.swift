internal import GRDB
public import InterlockCrypto
public import InterlockIdentity

extension AuthorityDesk {
    /// Issues the certificate of a key of a generation; where that was issued already, the one on record.
    ///
    /// A bare identity is certified within the authority's namespace, as ``qualified(_:)-(AttributeSet)`` says.
    ///
    /// - Throws: `AuthorityError` with code `alreadyIssued` where the generation has another key, other attributes or an
    ///   expired certificate, `alreadyRevoked`, `keyReused`, `identityNamespace` or `ambiguousName` where the identity is another
    ///   authority's or can be taken for another, `outsideValidity`, `refused`, `storage` or `corrupt`.
    public func issue(_ order: CertificateOrder, at time: Timestamp) throws(AuthorityError)
        -> IssuedCertificate
    {
        try self.commit(at: time) { try self.issue(order, $0) }
    }

    /// Issues many certificates at once: all of them or, where one is refused, none.
    ///
    /// - Throws: as ``issue(_:at:)-(CertificateOrder,_)``.
    public func issue(_ orders: [CertificateOrder], at time: Timestamp) throws(AuthorityError)
        -> [IssuedCertificate]
    {
        guard !orders.isEmpty else { return [] }
        return try self.commit(at: time) { transaction in
            try orders.map { try self.issue($0, transaction) }
        }
    }

    /// Issues a further certificate for the same key and attributes, before the newest one's time is over.
    ///
    /// - Throws: `AuthorityError` with code `unknownCertificate`, `notRenewable`, `alreadyRevoked`, `outsideValidity`,
    ///   `refused`, `storage` or `corrupt`.
    public func renew(
        _ serial: SerialNumber,
        validity: ClosedRange<Timestamp>,
        at time: Timestamp
    ) throws(AuthorityError) -> IssuedCertificate {
        try self.commit(at: time) { transaction in
            let old = try Self.known(serial, transaction)
            guard old.profile != EnrolmentProfile.implicit.rawValue else {
                throw AuthorityError(
                    .notRenewable,
                    "\(serial): an implicit certificate's key is its own; request the next one"
                )
            }
            guard old.attributes != nil else {
                throw AuthorityError(
                    .notRenewable,
                    "\(serial): a node's or an authority's; sign its next request"
                )
            }
            let newest = try AuthorityStore.newest(
                old.identity,
                old.profile,
                old.generation,
                transaction.database
            )
            guard newest?.serialNumber == serial else {
                let name = newest?.serialNumber.description ?? "none"
                throw AuthorityError(.notRenewable, "\(serial): was renewed already, by \(name)")
            }
            try Self.checkUsable(old, at: transaction.time)
            let order = try Self.order(of: old, validity: validity)
            return try self.sign(order, renewal: old.next(old.renewal, "renewal"), transaction)
        }
    }

    /// The number that the next key of an identity gets.
    ///
    /// - Throws: `AuthorityError` with code `storage` or `corrupt`.
    public func nextGeneration(
        of identity: ParticipantID,
        profile: EnrolmentProfile = .participant
    ) throws(AuthorityError) -> UInt32 {
        let newest = try self.store.reading {
            try AuthorityStore.newest(identity.description, profile.rawValue, nil, $0)
        }
        return try newest?.nextGeneration() ?? 0
    }

    /// The number that a key has among those of an identity: its own where it is on record, the next where it is not.
    ///
    /// - Throws: `AuthorityError` with code `storage` or `corrupt`.
    public func generation(
        of key: VerifyingKey,
        identity: ParticipantID,
        profile: EnrolmentProfile = .participant
    ) throws(AuthorityError) -> UInt32 {
        let known = try self.store.reading { try AuthorityStore.first(of: key, $0) }
        guard let known, known.identity == identity.description, known.profile == profile.rawValue else {
            return try self.nextGeneration(of: identity, profile: profile)
        }
        return known.generation
    }

    func issue(_ order: CertificateOrder, _ transaction: StoreTransaction) throws -> IssuedCertificate {
        let order = try self.qualified(order)
        let newest = try AuthorityStore.newest(
            order.identity.description,
            order.profile.rawValue,
            order.generation,
            transaction.database
        )
        guard let newest else {
            if order.attributes != nil { try self.checkIdentity(order.identity, transaction) }
            return try self.sign(order, renewal: 0, transaction)
        }
        let name = "\(newest.identity), generation \(newest.generation)"
        guard RecordedKey.digests(of: order.key).contains(newest.key) else {
            throw AuthorityError(.alreadyIssued, "\(name): has a certificate of another key")
        }
        guard newest.attributes == order.attributes?.canonicalEncoding else {
            throw AuthorityError(.alreadyIssued, "\(name): has a certificate of other attributes")
        }
        guard try newest.certificate().hosts().sorted() == CertificateAuthority.normalized(order.hosts) else {
            throw AuthorityError(.alreadyIssued, "\(name): has a certificate of other hosts")
        }
        try Self.checkUsable(newest, at: transaction.time)
        return newest
    }

    /// Signs and writes down; nothing of that place may be there.
    private func sign(_ order: CertificateOrder, renewal: UInt32, _ transaction: StoreTransaction) throws
        -> IssuedCertificate
    {
        var order = order
        order.validity = try self.dated(order.validity, transaction)
        try Self.checkKey(order, transaction.database)
        let certificate = try self.certificate(for: order)
        let issued = IssuedCertificate(
            certificate,
            identity: order.identity.description,
            profile: order.profile.rawValue,
            generation: order.generation,
            renewal: renewal,
            key: RecordedKey.digest(of: order.key),
            attributes: order.attributes?.canonicalEncoding,
            record: transaction.count
        )
        try issued.insert(transaction.database, record: transaction.record(issued.issueEvent))
        return issued
    }

    private func certificate(for order: CertificateOrder) throws -> Certificate {
        try Self.checkContent(of: order)
        guard order.profile != .implicit else {
            throw AuthorityError(
                IdentityError(
                    .invalidCertificate,
                    "an implicit certificate is not issued on a key that exists"
                )
            )
        }
        guard let attributes = order.attributes else {
            return try self.authority.issue(
                toNode: order.identity.description,
                key: order.key,
                validity: order.validity,
                profile: order.profile.certificateProfile,
                hosts: order.hosts
            )
        }
        try self.schema.validate(attributes)
        return try self.authority.issue(
            to: attributes,
            key: order.key,
            validity: order.validity,
            profile: order.profile.certificateProfile,
            hosts: order.hosts
        )
    }

    /// The validity that a certificate gets: where the caller's clock is behind the last act, it begins later by as much.
    func dated(_ validity: ClosedRange<Timestamp>, _ transaction: StoreTransaction) throws(AuthorityError)
        -> ClosedRange<Timestamp>
    {
        try self.checkValidity(validity)
        let dated = transaction.dated(validity)
        guard dated != validity else { return validity }
        let end = min(dated.upperBound, self.authority.certificate.notAfter)
        guard dated.lowerBound < end else {
            throw AuthorityError(
                .outsideValidity,
                "the authority's last act was at \(transaction.time), and its certificate ends at \(end)"
            )
        }
        return dated.lowerBound...end
    }

    /// Says that the profile has what the order names, and needs nothing that it does not.
    private static func checkContent(of order: CertificateOrder) throws(AuthorityError) {
        let profile = order.profile
        guard order.attributes == nil ? !profile.needsAttributes : profile.mayHaveAttributes else {
            let fault = order.attributes == nil ? "needs attributes" : "has no attributes"
            throw AuthorityError(IdentityError(.invalidAttribute, "profile \(profile.rawValue): \(fault)"))
        }
        guard order.hosts.isEmpty || profile.mayNameHosts else {
            throw AuthorityError(
                IdentityError(.invalidCertificate, "profile \(profile.rawValue): names no hosts")
            )
        }
    }

    /// RFC 5280 does not ask it, but a certificate that outlives its authority only seems to be valid.
    func checkValidity(_ validity: ClosedRange<Timestamp>) throws(AuthorityError) {
        let own = self.authority.certificate
        guard validity.lowerBound >= own.notBefore, validity.upperBound <= own.notAfter else {
            throw AuthorityError(
                .outsideValidity,
                "valid \(validity.lowerBound) to \(validity.upperBound), but the authority's own certificate is "
                    + "\(own.notBefore) to \(own.notAfter)"
            )
        }
    }

    /// One key, one place: else a certificate for one purpose would vouch for another.
    private static func checkKey(_ order: CertificateOrder, _ database: Database) throws {
        guard let other = try AuthorityStore.first(of: order.key, database) else { return }
        guard other.identity == order.identity.description,
            other.profile == order.profile.rawValue && other.generation == order.generation
                || order.sharesKey && Self.isShareable(order.profile, other.profile)
        else {
            throw AuthorityError(
                .keyReused,
                "the key is that of \(other.identity), generation \(other.generation), \(other.profile)"
            )
        }
    }

    private static func isShareable(_ profile: EnrolmentProfile, _ other: String) -> Bool {
        EnrolmentProfile(rawValue: other).map(profile.mayShareKey) ?? false
    }

    static func known(_ serial: SerialNumber, _ transaction: StoreTransaction) throws -> IssuedCertificate {
        guard let found = try AuthorityStore.certificate(serial, transaction.database) else {
            throw AuthorityError(
                .unknownCertificate,
                "\(serial): this authority has issued no such certificate"
            )
        }
        return found
    }

    private static func checkUsable(_ issued: IssuedCertificate, at time: Timestamp) throws(AuthorityError) {
        let name = "\(issued.serialNumber) of \(issued.identity)"
        switch issued.status(at: time) {
        case .valid, .pending: return
        case .expired:
            throw AuthorityError(.notRenewable, "\(name): expired; the next generation begins anew")
        case .held, .revoked:
            throw AuthorityError(.alreadyRevoked, "\(name): is revoked; the next generation begins anew")
        }
    }

    private static func order(of old: IssuedCertificate, validity: ClosedRange<Timestamp>) throws
        -> CertificateOrder
    {
        let certificate = try old.certificate()
        guard let profile = EnrolmentProfile(rawValue: old.profile), let attributes = old.attributes,
            let key = certificate.verifyingKey
        else {
            throw AuthorityError(
                .corrupt,
                "certificate \(old.serialNumber) has no key, attributes or profile"
            )
        }
        var order = CertificateOrder(
            attributes: try AttributeSet(canonicalEncoding: attributes),
            hosts: try certificate.hosts(),
            key: key,
            generation: old.generation,
            profile: profile,
            validity: validity
        )
        // A key that had two places keeps them.
        order.sharesKey = true
        return order
    }
}

extension IssuedCertificate {
    /// The number of the identity's next key.
    func nextGeneration() throws(AuthorityError) -> UInt32 { try self.next(self.generation, "generation") }

    func next(_ number: UInt32, _ what: String) throws(AuthorityError) -> UInt32 {
        guard number < .max else {
            throw AuthorityError(
                .limitExceeded,
                "\(self.identity): \(what) \(number) is the last that there is"
            )
        }
        return number + 1
    }

    /// Takes a certificate that was just signed.
    init(
        _ certificate: Certificate,
        identity: String,
        profile: String,
        generation: UInt32,
        renewal: UInt32,
        key: Digest,
        attributes: [UInt8]?,
        record: UInt64
    ) {
        self.init(
            serialNumber: certificate.serialNumber,
            subject: certificate.subject,
            identity: identity,
            profile: profile,
            generation: generation,
            renewal: renewal,
            key: key,
            attributes: attributes,
            validity: certificate.notBefore...certificate.notAfter,
            derRepresentation: certificate.derRepresentation,
            revocation: nil,
            record: record,
            revocationRecord: nil
        )
    }
}
