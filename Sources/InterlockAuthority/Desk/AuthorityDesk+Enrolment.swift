internal import FoundationEssentials
internal import GRDB
public import InterlockCrypto
public import InterlockIdentity

extension AuthorityDesk {
    /// Makes a token that lets its holder be enrolled once, as Hyperledger Fabric CA's `register` does.
    ///
    /// - Parameters:
    ///   - attributes: What the certificate will say, whatever the request wishes.
    ///   - profile: What the key will be for.
    ///   - expires: The last second at which it can be used.
    ///   - time: As of when.
    /// - Returns: What the applicant is to show, which cannot be had again.
    /// - Throws: `AuthorityError` with code `tokenExpired` where `expires` is past, `refused` where the schema or the
    ///   authority's own grant does not allow the attributes, or the profile has none, `outsideValidity` where the authority
    ///   is not valid before the token expires, `identityNamespace` or `ambiguousName` where the identity is another
    ///   authority's or can be taken for another, `storage` or `corrupt`.
    public func register(
        _ attributes: AttributeSet,
        profile: EnrolmentProfile = .participant,
        expires: Timestamp,
        at time: Timestamp
    ) throws(AuthorityError) -> EnrolmentSecret {
        let attributes = try self.qualified(attributes)
        let secret: EnrolmentSecret
        do {
            try self.schema.validate(attributes)
            secret = try EnrolmentSecret.random()
        } catch let error as IdentityError {
            throw AuthorityError(error)
        } catch {
            throw AuthorityError(IdentityError(.cryptoFailure, "\(error)"))
        }
        let (name, hash) = (secret.name, secret.hash().publicCopy())
        try self.commit(at: time) { transaction in
            guard expires > transaction.time else {
                throw AuthorityError(.tokenExpired, "a token that expires at \(expires) is of no use")
            }
            try self.checkEnrollable(attributes, profile, until: expires, transaction)
            try self.checkIdentity(attributes.identity, transaction)
            let token = EnrolmentToken(
                name: name,
                profile: profile.rawValue,
                attributes: attributes,
                expires: expires,
                attempts: EnrolmentToken.attemptLimit,
                isUsed: false,
                record: transaction.count,
                hash: hash,
                usedRecord: nil
            )
            try token.insert(transaction.database, record: transaction.record(token.event))
        }
        return secret
    }

    /// Issues to whoever shows a token's secret and, by a request, proves to hold a key; the token is used up.
    ///
    /// The key becomes the identity's next generation. Where the same key comes again with the same token it gets the
    /// certificate on record: an enrolment whose answer was lost is not lost. What the request wishes for does not
    /// matter, but it may not speak of another identity than the token.
    ///
    /// - Parameters:
    ///   - secret: What ``register(_:profile:expires:at:)`` returned.
    ///   - request: The applicant's request.
    ///   - validity: The first and the last second of the certificate's validity.
    ///   - time: As of when.
    /// - Returns: The certificate.
    /// - Throws: `AuthorityError` with code `tokenUnknown`, `tokenExpired`, `tokenUsed`, `tokenLocked` or
    ///   `tokenMismatch`, and as ``issue(_:at:)-(CertificateOrder,_)``.
    public func enrol(
        _ secret: borrowing EnrolmentSecret,
        request: VerifiedRequest,
        validity: ClosedRange<Timestamp>,
        at time: Timestamp
    ) throws(AuthorityError) -> IssuedCertificate {
        let (name, hash) = (secret.name, secret.hash().publicCopy())
        // A wrong secret is recorded too, so it must not undo its own transaction.
        let outcome = try self.commit(at: time) { transaction -> Result<IssuedCertificate, AuthorityError> in
            guard let token = try Self.token(name, transaction.database) else {
                return .failure(AuthorityError(.tokenUnknown, "there is no such enrolment token"))
            }
            if let refusal = try Self.prove(token, hash, transaction) { return .failure(refusal) }
            return .success(try self.enrol(token, request, validity, transaction))
        }
        return try outcome.get()
    }

