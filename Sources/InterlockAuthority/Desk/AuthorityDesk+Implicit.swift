internal import FoundationEssentials
internal import GRDB
public import InterlockCrypto
public import InterlockIdentity

extension AuthorityDesk {
    /// An implicit certificate that was issued: on record, and what its holder makes a key of.
    public struct ImplicitIssue: Sendable {
        /// What the store keeps.
        public let issued: IssuedCertificate
        /// What the applicant gets; it is not kept, so an answer that is lost is replaced by the next generation's.
        public let response: ImplicitResponse
    }

    /// Certifies an issuer of implicit certificates; where this key was certified so already, what is on record.
    ///
    /// - Parameters:
    ///   - name: The issuer's common name.
    ///   - key: Its public key, which does nothing else.
    ///   - validity: The first and the last second of its certificate's validity.
    ///   - grant: Which attributes it may assert; nil for those of this authority.
    ///   - time: As of when.
    /// - Returns: The certificate.
    /// - Throws: `AuthorityError` with code `keyReused`, `outsideValidity`, `refused`, `storage` or `corrupt`.
    public func certifyImplicitIssuer(
        named name: String,
        key: VerifyingKey,
        validity: ClosedRange<Timestamp>,
        grant: AttributeGrant? = nil,
        at time: Timestamp
    ) throws(AuthorityError) -> IssuedCertificate {
        let profile = EnrolmentProfile.implicitIssuer.rawValue
        return try self.commit(at: time) { transaction in
            if let known = try AuthorityStore.first(of: key, transaction.database) {
                guard known.profile == profile, known.status(at: transaction.time) == .valid else {
                    throw AuthorityError(
                        .keyReused,
                        "the key is that of \(known.subject), \(known.serialNumber)"
                    )
                }
                return known
            }
            let validity = try self.dated(validity, transaction)
            let newest = try AuthorityStore.newest(name, profile, nil, transaction.database)
            let issued = try IssuedCertificate(
                self.authority.issueImplicitIssuer(
                    named: name,
                    key: key,
                    validity: validity,
                    grant: grant
                ),
                identity: name,
                profile: profile,
                generation: newest?.nextGeneration() ?? 0,
                renewal: 0,
                key: RecordedKey.digest(of: key),
                attributes: nil,
                record: transaction.count
            )
            try issued.insert(transaction.database, record: transaction.record(issued.issueEvent))
            return issued
        }
    }

    /// Issues implicit certificates: all of them or, where one is refused, none.
    ///
    /// - Throws: `AuthorityError` with code `alreadyIssued` where an identity has one of that generation, `keyReused` where a
    ///   request's point was used before, `unknownCertificate` or `alreadyRevoked` where the issuer is not this authority's
    ///   or no longer, `outsideValidity`, `refused`, `storage` or `corrupt`.
    public func issue(
        _ orders: [ImplicitOrder],
        by issuer: ImplicitAuthority,
        at time: Timestamp
    ) throws(AuthorityError) -> [ImplicitIssue] {
        guard !orders.isEmpty else { return [] }
        return try self.commit(at: time) { transaction in
            try self.check(issuer, transaction)
            return try orders.map { try self.issue($0, by: issuer, transaction) }
        }
    }

    /// Issues to whoever shows a token's secret; the token is used up.
    ///
    /// The certificate becomes the identity's next. An answer that was lost is not given again: another token is needed.
    ///
    /// - Throws: `AuthorityError` with code `tokenUnknown`, `tokenExpired`, `tokenUsed`, `tokenLocked` or
    ///   `tokenMismatch`, and as ``issue(_:by:at:)``.
    public func enrol(
        _ secret: borrowing EnrolmentSecret,
        request: ImplicitRequest,
        by issuer: ImplicitAuthority,
        validity: ClosedRange<Timestamp>,
        at time: Timestamp
    ) throws(AuthorityError) -> ImplicitIssue {
        let (name, hash) = (secret.name, secret.hash().publicCopy())
        // A wrong secret is recorded too, so it must not undo its own transaction.
        let outcome = try self.commit(at: time) { transaction -> Result<ImplicitIssue, AuthorityError> in
            guard let token = try Self.token(name, transaction.database) else {
                return .failure(AuthorityError(.tokenUnknown, "there is no such enrolment token"))
            }
            if let refusal = try Self.prove(token, hash, transaction) { return .failure(refusal) }
            try self.check(issuer, transaction)
            return .success(try self.enrol(token, request, by: issuer, validity, transaction))
        }
        return try outcome.get()
    }

