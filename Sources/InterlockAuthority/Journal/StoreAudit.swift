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
    /// The record of the last complete list, the only one whose bytes are kept.
    private(set) var newestList: UInt64?
    private(set) var tokens = 0
    private(set) var enrolments: [[UInt8]: UInt64] = [:]
    private(set) var refusals: [[UInt8]: Int] = [:]
    /// The number of records in the file before the last change, as the store says.
    private var synced: UInt64 = 0
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

    /// The contents of `row`; a fault in it counts as its record's.
    func reading<Result>(_ row: StoreRow, _ body: (StoreRow) throws -> Result) throws -> Result {
        do throws(AuthorityError) {
            return try row.reading(body)
        } catch {
            throw Fault(row.record, error.reason)
        }
    }

    private mutating func readHeads() throws {
        let rows = try StoreRow.all(self.database, of: "head", "SELECT message, synced FROM head")
        guard let row = rows.first else { throw Fault(nil, "the journal has no head") }
        guard rows.count == 1 else { throw Fault(nil, "the journal has \(rows.count) heads") }
        do throws(AuthorityError) {
            self.head = try JournalHead(decoding: row.bytes("message"), authority: self.authority)
            self.synced = try row.number("synced")
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
        var (offset, end) = (0, 0)
        while let row = try rows.next().map({ StoreRow($0, of: "record") }) {
            let (sequence, body, fileEnd): (UInt64, [UInt8], Int) = try self.reading(row) {
                (try $0.number("sequence"), try $0.bytes("body"), try $0.number("file_end"))
            }
            guard sequence == self.records else { throw Fault(self.records, "is missing in the store") }
            if offset < bytes.count {
                offset = try self.checkFrame(bytes, at: offset, body)
            } else {
                self.unsynced += 1
            }
            end += body.count + Frame.overhead
            guard fileEnd == end else {
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
        if let signed = self.head?.previousCount, signed != self.synced {
            throw Fault(
                nil,
                "the authority has signed \(signed) records before its last act, the store has \(self.synced)"
            )
        }
        let inFile = self.records - self.unsynced
        guard self.synced < self.records else {
            throw Fault(nil, "the store has \(self.synced) of \(self.records) records before the last act")
        }
        guard inFile >= self.synced else {
            throw Fault(inFile, "is missing in the file, where it was before")
        }
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
        case .list:
            self.lists += 1
            if record.event["base"] == .null { self.newestList = record.sequence }
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
