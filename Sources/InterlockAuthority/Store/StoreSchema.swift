internal import GRDB

/// The tables of an authority's store, by versions.
enum StoreSchema {
    static func migrate(_ queue: DatabaseQueue) throws {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: Self.first) }
        guard try !queue.read(migrator.hasBeenSuperseded) else {
            throw AuthorityError(.storage, "\(queue.path): written by a newer version")
        }
        try migrator.migrate(queue)
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
}
