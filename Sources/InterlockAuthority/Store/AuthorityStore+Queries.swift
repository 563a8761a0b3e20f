internal import FoundationEssentials
internal import GRDB
internal import InterlockCrypto
public import InterlockIdentity

extension AuthorityStore {
    /// The certificate of that serial number; nil where this authority has issued none.
    ///
    /// - Throws: `AuthorityError` with code `storage` or `corrupt`.
    public func certificate(_ serial: SerialNumber) throws(AuthorityError) -> IssuedCertificate? {
        try self.reading { try Self.certificate(serial, $0) }
    }

    static func certificate(_ serial: SerialNumber, _ database: Database) throws -> IssuedCertificate? {
        try Self.first(
            "SELECT \(IssuedCertificate.columns) FROM certificate WHERE serial = ?",
            [Data(serial.rawRepresentation)],
            database
        )
    }

    /// The certificates that a query asks for, in the order of their issue.
    ///
    /// - Throws: `AuthorityError` with code `storage` or `corrupt`.
    public func certificates(_ query: CertificateQuery) throws(AuthorityError) -> [IssuedCertificate] {
        try self.reading { database in
            var (conditions, arguments) = Self.conditions(query)
            if let after = query.after {
                conditions.append("record > ?")
                arguments += [Int64(clamping: after)]
            }
            let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
            let limits = CertificateQuery.limitRange
            arguments += [min(max(query.limit, limits.lowerBound), limits.upperBound)]
            let sql =
                "SELECT \(IssuedCertificate.columns) FROM certificate \(filter) ORDER BY record LIMIT ?"
            return try Self.all(sql, arguments, database)
        }
    }

    private static func conditions(_ query: CertificateQuery) -> ([String], StatementArguments) {
        var conditions: [String] = []
        var arguments = StatementArguments()
        func add(_ condition: String, _ values: StatementArguments) {
            conditions.append(condition)
            arguments += values
        }
        let now = query.moment.secondsSinceEpoch
        if let identity = query.identity { add("identity = ?", [identity]) }
        if let profile = query.profile { add("profile = ?", [profile]) }
        if let end = query.expiringBy {
            add("not_after BETWEEN ? AND ? AND revoked_at IS NULL", [now, end.secondsSinceEpoch])
        }
        let hold = Int64(RevocationReason.certificateHold.rawValue)
        switch query.status {
        case nil: break
        case .valid: add("revoked_at IS NULL AND not_before <= ? AND not_after >= ?", [now, now])
        case .pending: add("revoked_at IS NULL AND not_before > ?", [now])
        case .expired: add("revoked_at IS NULL AND not_after < ?", [now])
        case .held: add("revocation IS NOT NULL AND revoked_at IS NOT NULL AND reason = ?", [hold])
        case .revoked: add("revocation IS NOT NULL AND revoked_at IS NOT NULL AND reason <> ?", [hold])
        }
        return (conditions, arguments)
    }

    /// How many certificates there are.
    public func certificateCount() throws(AuthorityError) -> Int {
        try self.reading { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM certificate") ?? 0 }
    }

    private static func first(_ sql: String, _ arguments: StatementArguments, _ database: Database) throws
        -> IssuedCertificate?
    {
        try StoreRow.first(database, of: "certificate", sql, arguments).map { try IssuedCertificate($0) }
    }

    static func all(_ sql: String, _ arguments: StatementArguments, _ database: Database) throws
        -> [IssuedCertificate]
    {
        try StoreRow.all(database, of: "certificate", sql, arguments).map { try IssuedCertificate($0) }
    }

    /// The entries of a complete revocation list, in the order of revocation.
    static func revoked(_ database: Database) throws -> [RevokedCertificate] {
        let sql = """
            SELECT serial, record, revoked_at, reason, invalid_since, revocation FROM certificate \
            WHERE revocation IS NOT NULL AND revoked_at IS NOT NULL ORDER BY revocation
            """
        return try StoreRow.all(database, of: "certificate", sql).compactMap { row in
            try row.reading { row in
                try IssuedCertificate.Revocation(row).map {
                    RevokedCertificate(
                        serialNumber: try SerialNumber(rawRepresentation: row.bytes("serial")),
                        revokedAt: $0.at,
                        reason: $0.reason,
                        invalidityDate: $0.invalidSince
                    )
                }
            }
        }
    }

    /// The journal's head as it was signed last; nil while the journal is empty.
    ///
    /// - Throws: `AuthorityError` with code `corrupt` where `authority` has not signed it, or `storage`.
    public func head(of authority: Certificate) throws(AuthorityError) -> JournalHead? {
        try self.reading { try Self.head($0, authority) }
    }

    /// The first certificate of a key, in whatever form the key was recorded; nil where there is none.
    static func first(of key: VerifyingKey, _ database: Database) throws -> IssuedCertificate? {
        try Self.certificates(recorded: RecordedKey.digests(of: key), database).first
    }

    /// The certificates of a key that is recorded under any of the digests, in the order of their issue.
    static func certificates(recorded keys: [Digest], _ database: Database) throws -> [IssuedCertificate] {
        let places = keys.map { _ in "?" }.joined(separator: ", ")
        return try Self.all(
            "SELECT \(IssuedCertificate.columns) FROM certificate WHERE key IN (\(places)) ORDER BY record",
            StatementArguments(keys.map { Data($0.rawRepresentation) }),
            database
        )
    }

    /// The newest certificate of an identity and profile: of its highest generation the last renewal.
    static func newest(_ identity: String, _ profile: String, _ generation: UInt32?, _ database: Database)
        throws
        -> IssuedCertificate?
    {
        let sql = """
            SELECT \(IssuedCertificate.columns) FROM certificate WHERE identity = ? AND profile = ? AND generation = IFNULL(?, generation) \
            ORDER BY generation DESC, renewal DESC LIMIT 1
            """
        let arguments: StatementArguments = [identity, profile, generation.map { Int64($0) }]
        return try Self.first(sql, arguments, database)
    }
}
