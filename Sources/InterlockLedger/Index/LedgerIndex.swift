internal import FoundationEssentials
internal import GRDB
internal import InterlockCrypto

/// A peer's verdicts on the transactions of its blocks, in SQLite, sealed with the peer's key.
///
/// It saves a peer that is opened the verification of signatures, and can be deleted at any time: the peer then judges
/// its blocks anew. The seal covers all rows, each with the hash of its block. Rows count only as far as the seal is good
/// and the hashes are those of the blocks; everything else is thrown away.
///
/// One SQL transaction a block, synced now and then only (WAL, `synchronous = NORMAL`): a loss of power may take back its
/// last blocks, which the peer adds again, but mixes no old pages with new.
final class LedgerIndex {
    private let database: DatabaseQueue
    private let key: SigningKey
    /// The verdicts from block 0 on.
    private(set) var rows: [Row]
    /// The digest of all rows.
    private var digest: Digest

    /// A block's verdicts.
    struct Row: Hashable {
        let block: Digest
        let codes: [ValidationCode]
    }

    /// Raised with every change of the tables, and of the rules that verdicts follow; an index of another version is
    /// rebuilt.
    private static let version = 3

    /// Opens the index in a peer's folder.
    convenience init(folder: String, key: SigningKey) throws(LedgerError) {
        try self.init(path: "\(folder)/index.sqlite", key: key)
    }

    /// Opens a file, or makes it; one that is damaged, of another version, or not sealed with the key is replaced.
    init(path: String, key: SigningKey) throws(LedgerError) {
        self.key = key
        do {
            (self.database, self.rows) = try Self.open(path, key.verifyingKey)
        } catch {
            for file in [path, "\(path)-wal", "\(path)-shm"] where FileSystem.exists(file) {
                try? FileSystem.remove(file)
            }
            do {
                (self.database, self.rows) = try Self.open(path, key.verifyingKey)
            } catch {
                throw LedgerError(.storage, "\(path): \(error)")
            }
        }
        self.digest = Self.digest(self.rows)
    }

