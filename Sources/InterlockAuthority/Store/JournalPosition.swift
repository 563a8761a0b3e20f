internal import GRDB
internal import InterlockCrypto

/// How far the table of records goes.
struct JournalPosition {
    /// How many records there are.
    private(set) var count: UInt64 = 0
    /// The SHA-256 of the last one.
    private(set) var digest = Digest.zero
    /// The moment of the last one; nil while there is none.
    private(set) var time: Timestamp?
    /// How long the file is that holds them all.
    private(set) var fileEnd = 0
    /// How many of them the file is known to hold.
    private(set) var synced: UInt64 = 0

    /// More records, and more bytes, than any journal has; sums of such numbers fit an `Int64`.
    private static let limit: UInt64 = 1 << 56

    init(_ database: Database) throws {
        let sql = "SELECT sequence, body, file_end FROM record ORDER BY sequence DESC LIMIT 1"
        guard let row = try StoreRow.first(database, of: "record", sql) else { return }
        let sequence: UInt64 = try row.number("sequence")
        let body = try row.bytes("body")
        guard sequence < Self.limit else { throw row.error("sequence", "a number below \(Self.limit)") }
        let fileEnd: Int = try row.number("file_end")
        guard (0..<Int(Self.limit)).contains(fileEnd) else {
            throw row.error("file_end", "a number below \(Self.limit)")
        }
        self.count = sequence + 1
        self.digest = Digest(hashing: body)
        self.time = try JournalRecord(decoding: body).time
        self.fileEnd = fileEnd
        let head = try StoreRow.first(database, of: "head", "SELECT synced FROM head")
        self.synced = try head?.number("synced") ?? 0
    }
}
