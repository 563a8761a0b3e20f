import GRDB
import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import Testing

@testable import InterlockAuthority

@Suite struct JournalTests {
    private let world: AuthorityWorld
    private let now = AuthorityWorld.start.adding(seconds: 60)

    init() throws { self.world = try AuthorityWorld() }

    /// A journal with a record of every kind that the desk writes.
    private func fill() throws {
        let alice = try self.world.desk.issue(AuthorityWorld.order("alice"), at: self.now)
        _ = try self.world.desk.renew(alice.serialNumber, validity: AuthorityWorld.year, at: self.now)
        _ = try self.world.desk.revoke(alice.serialNumber, reason: .certificateHold, at: self.now)
        _ = try self.world.desk.revoke(alice.serialNumber, reason: .removeFromList, at: self.now)
        let attributes = try AuthorityWorld.attributes("bob")
        let end = self.now.adding(seconds: 60)
        let secret = try self.world.desk.register(attributes, expires: end, at: self.now)
        _ = try self.world.desk.enrol(
            secret,
            request: VerifiedRequest(
                from: DistinguishedName(commonName: "bob"),
                key: SigningKey(level: .bits128)
            ),
            validity: AuthorityWorld.year,
            at: self.now
        )
    }

    private func journal(_ path: String? = nil) -> String { "\(path ?? self.world.folder.path)/journal" }

    /// Changes the store behind the library's back.
    private func execute(_ sql: String, in path: String) throws {
        let queue = try DatabaseQueue(path: "\(path)/\(AuthorityStore.databaseName)")
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    @Test func `a journal that nobody touched is good`() throws {
        try self.fill()
        let audit = try self.world.audit()
        #expect(audit.problem == nil)
        #expect(audit.records == 10 && audit.certificates == 3 && audit.unsynced == 0)
        #expect(audit.head?.count == 10)
        let kinds = try self.world.desk.store.records(from: 0, limit: 100).map(\.event.kind)
        #expect(
            kinds == [
                .initialize, .issue, .renew, .revoke, .list, .release, .list, .register, .issue, .enrol,
            ]
        )
    }

    @Test func `a flipped bit in any byte of the file is found, and the record named`() throws {
        try self.fill()
        let good = try FileSystem.read(self.journal())
        var starts: [Int] = []
        var offset = 0
        while case .record(_, _, let end) = Frame.read(good, at: offset) {
            starts.append(offset)
            offset = end
        }
        #expect(offset == good.count)
        for place in good.indices {
            var bad = good
            bad[place] ^= 1 << UInt8(place % 8)
            try TemporaryFolder.write(bad, to: self.journal())
            let record = starts.lastIndex { $0 <= place }
            #expect(try self.world.audit().problem?.record == record.map { UInt64($0) }, "byte \(place)")
        }
    }

    @Test func `a file that is cut short, or goes on, is found`() throws {
        try self.fill()
        let good = try FileSystem.read(self.journal())
        guard case .record(_, _, let first) = Frame.read(good, at: 0) else {
            throw AuthorityError(.corrupt, "")
        }
        for count in [0, 1, first - 1, first, first + 1, good.count / 2] {
            try TemporaryFolder.write(Array(good[..<count]), to: self.journal())
            #expect(try !self.world.audit().isGood, "\(count) bytes left")
            #expect(throws: AuthorityError.self) { _ = try self.world.reopened().publish(at: self.now) }
        }
        try TemporaryFolder.write(good + good[..<first], to: self.journal())
        #expect(try !self.world.audit().isGood)
        try TemporaryFolder.write(good, to: self.journal())
        #expect(try self.world.audit().isGood)
    }

    @Test(arguments: [AuthorityStore.databaseName, AuthorityStore.journalName])
    func `either half of a store that is gone is found`(_ name: String) throws {
        try self.fill()
        let copy = try self.world.folder.copy()
        for file in try FileSystem.names(in: copy.path) where file.hasPrefix(name) {
            try FileSystem.remove("\(copy.path)/\(file)")
        }
        #expect(try !self.world.audit(copy.path).isGood)
        #expect(throws: AuthorityError.self) { _ = try self.world.reopened(in: copy.path) }
    }

