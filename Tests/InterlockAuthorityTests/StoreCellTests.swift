import FoundationEssentials
import GRDB
import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import Testing

@testable import InterlockAuthority

/// Every cell of every table is proven by the journal, or declared here not to matter.
@Suite struct StoreCellTests {
    /// A row's own number, which nothing refers to.
    private static let meaningless: Set<String> = ["certificate.id"]

    private let world: AuthorityWorld
    private let now = AuthorityWorld.start.adding(seconds: 60)

    init() throws { self.world = try AuthorityWorld() }

    /// Rows of every kind: revoked, on hold, released, renewed; tokens that were used, tried and neither; deltas.
    private func fill() throws {
        let desk = self.world.desk
        let issued = try ["alice", "bob", "carol", "dave"].map {
            try desk.issue(AuthorityWorld.order($0), at: self.now)
        }
        _ = try desk.renew(issued[3].serialNumber, validity: AuthorityWorld.year, at: self.now)
        _ = try desk.revoke(
            issued[0].serialNumber,
            reason: .keyCompromise,
            invalidSince: self.now,
            at: self.now
        )
        _ = try desk.revoke(issued[1].serialNumber, reason: .certificateHold, at: self.now)
        _ = try desk.revoke(issued[2].serialNumber, reason: .certificateHold, at: self.now)
        _ = try desk.revoke(issued[2].serialNumber, reason: .removeFromList, at: self.now)
        _ = try desk.publishDelta(at: self.now)
        let request = try VerifiedRequest(
            from: DistinguishedName(commonName: "erin"),
            key: SigningKey(level: .bits128)
        )
        let end = self.now.adding(seconds: 600)
        let used = try desk.register(AuthorityWorld.attributes("erin"), expires: end, at: self.now)
        _ = try desk.enrol(used, request: request, validity: AuthorityWorld.year, at: self.now)
        let tried = try desk.register(AuthorityWorld.attributes("frank"), expires: end, at: self.now)
        let wrong = try EnrolmentSecret.random(named: tried.name)
        _ = try? desk.enrol(wrong, request: request, validity: AuthorityWorld.year, at: self.now)
        _ = try desk.register(AuthorityWorld.attributes("grace"), expires: end, at: self.now)
        let node = CertificateOrder(
            node: try ParticipantID("ocsp"),
            key: try SigningKey(level: .bits128).verifyingKey,
            profile: .ocspSigner,
            validity: self.now...self.now.adding(seconds: 86_400)
        )
        _ = try desk.issue([node, AuthorityWorld.order("heidi")], at: self.now)
    }

    /// Values that a cell might hold in place of `value`.
    private static func others(than value: DatabaseValue) -> [DatabaseValue] {
        switch value.storage {
        case .null: [1.databaseValue, Data([0]).databaseValue, "x".databaseValue]
        case .int64(let number):
            [number &+ 1, number &- 1, 0, -1, .min, .max].map(\.databaseValue)
                + [.null, Data([1]).databaseValue, "x".databaseValue, 1.5.databaseValue]
        case .blob(let data):
            [
                data.isEmpty ? Data([1]) : Data([data[data.startIndex] ^ 1]) + data.dropFirst(),
                data.dropLast() + Data([(data.last ?? 0) ^ 0x80]), data + Data([0]), data.dropLast(), Data(),
            ].map(\.databaseValue) + [.null, 5.databaseValue, "x".databaseValue]
        case .string(let text):
            [text + "x", text.uppercased(), String(text.dropLast()), ""].map(\.databaseValue)
                + [.null, 5.databaseValue, Data(text.utf8).databaseValue]
        case .double: [.null]
        }
    }

    private func isNoticed() -> Bool {
        do {
            return try !self.world.audit().isGood
        } catch {
            return true
        }
    }

    private static func queue(_ folder: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA ignore_check_constraints = ON") }
        return try DatabaseQueue(
            path: "\(folder)/\(AuthorityStore.databaseName)",
            configuration: configuration
        )
    }

    @Test func `a change of any cell is noticed`() throws {
        try self.fill()
        #expect(try self.world.audit().problem == nil)
        let queue = try Self.queue(self.world.folder.path)
        let tables = try queue.read {
            try String.fetchAll($0, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        }
        #expect(tables == ["certificate", "grdb_migrations", "head", "list", "record", "token"])
        var (cells, changes) = (0, 0)
        for table in tables {
            let columns = try queue.read { try $0.columns(in: table).map(\.name) }
            let key = try queue.read { try $0.primaryKey(table).columns }
            let rows = try queue.read { try Row.fetchAll($0, sql: "SELECT * FROM \(table)") }
            #expect(!rows.isEmpty, "\(table)")
            for row in rows {
                for column in columns {
                    let value: DatabaseValue = row[column]
                    var tried = 0
                    for other in Self.others(than: value) where other != value {
                        let place = key.map { "\($0) = ?" }.joined(separator: " AND ")
                        let keys = key.map { row[$0] as DatabaseValue }
                        let done: Void? = try? queue.write {
                            try $0.execute(
                                sql: "UPDATE \(table) SET \(column) = ? WHERE \(place)",
                                arguments: StatementArguments([other] + keys)
                            )
                        }
                        // What a constraint of the database refuses cannot be there.
                        guard done != nil else { continue }
                        tried += 1
                        let name = "\(table).\(column)"
                        #expect(
                            Self.meaningless.contains(name) || self.isNoticed(),
                            "\(name) \(keys): \(value) to \(other)"
                        )
                        let changed = key.map { $0 == column ? other : row[$0] as DatabaseValue }
                        try queue.write {
                            try $0.execute(
                                sql: "UPDATE \(table) SET \(column) = ? WHERE \(place)",
                                arguments: StatementArguments([value] + changed)
                            )
                        }
                    }
                    #expect(tried > 0, "\(table).\(column)")
                    (cells, changes) = (cells + 1, changes + tried)
                }
            }
        }
        #expect(cells > 200 && changes > 800, "\(cells) cells, \(changes) changes")
        #expect(try self.world.audit().problem == nil)
    }