    private func enrol(
        _ token: EnrolmentToken,
        _ request: ImplicitRequest,
        by issuer: ImplicitAuthority,
        _ validity: ClosedRange<Timestamp>,
        _ transaction: StoreTransaction
    ) throws -> ImplicitIssue {
        let own = token.attributes.identity
        guard request.identity == own, token.profile == EnrolmentProfile.implicit.rawValue else {
            throw AuthorityError(
                .tokenMismatch,
                "the token is for \(own), \(token.profile), the request by \(request.identity) for an implicit certificate"
            )
        }
        guard token.usedRecord == nil else {
            throw AuthorityError(.tokenUsed, "the enrolment token of \(own) has been used")
        }
        guard transaction.time <= token.expires else {
            throw AuthorityError(.tokenExpired, "the enrolment token of \(own) expired at \(token.expires)")
        }
        let newest = try AuthorityStore.newest(own.description, token.profile, nil, transaction.database)
        let order = try ImplicitOrder(
            request: request,
            attributes: token.attributes,
            generation: newest?.nextGeneration() ?? 0,
            validity: validity
        )
        let issue = try self.issue(order, by: issuer, transaction)
        let record = try transaction.record(JournalEvent(enrolled: token.name, issue.issued.serialNumber))
        try transaction.database.execute(
            sql: "UPDATE token SET used = ? WHERE id = ?",
            arguments: [record, Data(token.name)]
        )
        return issue
    }

    /// The issuer is one of this authority's, on whose lists its certificates are looked for.
    private func check(_ issuer: ImplicitAuthority, _ transaction: StoreTransaction) throws {
        let certificate = issuer.issuer.certificate
        let known = try Self.known(certificate.serialNumber, transaction)
        guard known.derRepresentation == certificate.derRepresentation else {
            throw AuthorityError(.unknownCertificate, "\(certificate) is of another authority")
        }
        guard known.revocation == nil else {
            throw AuthorityError(.alreadyRevoked, "\(certificate) is revoked")
        }
    }

    private func issue(
        _ order: ImplicitOrder,
        by issuer: ImplicitAuthority,
        _ transaction: StoreTransaction
    ) throws -> ImplicitIssue {
        let profile = EnrolmentProfile.implicit.rawValue
        let attributes = try self.qualified(order.attributes)
        let identity = attributes.identity.description
        try self.schema.validate(attributes)
        let validity = try self.dated(order.validity, transaction)
        guard try AuthorityStore.newest(identity, profile, order.generation, transaction.database) == nil
        else {
            throw AuthorityError(
                .alreadyIssued,
                "\(identity), generation \(order.generation): has its certificate"
            )
        }
        try self.checkIdentity(attributes.identity, transaction)
        // The point is on record in place of the key, so a request that comes twice, or with a key that X.509 knows, is seen.
        if let other = try AuthorityStore.first(of: order.request.point, transaction.database) {
            throw AuthorityError(
                .keyReused,
                "the request's point is that of \(other.subject), \(other.serialNumber)"
            )
        }
        let response = try issuer.issue(
            to: attributes,
            request: order.request,
            validity: validity
        )
        let certificate = response.certificate
        let issued = IssuedCertificate(
            serialNumber: certificate.serialNumber,
            subject: try Credential(certificate, issuer: issuer.issuer).subject,
            identity: identity,
            profile: profile,
            generation: order.generation,
            renewal: 0,
            key: RecordedKey.digest(of: order.request.point),
            attributes: attributes.canonicalEncoding,
            validity: validity,
            derRepresentation: certificate.encoded,
            revocation: nil,
            record: transaction.count,
            revocationRecord: nil
        )
        try issued.insert(transaction.database, record: transaction.record(issued.issueEvent))
        return ImplicitIssue(issued: issued, response: response)
    }
}