    private static func open(_ path: String, _ key: VerifyingKey) throws -> (DatabaseQueue, [Row]) {
        var configuration = Configuration()
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 10000
                    """
            )
        }
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.write { database in
            let found = try Self.values(database, "PRAGMA user_version")
            if found == [[.int64(0)]] { try Self.make(database) }
            guard found == [[.int64(0)]] || found == [[.int64(Int64(Self.version))]] else {
                throw LedgerError(.corrupt, "the index is of another version")
            }
        }
        let rows = try queue.read { database in
            // SQLite looks at a page when a query comes to it, which would be too late to build the index anew.
            let verdict = try Self.values(database, "PRAGMA quick_check(1)")
            guard verdict == [[.string("ok")]] else {
                throw LedgerError(.corrupt, "the index is damaged: \(verdict)")
            }
            return try Self.rows(database, key)
        }
        return (queue, rows)
    }

    private static let tables = [
        "CREATE TABLE block(number INTEGER PRIMARY KEY, hash BLOB NOT NULL, codes BLOB NOT NULL) STRICT",
        "CREATE TABLE seal(id INTEGER PRIMARY KEY, signature BLOB NOT NULL) STRICT",
    ]

    private static func make(_ database: Database) throws {
        for table in Self.tables { try database.execute(sql: table) }
        try database.execute(sql: "PRAGMA user_version = \(Self.version)")
    }

    /// The rows, if the seal covers them and there is nothing else.
    private static func rows(_ database: Database, _ key: VerifyingKey) throws -> [Row] {
        let tables = try Self.values(database, "SELECT sql FROM sqlite_schema ORDER BY rowid")
        guard tables == Self.tables.map({ [.string($0)] }) else {
            throw LedgerError(.corrupt, "the index has other tables")
        }
        var rows: [Row] = []
        for values in try Self.values(database, "SELECT number, hash, codes FROM block ORDER BY number") {
            guard let row = Self.row(values, number: rows.count) else {
                throw LedgerError(.corrupt, "the index: row \(rows.count) is none")
            }
            rows.append(row)
        }
        let seal = try Self.values(database, "SELECT id, signature FROM seal")
        guard rows.isEmpty && seal.isEmpty || Self.isSealed(rows, seal, key) else {
            throw LedgerError(.corrupt, "the index is not sealed")
        }
        return rows
    }

    private static func isSealed(_ rows: [Row], _ seal: [[Value]], _ key: VerifyingKey) -> Bool {
        guard seal.count == 1, seal[0][0] == .int64(0), case .blob(let bytes) = seal[0][1],
            let signature = try? ECDSASignature(rawRepresentation: [UInt8](bytes), level: key.level)
        else { return false }
        return key.isValidSignature(signature, for: Self.statement(Self.digest(rows), count: rows.count))
    }

    private static func row(_ values: [Value], number: Int) -> Row? {
        guard values.count == 3, values[0] == .int64(Int64(number)), case .blob(let hash) = values[1],
            let block = try? Digest(rawRepresentation: [UInt8](hash)), case .blob(let bytes) = values[2]
        else { return nil }
        let codes = bytes.compactMap { ValidationCode(rawValue: $0) }
        return codes.count == bytes.count ? Row(block: block, codes: codes) : nil
    }

    /// Throws away what is there from a block on.
    func truncate(to count: Int) throws(LedgerError) {
        guard count < self.rows.count else { return }
        self.rows.removeLast(self.rows.count - count)
        self.digest = Self.digest(self.rows)
        try self.writing { database in
            try database.execute(sql: "DELETE FROM block WHERE number >= ?", arguments: [count])
            try database.execute(sql: "DELETE FROM seal")
            if count > 0 { try self.seal(database, self.digest, count: count) }
        }
    }

    /// Adds the next block's verdicts.
    func add(_ row: Row) throws(LedgerError) {
        let (number, digest) = (self.rows.count, Self.digest(self.digest, row))
        try self.writing { database in
            try database.cachedStatement(sql: "INSERT INTO block VALUES (?, ?, ?)").execute(arguments: [
                number, Data(row.block.rawRepresentation), Data(row.codes.map(\.rawValue)),
            ])
            try self.seal(database, digest, count: number + 1)
        }
        self.rows.append(row)
        self.digest = digest
    }

    private func seal(_ database: Database, _ digest: Digest, count: Int) throws {
        let signature = try self.key.sign(Self.statement(digest, count: count))
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO seal VALUES (0, ?)")
            .execute(arguments: [Data(signature.rawRepresentation)])
    }

    private static func digest(_ rows: [Row]) -> Digest { rows.reduce(.zero) { Self.digest($0, $1) } }

    private static func digest(_ before: Digest, _ row: Row) -> Digest {
        Digest(hashing: before.rawRepresentation + row.block.rawRepresentation + row.codes.map(\.rawValue))
    }

    /// The bytes that the seal signs; they begin as no message and no block does.
    private static func statement(_ digest: Digest, count: Int) -> [UInt8] {
        Array("interlock/1/index/\(Self.version)/\(count)/\(digest)".utf8)
    }

    private typealias Value = DatabaseValue.Storage

    /// The values of all rows as they are: GRDB's decoders trap on a value of another type.
    private static func values(_ database: Database, _ sql: String) throws -> [[Value]] {
        var rows: [[Value]] = []
        let cursor = try GRDB.Row.fetchCursor(database, sql: sql)
        while let row = try cursor.next() { rows.append(row.databaseValues.map(\.storage)) }
        return rows
    }

    private func writing(_ body: (Database) throws -> Void) throws(LedgerError) {
        do {
            try self.database.write(body)
        } catch {
            throw LedgerError(.storage, "the index: \(error)")
        }
    }
}
