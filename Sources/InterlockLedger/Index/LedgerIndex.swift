internal import FoundationEssentials
internal import GRDB
internal import InterlockCrypto
internal import InterlockIdentity
internal import InterlockMarket

/// What a peer has looked up of its blocks, in SQLite: verdicts, trades, and how far each order is filled.
///
/// It can be deleted at any time: a peer rebuilds it from its blocks. One SQL transaction a block, synced now and
/// then only (WAL, `synchronous = NORMAL`): a loss of power may take back its last blocks, which the peer adds again,
/// but mixes no old pages with new. One that is damaged, or does not match the blocks, is thrown away.
final class LedgerIndex {
    private let database: DatabaseQueue

    /// Raised with every change of the tables; an index of another version is rebuilt.
    private static let version = 2

    /// Opens a file, or makes it; one that is damaged or of another version is replaced.
    init(path: String) throws(LedgerError) {
        do {
            self.database = try Self.open(path)
        } catch {
            for file in [path, "\(path)-wal", "\(path)-shm"] where FileSystem.exists(file) {
                try? FileSystem.remove(file)
            }
            do {
                self.database = try Self.open(path)
            } catch {
                throw LedgerError(.storage, "\(path): \(error)")
            }
        }
    }

    private static func open(_ path: String) throws -> DatabaseQueue {
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
            let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            guard found != Self.version else { return }
            guard found == 0 else { throw LedgerError(.corrupt, "the index is of version \(found)") }
            try database.execute(sql: Self.tables)
        }
        // SQLite looks at a page when a query comes to it, which would be too late to build the index anew.
        let verdict = try queue.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        guard verdict == "ok" else {
            throw LedgerError(.corrupt, "the index is damaged: \(verdict ?? "no verdict")")
        }
        return queue
    }

    private static let tables = """
        CREATE TABLE block(
            number INTEGER PRIMARY KEY, hash BLOB NOT NULL, time INTEGER NOT NULL, transactions INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE entry(
            id BLOB NOT NULL, block INTEGER NOT NULL, place INTEGER NOT NULL, code INTEGER NOT NULL,
            context INTEGER NOT NULL, PRIMARY KEY(block, place)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX entry_id ON entry(id);
        CREATE TABLE trade(
            number INTEGER PRIMARY KEY, id BLOB NOT NULL, block INTEGER NOT NULL, period INTEGER NOT NULL,
            buyer TEXT NOT NULL, seller TEXT NOT NULL, energy INTEGER NOT NULL, price INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE fill(
            participant TEXT NOT NULL, first INTEGER NOT NULL, period INTEGER NOT NULL, version BLOB NOT NULL,
            sequence INTEGER NOT NULL, filled INTEGER NOT NULL, PRIMARY KEY(participant, first, period)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX fill_period ON fill(period);
        PRAGMA user_version = 2;
        """

    /// The last block that it holds.
    func last() throws(LedgerError) -> (number: UInt64, hash: Digest)? {
        try self.reading { database in
            guard
                let row = try Row.fetchOne(
                    database,
                    sql: "SELECT number, hash FROM block ORDER BY number DESC LIMIT 1"
                )
            else { return nil }
            return (
                UInt64(row["number"] as Int64), try Digest(rawRepresentation: [UInt8](row["hash"] as Data))
            )
        }
    }

    /// Throws everything away.
    func clear() throws(LedgerError) {
        try self.writing { database in
            try database.execute(
                sql: "DELETE FROM block; DELETE FROM entry; DELETE FROM trade; DELETE FROM fill"
            )
        }
    }

    /// Adds a block with its verdicts, and what it changed of the fills.
    func add(_ block: Block, _ outcomes: [LedgerState.Outcome], fills: FillBook) throws(LedgerError) {
        let header = block.header
        try self.writing { database in
            try database.cachedStatement(sql: "INSERT INTO block VALUES (?, ?, ?, ?)").execute(arguments: [
                Int64(header.number), Data(header.hash.rawRepresentation), header.time.secondsSinceEpoch,
                outcomes.count,
            ])
            let entry = try database.cachedStatement(sql: "INSERT INTO entry VALUES (?, ?, ?, ?, ?)")
            for (place, outcome) in outcomes.enumerated() {
                try entry.execute(arguments: [
                    Data(outcome.id.rawRepresentation), Int64(header.number), place,
                    Int(outcome.code.rawValue),
                    outcome.isContext ? 1 : 0,
                ])
                try Self.add(outcome.trades, block: header.number, database)
                try Self.add(outcome.touched, fills: fills, database)
            }
            try database.cachedStatement(sql: "DELETE FROM fill WHERE period <= ?")
                .execute(arguments: [header.time.secondsSinceEpoch])
        }
    }

    private static func add(_ trades: [Trade], block: UInt64, _ database: Database) throws {
        let statement = try database.cachedStatement(sql: "INSERT INTO trade VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        for trade in trades {
            try statement.execute(arguments: [
                Int64(trade.number), Data(trade.id.digest.rawRepresentation), Int64(block),
                trade.period.start.secondsSinceEpoch, trade.buyer.description, trade.seller.description,
                trade.energy.wattHours, trade.price.units,
            ])
        }
    }

    private static func add(_ keys: [FillBook.Key], fills: FillBook, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO fill VALUES (?, ?, ?, ?, ?, ?)"
        )
        for key in keys {
            guard let fill = fills.fills[key] else { continue }
            try statement.execute(arguments: [
                key.order.participant.description, Int64(key.order.sequence),
                key.period.start.secondsSinceEpoch, Data(fill.order.digest.rawRepresentation),
                Int64(fill.sequence), fill.filled.wattHours,
            ])
        }
    }

    /// The fills as of the last block.
    func fills() throws(LedgerError) -> (fills: [FillBook.Key: FillBook.Fill], nextTrade: UInt64) {
        try self.reading { database in
            var fills: [FillBook.Key: FillBook.Fill] = [:]
            for row in try Row.fetchAll(database, sql: "SELECT * FROM fill") {
                let key = FillBook.Key(
                    order: OrderKey(
                        participant: try ParticipantID(row["participant"]),
                        sequence: UInt64(row["first"] as Int64)
                    ),
                    period: try DeliveryPeriod(start: Timestamp(secondsSinceEpoch: row["period"]))
                )
                fills[key] = FillBook.Fill(
                    order: OrderID(digest: try Digest(rawRepresentation: [UInt8](row["version"] as Data))),
                    sequence: UInt64(row["sequence"] as Int64),
                    filled: Energy(wattHours: row["filled"])
                )
            }
            let last = try Int64.fetchOne(database, sql: "SELECT MAX(number) FROM trade")
            return (fills, last.map { UInt64($0) + 1 } ?? 0)
        }
    }

    /// Where the valid transactions are that later verdicts rest on: genesis, certificates, revocation
    /// lists, cancels, changes of rules.
    func context() throws(LedgerError) -> [(block: UInt64, place: Int)] {
        try self.reading { database in
            let sql = "SELECT block, place FROM entry WHERE context = 1 ORDER BY block, place"
            return try Row.fetchAll(database, sql: sql).map { (UInt64($0["block"] as Int64), $0["place"]) }
        }
    }

    /// The verdicts on a block's transactions.
    func codes(of block: UInt64) throws(LedgerError) -> [ValidationCode] {
        try self.reading { database in
            let sql = "SELECT code FROM entry WHERE block = ? ORDER BY place"
            return try Int.fetchAll(database, sql: sql, arguments: [Int64(block)])
                .compactMap { ValidationCode(rawValue: UInt8($0)) }
        }
    }

    private func reading<Result>(_ body: (Database) throws -> Result) throws(LedgerError) -> Result {
        do {
            return try self.database.read(body)
        } catch {
            throw LedgerError(.storage, "the index: \(error)")
        }
    }

    private func writing(_ body: (Database) throws -> Void) throws(LedgerError) {
        do {
            try self.database.write(body)
        } catch {
            throw LedgerError(.storage, "the index: \(error)")
        }
    }
}