    /// Says that a certificate with these attributes can be issued before the token expires: else the applicant would
    /// learn it, who can do nothing about it.
    ///
    /// The trial certificate is of a key that nobody has, and is not kept.
    private func checkEnrollable(
        _ attributes: AttributeSet,
        _ profile: EnrolmentProfile,
        until expires: Timestamp,
        _ transaction: StoreTransaction
    ) throws {
        guard profile.mayHaveAttributes else {
            throw AuthorityError(
                IdentityError(.invalidAttribute, "\(profile.rawValue): attributes do not go with it")
            )
        }
        let own = self.authority.certificate
        let start = max(transaction.time, own.notBefore)
        guard start < own.notAfter, start <= expires else {
            throw AuthorityError(
                .outsideValidity,
                "the authority's own certificate is valid \(own.notBefore) to \(own.notAfter), the token until \(expires)"
            )
        }
        _ = try self.authority.issue(
            to: attributes,
            key: SigningKey(level: self.authority.certificate.verifyingKey?.level ?? .bits128).verifyingKey,
            validity: start...start,
            profile: profile.certificateProfile
        )
    }

    /// The token of that name; nil where there is none.
    static func token(_ name: [UInt8], _ database: Database) throws -> EnrolmentToken? {
        let sql = "SELECT \(EnrolmentToken.columns) FROM token WHERE id = ?"
        return try StoreRow.first(database, of: "token", sql, [Data(name)]).map { try EnrolmentToken($0) }
    }

    static func prove(_ token: EnrolmentToken, _ hash: [UInt8], _ transaction: StoreTransaction)
        throws
        -> AuthorityError?
    {
        guard token.attempts > 0 else {
            return AuthorityError(.tokenLocked, "too many wrong secrets were tried with this token")
        }
        let isRight = SecretBytes(copying: token.hash).constantTimeEquals(SecretBytes(copying: hash))
        guard !isRight else { return nil }
        try transaction.record(JournalEvent(.refuse, [("token", .bytes(token.name))]))
        try transaction.database.execute(
            sql: "UPDATE token SET attempts = attempts - 1 WHERE id = ?",
            arguments: [Data(token.name)]
        )
        return AuthorityError(.tokenUnknown, "there is no such enrolment token")
    }

    private func enrol(
        _ token: EnrolmentToken,
        _ request: VerifiedRequest,
        _ validity: ClosedRange<Timestamp>,
        _ transaction: StoreTransaction
    ) throws -> IssuedCertificate {
        let own = token.attributes.identity.description
        let name = request.subjectName.commonName ?? own
        guard self.isName(name, of: token.attributes.identity) else {
            throw AuthorityError(.tokenMismatch, "the request is by \(name), the token is for \(own)")
        }
        guard let profile = EnrolmentProfile(rawValue: token.profile) else {
            throw AuthorityError(.corrupt, "the token has the unknown profile \(token.profile)")
        }
        let newest = try AuthorityStore.newest(own, token.profile, nil, transaction.database)
        // The applicant does not know what the token's profile allows.
        let longest = validity.lowerBound.adding(seconds: profile.maximumLifetime)
        var order = try CertificateOrder(
            attributes: token.attributes,
            key: request.key,
            generation: newest?.nextGeneration() ?? 0,
            profile: profile,
            validity: validity.lowerBound...min(validity.upperBound, longest)
        )
        if let used = token.usedRecord {
            guard let newest, newest.record == used &- 1,
                RecordedKey.digests(of: order.key).contains(newest.key)
            else {
                throw AuthorityError(.tokenUsed, "the enrolment token of \(own) has been used")
            }
            order.generation = newest.generation
            return try self.issue(order, transaction)
        }
        guard transaction.time <= token.expires else {
            throw AuthorityError(.tokenExpired, "the enrolment token of \(own) expired at \(token.expires)")
        }
        let issued = try self.issue(order, transaction)
        let record = try transaction.record(JournalEvent(enrolled: token.name, issued.serialNumber))
        try transaction.database.execute(
            sql: "UPDATE token SET used = ? WHERE id = ?",
            arguments: [record, Data(token.name)]
        )
        return issued
    }
}

extension JournalEvent {
    init(enrolled token: [UInt8], _ serial: SerialNumber) {
        self.init(.enrol, [("token", .bytes(token)), ("serial", .bytes(serial.rawRepresentation))])
    }
}
