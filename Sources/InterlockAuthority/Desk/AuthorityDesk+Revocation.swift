internal import FoundationEssentials
internal import GRDB
public import InterlockCrypto
public import InterlockIdentity

extension AuthorityDesk {
    /// A list to publish, and what the journal was when it was signed.
    public struct Publication: Sendable {
        /// The list.
        public let list: RevocationList
        /// The journal's head, the list's own record included; published beside the list.
        public let head: JournalHead
    }

    /// How long a list is good for unless the caller says otherwise: a week, in seconds.
    public static let listSeconds: Int64 = 7 * 86_400

    /// Revokes a certificate, and signs the list that says so.
    ///
    /// A certificate on hold may be revoked for good; `removeFromList` takes it off hold. A key that is compromised is
    /// so in all its certificates: with `keyCompromise` its renewals are revoked too.
    ///
    /// - Parameters:
    ///   - serial: The certificate's serial number.
    ///   - reason: Why.
    ///   - invalidSince: Since when its key may have been another's (RFC 5280 section 5.3.2).
    ///   - time: As of when; a moment before the last act counts as that of the last act.
    ///   - seconds: By when the next list comes; as many as the list before has, unless given.
    /// - Returns: The list, and the journal's head.
    /// - Throws: `AuthorityError` with code `unknownCertificate`, `alreadyRevoked`, `notRevoked`, `refused`, `storage`
    ///   or `corrupt`.
    public func revoke(
        _ serial: SerialNumber,
        reason: RevocationReason,
        invalidSince: Timestamp? = nil,
        at time: Timestamp,
        listSeconds seconds: Int64? = nil
    ) throws(AuthorityError) -> Publication {
        try self.revoke([serial], reason: reason, invalidSince: invalidSince, at: time, listSeconds: seconds)
    }

    /// Revokes many certificates, all or none.
    ///
    /// - Throws: as ``revoke(_:reason:invalidSince:at:listSeconds:)-(SerialNumber,_,_,_,_)``.
    public func revoke(
        _ serials: [SerialNumber],
        reason: RevocationReason,
        invalidSince: Timestamp? = nil,
        at time: Timestamp,
        listSeconds seconds: Int64? = nil
    ) throws(AuthorityError) -> Publication {
        let list = try self.commit(at: time) { transaction in
            for serial in serials {
                let issued = try Self.known(serial, transaction)
                try Self.mark(issued, reason, invalidSince, transaction)
                guard reason == .keyCompromise else { continue }
                for other in try Self.others(of: issued, transaction.database) {
                    try Self.mark(other, reason, invalidSince, transaction)
                }
            }
            return try self.signList(transaction, seconds: seconds)
        }
        return try self.publication(list)
    }

    /// Revokes what may still be relied on of the generations before a certificate's, and signs the list that says so.
    ///
    /// - Parameters:
    ///   - issued: The certificate that takes their place.
    ///   - time: As of when.
    /// - Returns: The list, and the journal's head; nil where there was nothing to revoke.
    /// - Throws: `AuthorityError` with code `refused`, `storage` or `corrupt`.
    public func supersede(before issued: IssuedCertificate, at time: Timestamp) throws(AuthorityError)
        -> Publication?
    {
        let list = try self.commit(at: time) { transaction -> RevocationList? in
            let earlier = try Self.usable(before: issued, transaction)
            guard !earlier.isEmpty else { return nil }
            for certificate in earlier { try Self.mark(certificate, .superseded, nil, transaction) }
            return try self.signList(transaction, seconds: nil)
        }
        return try list.map { list throws(AuthorityError) in try self.publication(list) }
    }

    /// Valid, pending and on hold: a hold is lifted more easily than a revocation is taken back.
    private static func usable(before issued: IssuedCertificate, _ transaction: StoreTransaction) throws
        -> [IssuedCertificate]
    {
        let sql = """
            SELECT \(IssuedCertificate.columns) FROM certificate WHERE identity = ? AND profile = ? AND generation < ? \
            ORDER BY record
            """
        let place: StatementArguments = [issued.identity, issued.profile, Int64(issued.generation)]
        return try AuthorityStore.all(sql, place, transaction.database).filter {
            [.valid, .pending, .held].contains($0.status(at: transaction.time))
        }
    }

