internal import GRDB
internal import InterlockCrypto
internal import InterlockIdentity

extension AuthorityStore {
    /// Makes one change, for good: rows, records and head are on the disk when this returns, or none is.
    ///
    /// What is written is dated `time`, or as the last record where that is later: a clock that went back dates nothing
    /// before what is on record.
    ///
    /// Where the file of the journal cannot be written this throws though the rows are there: what was to be handed
    /// out is on record then, and the next call completes the file.
    func commit<Result>(
        at time: Timestamp,
        certificate: Certificate,
        key: SigningKey,
        _ body: (StoreTransaction) throws -> Result
    ) throws(AuthorityError) -> Result {
        guard !self.file.isReadOnly else {
            throw AuthorityError(.storage, "\(self.folder): may only be read, so nothing can be written down")
        }
        return try Self.converting(self.folder) {
            try self.database.writeWithoutTransaction { database in
                try self.file.lock()
                defer { self.file.unlock() }
                var done: (result: Result, frames: [UInt8])?
                try database.inTransaction(.immediate) {
                    let position = try JournalPosition(database)
                    try self.completeFile(database, to: position)
                    let transaction = StoreTransaction(database, time: time, position: position)
                    let result = try body(transaction)
                    done = (result, transaction.frames)
                    guard transaction.count > position.count else { return .commit }
                    let head = try JournalHead(
                        count: transaction.count,
                        digest: transaction.last,
                        time: transaction.time,
                        previousCount: position.count,
                        certificate: certificate,
                        key: key
                    )
                    try transaction.write(head, synced: position.count)
                    return .commit
                }
                guard let done else { throw AuthorityError(.storage, "\(self.folder): no transaction") }
                if !done.frames.isEmpty { try self.file.append(done.frames) }
                return done.result
            }
        }
    }

    /// Appends to the file what a process that was killed left out of it.
    ///
    /// - Throws: `AuthorityError` with code `corrupt` where a record is missing or differs that was in the file before.
    private func completeFile(_ database: Database, to position: JournalPosition) throws {
        let byteCount = try self.file.byteCount()
        guard byteCount != position.fileEnd else { return }
        let sql = "SELECT sequence, body FROM record WHERE sequence >= ? ORDER BY sequence"
        var missing: [UInt8] = []
        let synced = Int64(clamping: position.synced)
        for row in try StoreRow.all(database, of: "record", sql, [synced]) {
            Frame.encode(try row.bytes("body"), number: try row.number("sequence"), into: &missing)
        }
        let start = position.fileEnd - missing.count
        guard start >= 0, byteCount >= start, byteCount < position.fileEnd,
            try self.file.read(from: start).elementsEqual(missing.prefix(byteCount - start))
        else {
            throw AuthorityError(
                .corrupt,
                "\(self.file.path): has \(byteCount) bytes where the store knows \(position.fileEnd); "
                    + "see `ca journal verify`"
            )
        }
        try self.file.append(Array(missing.dropFirst(byteCount - start)))
    }
}
