internal import FoundationEssentials
internal import GRDB
internal import InterlockCrypto

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
            return try Data.fetchAll(database, sql: sql, arguments: [Int64(clamping: first), limit])
                .map { try JournalRecord(decoding: [UInt8]($0)) }
        }
    }
}