    /// Signs the next list of everything that is revoked.
    ///
    /// - Parameters:
    ///   - time: As of when.
    ///   - seconds: By when the next list comes; as many as the list before has, unless given.
    /// - Returns: The list, and the journal's head.
    /// - Throws: `AuthorityError` with code `refused`, `storage` or `corrupt`.
    public func publish(at time: Timestamp, listSeconds seconds: Int64? = nil) throws(AuthorityError)
        -> Publication
    {
        let list = try self.commit(at: time) { try self.signList($0, seconds: seconds) }
        return try self.publication(list)
    }

    /// The newest complete list, as the journal tells of it; nil while there is none.
    ///
    /// - Throws: `AuthorityError` with code `corrupt` where the store has another in its place, or `storage`.
    public func newestList() throws(AuthorityError) -> RevocationList? {
        try self.store.reading { try AuthorityStore.newestList($0, self.authority.certificate) }
    }

    func publication(_ list: RevocationList) throws(AuthorityError) -> Publication {
        guard let head = try self.store.head(of: self.authority.certificate) else {
            throw AuthorityError(.corrupt, "\(self.store.folder): the journal has no head")
        }
        return Publication(list: list, head: head)
    }

    /// What else may be relied on that is of the same key.
    private static func others(of issued: IssuedCertificate, _ database: Database) throws
        -> [IssuedCertificate]
    {
        // Of an implicit certificate the request's point is recorded, which the certificate does not hold.
        let key = issued.isImplicit ? nil : try issued.certificate().verifyingKey
        let digests = [issued.key] + (key.map(RecordedKey.digests) ?? [])
        return try AuthorityStore.certificates(recorded: digests, database).filter {
            $0.serialNumber != issued.serialNumber
                && [nil, .certificateHold].contains($0.revocation?.reason)
        }
    }

    private static func mark(
        _ issued: IssuedCertificate,
        _ reason: RevocationReason,
        _ invalidSince: Timestamp?,
        _ transaction: StoreTransaction
    ) throws {
        let serial = issued.serialNumber
        let isHeld = issued.revocation?.reason == .certificateHold
        if reason == .removeFromList {
            guard isHeld else { throw AuthorityError(.notRevoked, "\(serial): is not on hold") }
            transaction.release(serial)
        } else if issued.revocation != nil, !isHeld || reason == .certificateHold {
            throw AuthorityError(.alreadyRevoked, "\(serial): is revoked already")
        }
        let revocation = IssuedCertificate.Revocation(
            at: transaction.time,
            reason: reason,
            invalidSince: invalidSince
        )
        let marked = issued.with(reason == .removeFromList ? nil : revocation)
        let record = try transaction.record(marked.revocationEvent)
        try transaction.database.cachedStatement(
            sql: """
                UPDATE certificate SET revoked_at = ?, reason = ?, invalid_since = ?, revocation = ? WHERE serial = ?
                """
        ).execute(arguments: [
            marked.revocation?.at.secondsSinceEpoch, marked.revocation.map { Int64($0.reason.rawValue) },
            marked.revocation?.invalidSince?.secondsSinceEpoch, record, Data(serial.rawRepresentation),
        ])
    }

    /// Signs what has changed since the newest complete list; that list stays the one that others go by.
    ///
    /// - Throws: `AuthorityError` with code `refused`, `storage` or `corrupt`.
    public func publishDelta(at time: Timestamp, listSeconds seconds: Int64 = listSeconds)
        throws(AuthorityError)
        -> Publication
    {
        let list = try self.commit(at: time) { transaction in
            guard
                let base = try AuthorityStore.newestList(
                    transaction.database,
                    self.authority.certificate
                )
            else {
                throw AuthorityError(.corrupt, "\(self.store.folder): there is no list to make a delta to")
            }
            guard let baseNumber = UInt64(exactly: base.number) else {
                throw AuthorityError(
                    .corrupt,
                    "\(self.store.folder): the list \(base.number) is none of the desk's"
                )
            }
            let revoked = try Self.revoked(since: base, transaction)
            let number = try Self.nextNumber(transaction.database)
            let list = try self.authority.deltaRevocationList(
                since: base,
                revoked: revoked,
                number: number,
                thisUpdate: transaction.time,
                nextUpdate: transaction.time.adding(seconds: seconds)
            )
            try Self.keep(list, number: number, base: baseNumber, transaction)
            return list
        }
        return try self.publication(list)
    }

