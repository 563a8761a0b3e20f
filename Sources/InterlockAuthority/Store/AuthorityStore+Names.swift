internal import GRDB
internal import InterlockIdentity

/// Looking up names as people read them.
extension AuthorityStore {
    /// An identity on record, or of a token, that differs from `identity` in letters' case only; nil where there is none.
    static func twin(of identity: String, _ database: Database) throws -> String? {
        let known = "SELECT 1 FROM certificate WHERE identity = ? LIMIT 1"
        guard try Int.fetchOne(database, sql: known, arguments: [identity]) == nil else { return nil }
        let sql = Self.identities("identity COLLATE NOCASE = ? AND identity <> ?")
        return try Self.identity(sql, [identity, identity, identity, identity], database)
    }

    /// An identity on record, or of a token, that is in a namespace, whatever its letters' case; nil where there is none.
    static func identity(in namespace: IdentityNamespace, _ database: Database) throws -> String? {
        switch namespace.rule {
        case .prefix(let text):
            let sql = Self.identities("identity COLLATE NOCASE BETWEEN ? AND ?")
            // Identities are ASCII, and no letter or digit comes after this character.
            let end = text + "\u{7f}"
            return try Self.identity(sql, [text, end, text, end], database)
        case .oneOf(let texts):
            let sql = Self.identities("identity COLLATE NOCASE = ?")
            for text in texts {
                if let found = try Self.identity(sql, [text, text], database) {
                    return found
                }
            }
            return nil
        case .any, .within: return nil
        }
    }

    private static func identity(
        _ sql: String,
        _ arguments: StatementArguments,
        _ database: Database
    ) throws -> String? {
        try StoreRow.first(database, of: "certificate", sql, arguments).map { try $0.text("identity") }
    }

    private static func identities(_ condition: String) -> String {
        let profile = "profile <> '\(IssuedCertificate.authorityProfile)'"
        return """
            SELECT CAST(identity AS BLOB) AS identity FROM certificate WHERE \(condition) AND \(profile) AND attributes IS NOT NULL \
            UNION ALL SELECT CAST(identity AS BLOB) FROM token WHERE \(condition) LIMIT 1
            """
    }

    /// The authorities that were ever certified here, in the order of their certificates.
    static func authorities(_ database: Database) throws -> [SubordinateAuthority] {
        // The names of authorities are the only identities with an equals sign; so the index on identities finds them.
        let sql = """
            SELECT der, record FROM certificate WHERE identity >= 'CN=' AND identity < 'CN>' AND profile = ? ORDER BY record
            """
        let rows = try StoreRow.all(database, of: "certificate", sql, [IssuedCertificate.authorityProfile])
        return try rows.map { row in
            try row.reading { SubordinateAuthority(try Certificate(derRepresentation: $0.bytes("der"))) }
        }
    }
}