    @Test func `a row that is doubled or gone is noticed`() throws {
        try self.fill()
        for table in ["certificate", "head", "list", "record", "token"] {
            let copy = try self.world.folder.copy()
            let queue = try Self.queue(copy.path)
            let count = try queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM \(table)") ?? 0 }
            for place in 0..<count {
                let key = try queue.read { try $0.primaryKey(table).columns[0] }
                let row = try queue.read {
                    try Row.fetchOne(
                        $0,
                        sql: "SELECT * FROM \(table) ORDER BY \(key) LIMIT 1 OFFSET \(place)"
                    )
                }
                guard let row else { continue }
                try queue.write {
                    try $0.execute(
                        sql: "DELETE FROM \(table) WHERE \(key) = ?",
                        arguments: [row[key] as DatabaseValue]
                    )
                }
                #expect((try? self.world.audit(copy.path).isGood) != true, "\(table) \(place)")
                let marks = row.map { _ in "?" }.joined(separator: ", ")
                try queue.write {
                    try $0.execute(
                        sql: "INSERT INTO \(table) VALUES (\(marks))",
                        arguments: StatementArguments(row.databaseValues)
                    )
                }
            }
            #expect(try self.world.audit(copy.path).problem == nil, "\(table)")
        }
    }

    @Test(arguments: [
        "CREATE TRIGGER t AFTER INSERT ON record BEGIN UPDATE certificate SET revoked_at = NULL, reason = NULL; END",
        "CREATE VIEW v AS SELECT * FROM certificate", "CREATE TABLE more(x)", "DROP INDEX certificate_end",
        "CREATE INDEX more ON certificate(renewal)", "ALTER TABLE token ADD COLUMN more INTEGER",
        "DELETE FROM grdb_migrations",
    ]) func `another schema is noticed`(_ sql: String) throws {
        try self.fill()
        try self.world.execute(sql)
        #expect(self.isNoticed())
        #expect(throws: AuthorityError.self) { _ = try self.world.reopened() }
    }

    @Test func `statistics of the database change nothing`() throws {
        try self.fill()
        try self.world.execute("ANALYZE")
        #expect(try self.world.audit().problem == nil)
    }

    /// Public lists, genuine and older: put in place of the newest by somebody without the key.
    @Test func `no older list is taken for the newest`() throws {
        let issued = try self.world.desk.issue(AuthorityWorld.order("alice"), at: self.now)
        let old = try self.world.desk.publish(at: self.now).list
        let new = try self.world.desk.revoke(issued.serialNumber, reason: .keyCompromise, at: self.now)
        let der = old.derRepresentation.hexString
        let attempts = [
            "UPDATE list SET der = NULL; UPDATE list SET der = x'\(der)' WHERE number = \(old.number)",
            "UPDATE list SET der = x'\(der)' WHERE number = \(new.list.number)",
            "DELETE FROM list WHERE number = \(new.list.number); UPDATE list SET der = x'\(der)'",
        ]
        for sql in attempts {
            let copy = try self.world.folder.copy()
            let queue = try Self.queue(copy.path)
            try queue.write { try $0.execute(sql: sql) }
            try queue.close()
            #expect(try !self.world.audit(copy.path, published: new.head.encoded).isGood)
            let desk = try self.world.reopened(in: copy.path)
            #expect(throws: AuthorityError.self) { _ = try desk.responder() }
            #expect(throws: AuthorityError.self) { _ = try desk.publish(at: self.now) }
            #expect(throws: AuthorityError.self) { _ = try desk.publishDelta(at: self.now) }
        }
        #expect(try self.world.desk.newestList() == new.list)
    }

    @Test func `no list is signed without what the last list revokes`() throws {
        let issued = try self.world.desk.issue(AuthorityWorld.order("alice"), at: self.now)
        _ = try self.world.desk.revoke(issued.serialNumber, reason: .keyCompromise, at: self.now)
        try self.world.execute(
            "UPDATE certificate SET revoked_at = NULL, reason = NULL, revocation = NULL"
        )
        #expect(throws: AuthorityError.self) { _ = try self.world.reopened().publish(at: self.now) }
        #expect(throws: AuthorityError.self) { _ = try self.world.reopened().publishDelta(at: self.now) }
    }

    /// The form of before, which says nothing of the records that the file must hold.
    @Test func `a head of version 1 is still read`() throws {
        let head = try #require(try self.world.desk.store.head(of: self.world.certificate))
        #expect(head.previousCount == 0)
        let payload = CBOR.array([.unsigned(head.count), .digest(head.digest), .time(head.time)]).encoded()
        let message = try COSESign1.sign(
            payload,
            contentType: "application/vnd.interlock.journal-head+cbor",
            certificates: .thumbprint(self.world.certificate.thumbprint),
            externalAAD: Array("interlock/1/journal-head".utf8),
            with: self.world.key
        ).encoded()
        let first = try JournalHead(decoding: message, authority: self.world.certificate)
        #expect(first.count == head.count && first.digest == head.digest && first.previousCount == nil)
        try self.world.execute("UPDATE head SET message = x'\(message.hexString)'")
        #expect(try self.world.audit(published: message).isGood)
        _ = try self.world.reopened().publish(at: self.now)
        #expect(try self.world.audit(published: message).isGood)
    }
}