    func signList(
        _ transaction: StoreTransaction,
        seconds: Int64?,
        crossListing lists: [RevocationList] = []
    ) throws -> RevocationList {
        let newest = try AuthorityStore.newestList(transaction.database, self.authority.certificate)
        let revoked = try Self.revoked(since: newest, crossListing: lists, transaction)
        let period = seconds ?? newest.map { $0.nextUpdate.seconds(since: $0.thisUpdate) }
        let number = try Self.nextNumber(transaction.database)
        let list = try self.authority.revocationList(
            revoked: revoked,
            number: number,
            thisUpdate: transaction.time,
            nextUpdate: transaction.time.adding(seconds: period ?? Self.listSeconds)
        )
        // Earlier lists are known by their digests; keeping them all would take the square of the revocations.
        try transaction.database.execute(sql: "UPDATE list SET der = NULL WHERE der IS NOT NULL")
        try Self.keep(list, number: number, base: nil, transaction)
        return list
    }

    /// What is revoked, no more and no less than the last list says but for what this change does, with what other keys'
    /// lists say; the list that follows is dated after all that is of this store.
    ///
    /// Every change of a revocation signs a list, so an entry that is gone from the store was taken out behind our back.
    private static func revoked(
        since newest: RevocationList?,
        crossListing lists: [RevocationList] = [],
        _ transaction: StoreTransaction
    ) throws -> [RevokedCertificate] {
        let revoked = try AuthorityStore.revoked(transaction.database)
        for entry in revoked { transaction.advance(to: entry.revokedAt) }
        if let newest { transaction.advance(to: newest.thisUpdate) }
        let known = Set(revoked.map(\.serialNumber)).union(transaction.released)
        return revoked + (try Self.crossListed(newest, known: known, with: lists, transaction))
    }

    private static func nextNumber(_ database: Database) throws -> UInt64 {
        let row = try StoreRow.first(database, of: "list", "SELECT MAX(number) AS number FROM list")
        let last: UInt64 = try row?.optionalNumber("number") ?? 0
        guard last < Int64.max else {
            throw AuthorityError(.limitExceeded, "list \(last): there is no number after it")
        }
        return last + 1
    }

    /// Of a delta only the digest is kept.
    private static func keep(
        _ list: RevocationList,
        number: UInt64,
        base: UInt64?,
        _ transaction: StoreTransaction
    ) throws {
        let record = try transaction.record(JournalEvent(list: list, number: number, base: base))
        try transaction.database.execute(
            sql: "INSERT INTO list VALUES (?, ?, ?, ?)",
            arguments: [
                Int64(clamping: number), base.map { Int64(clamping: $0) },
                base == nil ? Data(list.derRepresentation) : nil,
                record,
            ]
        )
    }
}

extension JournalEvent {
    init(list: RevocationList, number: UInt64, base: UInt64?) {
        self.init(
            .list,
            [
                ("number", .unsigned(number)), ("base", base.map { .unsigned($0) } ?? .null),
                ("thisUpdate", .time(list.thisUpdate)), ("nextUpdate", .time(list.nextUpdate)),
                ("entries", .unsigned(UInt64(list.count))),
                ("list", .digest(Digest(hashing: list.derRepresentation))),
            ]
        )
    }
}

extension IssuedCertificate {
    func with(_ revocation: Revocation?) -> IssuedCertificate {
        IssuedCertificate(
            serialNumber: self.serialNumber,
            subject: self.subject,
            identity: self.identity,
            profile: self.profile,
            generation: self.generation,
            renewal: self.renewal,
            key: self.key,
            attributes: self.attributes,
            validity: self.validity,
            derRepresentation: self.derRepresentation,
            revocation: revocation,
            record: self.record,
            revocationRecord: self.revocationRecord
        )
    }
}
