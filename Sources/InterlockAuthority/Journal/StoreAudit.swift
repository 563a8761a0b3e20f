internal import FoundationEssentials
internal import GRDB
internal import InterlockCrypto
internal import InterlockIdentity

/// The steps of a ``JournalAudit``, within one consistent view of the store.
struct StoreAudit {
    private let store: AuthorityStore
    private let authority: Certificate
    private let published: [UInt8]?
    let database: Database

    private(set) var records: UInt64 = 0
    private(set) var certificates = 0
    private(set) var unsynced: UInt64 = 0
    private(set) var head: JournalHead?
    var problem: JournalAudit.Problem?

    /// The last record that tells of a certificate's revocation or release, by serial number.
    private(set) var revocations: [[UInt8]: UInt64] = [:]
    /// The records that are to have a row of their own.
    private(set) var issues = 0
    private(set) var lists = 0
    private(set) var tokens = 0
    private(set) var enrolments: [[UInt8]: UInt64] = [:]
    private(set) var refusals: [[UInt8]: Int] = [:]
    private var previous = Digest.zero
    /// The digest of the last record that the published head counts.
    private var publishedDigest: Digest?
    private var publishedHead: JournalHead?

    init(_ store: AuthorityStore, _ authority: Certificate, _ published: [UInt8]?, _ database: Database) {
        self.store = store
        self.authority = authority
        self.published = published
        self.database = database
    }

    func run() throws -> StoreAudit {
        var audit = self
        do {
            try audit.checkDatabase()
            try audit.readHeads()
            try audit.checkRecords()
            try audit.checkHeads()
            try audit.checkRows()
        } catch let fault as Fault {
            audit.problem = JournalAudit.Problem(record: fault.record, reason: fault.reason)
        }
        return audit
    }

    /// The first fault, on its way out.
    struct Fault: Error {
        let record: UInt64?
        let reason: String

        init(_ record: UInt64?, _ reason: String) {
            self.record = record
            self.reason = reason
        }
    }

    private func checkDatabase() throws {
        let verdict = try String.fetchOne(self.database, sql: "PRAGMA integrity_check(1)") ?? "no verdict"
        guard verdict == "ok" else { throw Fault(nil, "the store is damaged: \(verdict)") }
    }

    private mutating func readHeads() throws {
        guard let message = try Data.fetchOne(self.database, sql: "SELECT message FROM head") else {
            throw Fault(nil, "the journal has no head")
        }
        do throws(AuthorityError) {
            self.head = try JournalHead(decoding: [UInt8](message), authority: self.authority)
            if let published {
                self.publishedHead = try JournalHead(decoding: published, authority: self.authority)
            }
        } catch {
            throw Fault(nil, error.reason)
        }
    }

    /// Both copies, record by record.
    private mutating func checkRecords() throws {
        let bytes = try self.store.file.read(from: 0)
        let rows = try Row.fetchCursor(
            self.database,
            sql: "SELECT sequence, body, file_end FROM record ORDER BY sequence"
        )
        var offset = 0
        while let row = try rows.next() {
            let body = [UInt8](row["body"] as Data)
            guard UInt64(row["sequence"] as Int64) == self.records else {
                throw Fault(self.records, "is missing in the store")
            }
            if offset < bytes.count {
                offset = try self.checkFrame(bytes, at: offset, body)
            } else {
                self.unsynced += 1
            }
            guard self.unsynced > 0 || row["file_end"] == offset else {
                throw Fault(self.records, "the store has a wrong place for it in the file")
            }
            try self.check(body)
        }
        guard offset == bytes.count else {
            throw Fault(self.records, "the file goes on after the store's last record")
        }
        try self.checkUnsynced()
    }

    /// What was acknowledged is in the file.
    private func checkUnsynced() throws {
        let synced = UInt64(try Int64.fetchOne(self.database, sql: "SELECT synced FROM head") ?? 0)
        let inFile = self.records - self.unsynced
        guard inFile >= synced else { throw Fault(inFile, "is missing in the file, where it was before") }
    }

    /// - Returns: Where the next record begins.
    private mutating func checkFrame(_ bytes: [UInt8], at offset: Int, _ body: [UInt8]) throws -> Int {
        switch Frame.read(bytes, at: offset) {
        case .record(let number, let inFile, let end):
            guard number == self.records else {
                throw Fault(self.records, "the file has record \(number) in its place")
            }
            guard inFile == body else { throw Fault(self.records, "file and store differ") }
            return end
        case .cutShort:
            self.unsynced += 1
            return bytes.count
        case .damaged(let reason): throw Fault(self.records, "the file at byte \(offset): \(reason)")
        }
    }

    /// One record's form and place in the chain.
    private mutating func check(_ body: [UInt8]) throws {
        let record: JournalRecord
        do throws(AuthorityError) {
            record = try JournalRecord(decoding: body)
        } catch {
            throw Fault(self.records, error.reason)
        }
        guard record.sequence == self.records else {
            throw Fault(self.records, "says that it is record \(record.sequence)")
        }
        guard record.previous == self.previous else {
            throw Fault(self.records, "does not follow from the record before it")
        }
        guard (record.event.kind == .initialize) || self.records > 0 else {
            throw Fault(self.records, "the journal does not begin with init")
        }
        self.note(record)
        self.previous = Digest(hashing: body)
        self.records += 1
        if self.records == self.publishedHead?.count { self.publishedDigest = self.previous }
    }

    private mutating func note(_ record: JournalRecord) {
        let serial = record.event["serial"]?.bytesValue ?? []
        let token = record.event["token"]?.bytesValue ?? []
        switch record.event.kind {
        case .issue, .renew, .intermediate: self.issues += 1
        case .revoke, .release: self.revocations[serial] = record.sequence
        case .list: self.lists += 1
        case .register: self.tokens += 1
        case .enrol: self.enrolments[token] = record.sequence
        case .refuse: self.refusals[token, default: 0] += 1
        case .initialize: break
        }
    }

    private func checkHeads() throws {
        guard let head, head.count == self.records, head.digest == self.previous else {
            throw Fault(
                min(self.head?.count ?? 0, self.records),
                "the authority has signed \(self.head?.count ?? 0) records, and not these \(self.records)"
            )
        }
        guard let publishedHead else { return }
        guard publishedHead.count <= self.records, publishedHead.digest == self.publishedDigest else {
            throw Fault(
                min(publishedHead.count, self.records),
                "the journal did not grow from the published head of \(publishedHead.count) records"
            )
        }
    }

    mutating func count(certificates: Int) { self.certificates = certificates }
}
