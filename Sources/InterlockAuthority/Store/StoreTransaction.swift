internal import FoundationEssentials
internal import GRDB
internal import InterlockCrypto
internal import InterlockIdentity

/// One change of a store: its rows, and the records that go with them.
final class StoreTransaction {
    let database: Database
    /// As of when it is made: the caller's clock, or the last act's moment where the clock is behind that.
    private(set) var time: Timestamp
    /// By how many seconds the caller's clock is behind.
    private let lag: Int64
    /// The certificates that come off hold.
    private(set) var released: Set<SerialNumber> = []
    private(set) var count: UInt64
    private(set) var last: Digest
    private var fileEnd: Int
    private var knownAuthorities: [SubordinateAuthority]?
    /// The frames that are to follow in the file.
    private(set) var frames: [UInt8] = []

    init(_ database: Database, time: Timestamp, position: JournalPosition) {
        self.database = database
        self.time = max(time, position.time ?? time)
        self.lag = self.time.seconds(since: time)
        self.count = position.count
        self.last = position.digest
        self.fileEnd = position.fileEnd
    }

    /// Dates what follows no earlier than `moment`.
    func advance(to moment: Timestamp) { self.time = max(self.time, moment) }

    /// A validity that was reckoned from the caller's clock, later by as much as that clock is behind.
    func dated(_ validity: ClosedRange<Timestamp>) -> ClosedRange<Timestamp> {
        guard self.lag > 0, validity.lowerBound < self.time else { return validity }
        let first = validity.lowerBound.adding(seconds: self.lag)
        return first...max(first, validity.upperBound.adding(seconds: self.lag))
    }

    /// Notes that a certificate comes off hold.
    func release(_ serial: SerialNumber) { self.released.insert(serial) }

    /// The authorities that were certified before this change.
    func authorities() throws -> [SubordinateAuthority] {
        if let known = self.knownAuthorities { return known }
        let authorities = try AuthorityStore.authorities(self.database)
        self.knownAuthorities = authorities
        return authorities
    }

    /// Writes an event down.
    ///
    /// - Returns: The record's number.
    @discardableResult func record(_ event: JournalEvent) throws -> Int64 {
        let record = JournalRecord(sequence: self.count, previous: self.last, time: self.time, event: event)
        let body = record.encoded
        let start = self.frames.count
        Frame.encode(body, number: self.count, into: &self.frames)
        self.fileEnd += self.frames.count - start
        try self.database.cachedStatement(sql: "INSERT INTO record VALUES (?, ?, ?)")
            .execute(arguments: [Int64(self.count), Data(body), self.fileEnd])
        self.last = Digest(hashing: body)
        self.count += 1
        return Int64(record.sequence)
    }

    func write(_ head: JournalHead, synced: UInt64) throws {
        try self.database.execute(
            sql: "INSERT OR REPLACE INTO head VALUES (1, ?, ?)",
            arguments: [Data(head.encoded), Int64(synced)]
        )
    }
}
