internal import FoundationEssentials
internal import GRDB
internal import InterlockCrypto

/// How far the table of records goes.
struct JournalPosition {
    /// How many records there are.
    var count: UInt64 = 0
    /// The SHA-256 of the last one.
    var digest = Digest.zero
    /// How long the file is that holds them all.
    var fileEnd = 0
    /// How many of them the file is known to hold.
    var synced: UInt64 = 0

    init(_ database: Database) throws {
        let sql = "SELECT sequence, body, file_end FROM record ORDER BY sequence DESC LIMIT 1"
        guard let row = try Row.fetchOne(database, sql: sql) else { return }
        self.count = UInt64(row["sequence"] as Int64) + 1
        self.digest = Digest(hashing: [UInt8](row["body"] as Data))
        self.fileEnd = row["file_end"]
        self.synced = UInt64(try Int64.fetchOne(database, sql: "SELECT synced FROM head") ?? 0)
    }
}