    @Test(arguments: [
        "UPDATE certificate SET identity = 'mallory' WHERE id = 1",
        "UPDATE certificate SET not_after = not_after + 1 WHERE id = 2",
        "UPDATE certificate SET der = x'3000' WHERE id = 1",
        "UPDATE certificate SET attributes = NULL WHERE id = 1",
        "UPDATE certificate SET revoked_at = 5, reason = 1 WHERE id = 3",
        "UPDATE certificate SET revocation = NULL WHERE id = 1",
        "UPDATE certificate SET serial = x'05' WHERE id = 1", "DELETE FROM certificate WHERE id = 3",
        "UPDATE token SET used = NULL", "UPDATE token SET attempts = 9", "DELETE FROM token",
        "UPDATE token SET hash = x'00'", "UPDATE token SET expires = expires + 1",
        "UPDATE list SET number = 9 WHERE number = 1", "UPDATE list SET der = x'00' WHERE number = 2",
        "DELETE FROM list WHERE number = 1", "UPDATE record SET file_end = 5 WHERE sequence = 3",
        "UPDATE record SET body = x'00' WHERE sequence = 4",
        "PRAGMA foreign_keys = OFF; DELETE FROM record WHERE sequence = 9", "DELETE FROM head",
        "UPDATE head SET synced = 99",
    ]) func `a change of the store behind the library's back is found`(_ sql: String) throws {
        try self.fill()
        try self.execute("PRAGMA foreign_keys = OFF", in: self.world.folder.path)
        let queue = try DatabaseQueue(
            path: "\(self.world.folder.path)/\(AuthorityStore.databaseName)",
            configuration: Self.withoutForeignKeys
        )
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
        #expect(try !self.world.audit().isGood)
    }

    private static var withoutForeignKeys: Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        return configuration
    }

    @Test func `a whole older state is found by a head that was published since`() throws {
        let old = try self.world.folder.copy()
        try self.fill()
        let published = try self.world.desk.publish(at: self.now).head
        #expect(try self.world.audit(published: published.encoded).isGood)
        #expect(try self.world.audit(old.path).isGood)
        #expect(try !self.world.audit(old.path, published: published.encoded).isGood)
    }

    @Test func `a head signed by another key is refused`() throws {
        try self.fill()
        let other = try AuthorityWorld()
        #expect(try !JournalAudit(folder: self.world.folder.path, authority: other.certificate).isGood)
        let foreign = try other.desk.publish(at: self.now).head
        #expect(try !self.world.audit(published: foreign.encoded).isGood)
    }

    /// What a process leaves that was killed after its transaction and anywhere within its write to the file.
    @Test func `records that a killed process left out of the file are added by the next`() throws {
        try self.fill()
        let before = try FileSystem.read(self.journal()).count
        _ = try self.world.desk.revoke(
            self.world.desk.store.certificates(CertificateQuery(at: self.now))[2].serialNumber,
            reason: .keyCompromise,
            at: self.now
        )
        let good = try FileSystem.read(self.journal())
        for count in before..<good.count {
            try TemporaryFolder.write(Array(good[..<count]), to: self.journal())
            let audit = try self.world.audit()
            #expect(
                audit.isGood && audit.unsynced > 0,
                "\(count - before): \(String(describing: audit.problem))"
            )
        }
        _ = try self.world.reopened().publish(at: self.now)
        let completed = try FileSystem.read(self.journal())
        #expect(completed.starts(with: good))
        #expect(try self.world.audit().isGood && self.world.audit().unsynced == 0)
        // What was acknowledged before may not be missing.
        try TemporaryFolder.write(Array(completed[..<(before - 1)]), to: self.journal())
        #expect(try !self.world.audit().isGood)
    }

    @Test func `the example of the formats is this record`() throws {
        let record = JournalRecord(
            sequence: 1,
            previous: Digest(hashing: Array("the record before".utf8)),
            time: AuthorityWorld.start,
            event: JournalEvent(.refuse, [("token", .bytes([0xd4, 0xf9, 0x09, 0x98, 0xed]))])
        )
        let digest = "e025b8d48c9abca5acced694494f1748ed4a0d6b0ff8c1e27bb48b1f39ec43a6"
        #expect(Digest(hashing: record.encoded).description == digest)
    }

    @Test func `a record has one form`() throws {
        try self.fill()
        for record in try self.world.desk.store.records(from: 0, limit: 100) {
            let bytes = record.encoded
            #expect(try JournalRecord(decoding: bytes) == record)
            for place in bytes.indices {
                var bad = bytes
                bad[place] ^= 0x80
                if let other = try? JournalRecord(decoding: bad) { #expect(other.encoded == bad) }
            }
            #expect(throws: AuthorityError.self) { _ = try JournalRecord(decoding: bytes + [0]) }
            #expect(throws: AuthorityError.self) { _ = try JournalRecord(decoding: Array(bytes.dropLast())) }
        }
    }
}
