internal import GRDB

/// The tables of an authority's store, by versions.
enum StoreSchema {
    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: Self.first) }
        migrator.registerMigration("2") { try $0.execute(sql: Self.foldedNames) }
        return migrator
    }

    /// Says that the database has the tables and indexes that this version makes, and nothing else.
    ///
    /// A trigger or a view of another's making would run in our transactions, and be signed for by our key.
    static func check(_ database: Database) throws {
        guard try Self.objects(database) == Self.expected.get() else {
            throw AuthorityError(
                .corrupt,
                "the store has other tables, indexes, triggers or views than it was made with"
            )
        }
    }

    private static let expected = Result {
        let queue = try DatabaseQueue()
        try Self.migrator.migrate(queue)
        return try queue.read { try Self.objects($0) }
    }

    /// The objects made by `CREATE`, in the order of names, and the versions; statistics of `ANALYZE` change no result.
    private static func objects(_ database: Database) throws -> [[StoreValue]] {
        let sql = """
            SELECT CAST(type AS BLOB) AS type, CAST(name AS BLOB) AS name, CAST(tbl_name AS BLOB) AS tbl_name, \
            CAST(sql AS BLOB) AS sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_stat[0-9]' ORDER BY name
            """
        let objects = try StoreRow.all(database, of: "sqlite_schema", sql)
            .map { row in ["type", "name", "tbl_name", "sql"].map { row.value($0) } }
        let migrations = "SELECT identifier FROM grdb_migrations ORDER BY identifier"
        return try objects
            + StoreRow.all(database, of: "grdb_migrations", migrations).map { [$0.value("identifier")] }
    }

    static func migrate(_ queue: DatabaseQueue) throws {
        let migrator = Self.migrator
        guard try !queue.read(migrator.hasBeenSuperseded) else {
            throw AuthorityError(.storage, "\(queue.path): written by a newer version")
        }
        try migrator.migrate(queue)
        try queue.read { try Self.check($0) }
    }

    /// `renewal` counts the certificates of one key, so that no two can have the same place.
    private static let first = """
        CREATE TABLE record(
            sequence INTEGER PRIMARY KEY, body BLOB NOT NULL, file_end INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE head(
            id INTEGER PRIMARY KEY CHECK(id = 1), message BLOB NOT NULL, synced INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE certificate(
            id INTEGER PRIMARY KEY, serial BLOB NOT NULL UNIQUE, subject TEXT NOT NULL,
            identity TEXT NOT NULL, profile TEXT NOT NULL, generation INTEGER NOT NULL, renewal INTEGER NOT NULL,
            key BLOB NOT NULL, attributes BLOB, not_before INTEGER NOT NULL, not_after INTEGER NOT NULL,
            der BLOB NOT NULL, record INTEGER NOT NULL REFERENCES record(sequence),
            revoked_at INTEGER, reason INTEGER, invalid_since INTEGER,
            revocation INTEGER REFERENCES record(sequence),
            UNIQUE(identity, profile, generation, renewal)
        ) STRICT;
        CREATE INDEX certificate_key ON certificate(key);
        CREATE INDEX certificate_end ON certificate(not_after);
        CREATE INDEX certificate_record ON certificate(record);
        CREATE INDEX certificate_revocation ON certificate(revocation) WHERE revocation IS NOT NULL;
        CREATE TABLE list(
            number INTEGER PRIMARY KEY, base INTEGER, der BLOB, record INTEGER NOT NULL REFERENCES record(sequence)
        ) STRICT;
        CREATE TABLE token(
            id BLOB PRIMARY KEY, hash BLOB NOT NULL, identity TEXT NOT NULL, profile TEXT NOT NULL,
            attributes BLOB NOT NULL, expires INTEGER NOT NULL, attempts INTEGER NOT NULL,
            used INTEGER REFERENCES record(sequence), record INTEGER NOT NULL REFERENCES record(sequence)
        ) STRICT, WITHOUT ROWID;
        """

    /// The indexes by which names are found in any case of their letters.
    private static let foldedNames = """
        CREATE INDEX certificate_folded ON certificate(identity COLLATE NOCASE);
        CREATE INDEX token_folded ON token(identity COLLATE NOCASE);
        """
}
