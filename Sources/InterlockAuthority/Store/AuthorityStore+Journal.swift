internal import GRDB
internal import InterlockCrypto
internal import InterlockIdentity

extension AuthorityStore {
    /// Reads while no other process writes, so that file and tables belong together.
    func locked<Result>(_ body: (Database) throws -> Result) throws(AuthorityError) -> Result {
        try Self.converting(self.folder) {
            try self.database.read { database in
                try self.file.lock()
                defer { self.file.unlock() }
                return try body(database)
            }
        }
    }

    /// Records of the journal from a number on.
    ///
    /// - Throws: `AuthorityError` with code `storage` or `corrupt`.
    public func records(from first: UInt64, limit: Int) throws(AuthorityError) -> [JournalRecord] {
        try self.reading { database in
            let sql = "SELECT body FROM record WHERE sequence >= ? ORDER BY sequence LIMIT ?"
            return try StoreRow.all(database, of: "record", sql, [Int64(clamping: first), limit])
                .map { try JournalRecord(decoding: $0.bytes("body")) }
        }
    }

    /// The moment of the last record; nil while the journal is empty.
    func lastAct() throws(AuthorityError) -> Timestamp? {
        try self.reading { try JournalPosition($0).time }
    }

    /// The SHA-256 of a record; nil where there is none of that number.
    func digest(ofRecord sequence: UInt64) throws(AuthorityError) -> Digest? {
        try self.reading { database in
            let sql = "SELECT sequence, body FROM record WHERE sequence = ?"
            return try StoreRow.first(database, of: "record", sql, [Int64(clamping: sequence)])
                .map { Digest(hashing: try $0.bytes("body")) }
        }
    }

    /// The complete list of the highest number, which nothing proves; nil while there is none.
    func latestList() throws(AuthorityError) -> StoredList? {
        try self.reading { database in
            let sql = "SELECT \(StoredList.columns) FROM list WHERE base IS NULL ORDER BY number DESC LIMIT 1"
            return try StoreRow.first(database, of: "list", sql).map { try StoredList($0) }
        }
    }

    /// The signed head; nil while the journal is empty.
    static func head(_ database: Database, _ authority: Certificate) throws -> JournalHead? {
        try StoreRow.first(database, of: "head", "SELECT message FROM head").map {
            try JournalHead(decoding: $0.bytes("message"), authority: authority)
        }
    }

    /// The newest complete list, as the journal tells of it; nil while there is none.
    ///
    /// Follows the chain of records back from the signed head, so that no change of a row puts an older list in place of
    /// the newest: only who has the authority's key can move the head.
    static func newestList(_ database: Database, _ authority: Certificate) throws -> RevocationList? {
        guard let event = try Self.newestListEvent(database, authority) else { return nil }
        guard case .unsigned(let number)? = event["number"] else {
            throw AuthorityError(.corrupt, "the journal's record of the newest list has no number")
        }
        let sql = "SELECT \(StoredList.columns) FROM list WHERE number = ? AND base IS NULL"
        let row = try StoreRow.first(database, of: "list", sql, [Int64(clamping: number)])
        guard let der = try row.map({ try StoredList($0) })?.derRepresentation,
            event["list"] == .digest(Digest(hashing: der))
        else {
            throw AuthorityError(
                .corrupt,
                "the store's list \(number) is not the one that the journal tells of as the newest; see `ca journal verify`"
            )
        }
        return try RevocationList(derRepresentation: der)
    }

    private static func newestListEvent(_ database: Database, _ authority: Certificate) throws
        -> JournalEvent?
    {
        guard let head = try Self.head(database, authority) else { return nil }
        var (count, digest) = (head.count, head.digest)
        let sql = "SELECT sequence, body FROM record WHERE sequence < ? ORDER BY sequence DESC"
        let rows = try Row.fetchCursor(database, sql: sql, arguments: [Int64(clamping: count)])
        while count > 0, let row = try rows.next() {
            let body = try StoreRow(row, of: "record").bytes("body")
            guard Digest(hashing: body) == digest else { break }
            let record = try JournalRecord(decoding: body)
            if record.event.kind == .list, record.event["base"] == .null { return record.event }
            (count, digest) = (count - 1, record.previous)
        }
        guard count == 0 else {
            throw AuthorityError(
                .corrupt,
                "record \(count - 1): is not the one that the authority has signed; see `ca journal verify`"
            )
        }
        return nil
    }
}
