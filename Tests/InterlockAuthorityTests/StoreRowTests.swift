import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import TestSupport
import Testing

@testable import InterlockAuthority

/// Rows that anybody wrote: each is read, or refused with an error.
@Suite struct StoreRowTests {
    private static let columns = [
        "id", "serial", "subject", "identity", "profile", "generation", "renewal", "key", "attributes",
        "not_before", "not_after", "der", "record", "revoked_at", "reason", "invalid_since", "revocation",
        "hash", "expires", "attempts", "used", "number", "base",
    ]

    private static func value(_ generator: inout SeededGenerator) throws -> StoreValue {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: .null
        case 1: .integer(.random(in: .min ... .max, using: &generator))
        case 2: .integer([0, -1, .min, .max, 1 << 32, -1 << 31][Int.random(in: 0..<6, using: &generator)])
        case 3: .real(.infinity)
        case 4: .text("\0")
        case 5: .bytes([])
        case 6: .bytes([UInt8](repeating: .random(in: 0...255, using: &generator), count: 32))
        case 7: .bytes(try AuthorityWorld.attributes("alice").canonicalEncoding)
        case 8: .bytes(Array("alice".utf8))
        default: .integer(.random(in: 0...12, using: &generator))
        }
    }

    @Test(arguments: [1, 2, 3]) func `no row ends the process`(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var read = 0
        for _ in 0..<20_000 {
            var values: [String: StoreValue] = [:]
            for column in Self.columns { values[column] = try Self.value(&generator) }
            let row = StoreRow(of: "certificate") { [values] in values[$0] ?? .null }
            if let issued = try? IssuedCertificate(row) {
                _ = (issued.issueEvent, issued.revocationEvent, issued.status(at: AuthorityWorld.start))
                read += 1
            }
            if let token = try? EnrolmentToken(row) {
                _ = token.event
                read += 1
            }
            if (try? StoredList(row)) != nil { read += 1 }
        }
        #expect(read > 0)
    }

    @Test func `an error names table, row, column, and what was expected and found`() {
        let row = StoreRow(of: "certificate") { $0 == "record" ? .integer(7) : .integer(-1) }
        let error = #expect(throws: AuthorityError.self) { let _: UInt32 = try row.number("generation") }
        #expect(error?.code == .corrupt)
        #expect(
            error?.reason
                == "the store's table certificate, the row of record 7, generation: "
                + "expected a number from 0 to 4294967295, found -1; see `ca journal verify`"
        )
    }

    /// Numbers that no desk wrote, in every column that holds one.
    @Test(arguments: [
        ("certificate", "generation"), ("certificate", "renewal"), ("certificate", "record"),
        ("certificate", "not_before"), ("certificate", "not_after"), ("certificate", "revoked_at"),
        ("certificate", "reason"), ("certificate", "revocation"), ("list", "number"), ("list", "base"),
        ("list", "record"), ("token", "attempts"), ("token", "record"), ("token", "used"),
        ("token", "expires"),
        ("head", "synced"), ("record", "file_end"), ("record", "sequence"),
    ]) func `a damaged number ends nothing`(_ table: String, _ column: String) throws {
        let now = AuthorityWorld.start.adding(seconds: 60)
        let world = try AuthorityWorld()
        let issued = try world.desk.issue(AuthorityWorld.order("alice"), at: now)
        _ = try world.desk.revoke(issued.serialNumber, reason: .superseded, at: now)
        let attributes = try AuthorityWorld.attributes("bob")
        let secret = try world.desk.register(attributes, expires: now.adding(seconds: 9), at: now)
        let text = secret.text()
        for number in [Int64.min, -1, .max - 1, .max] {
            let copy = try world.folder.copy()
            let last = "(SELECT MAX(rowid) FROM \(table))"
            let place = table == "token" ? "" : " WHERE rowid = \(last)"
            try world.execute("UPDATE \(table) SET \(column) = \(number)\(place)", in: copy.path)
            #expect((try? world.audit(copy.path).isGood) != true)
            guard let desk = try? world.reopened(in: copy.path) else { continue }
            _ = try? desk.store.certificates(CertificateQuery(at: now))
            _ = try? desk.store.records(from: 0, limit: 100)
            _ = try? desk.newestList()
            _ = try? desk.responder()
            _ = try? desk.moment(at: now)
            _ = try? desk.nextGeneration(of: ParticipantID("alice"))
            _ = try? desk.issue(AuthorityWorld.order("alice", generation: 1), at: now)
            _ = try? desk.renew(issued.serialNumber, validity: AuthorityWorld.year, at: now)
            _ = try? desk.revoke(issued.serialNumber, reason: .keyCompromise, at: now)
            let request = try VerifiedRequest(
                from: DistinguishedName(commonName: "bob"),
                key: SigningKey(level: .bits128)
            )
            _ = try? desk.enrol(
                EnrolmentSecret(text),
                request: request,
                validity: AuthorityWorld.year,
                at: now
            )
            _ = try? desk.publish(at: now)
            _ = try? desk.publishDelta(at: now)
        }
    }

    /// Everything that reads the store, and what a desk does with it.
    private static func exercise(_ world: AuthorityWorld, in folder: String, _ serial: SerialNumber) {
        let now = AuthorityWorld.start.adding(seconds: 60)
        _ = try? world.audit(folder)
        guard let desk = try? world.reopened(in: folder) else { return }
        _ = try? desk.store.certificates(CertificateQuery(at: now))
        _ = try? desk.store.records(from: 0, limit: 100)
        _ = try? desk.unpublishedList(besides: [], head: nil)
        _ = try? desk.responder()
        _ = try? desk.issue(AuthorityWorld.order("carol"), at: now)
        _ = try? desk.revoke(serial, reason: .keyCompromise, at: now)
        _ = try? desk.publishDelta(at: now)
    }

    @Test(arguments: [1, 2, 3, 4]) func `no flipped bit of a file ends the process`(_ seed: UInt64) throws {
        let now = AuthorityWorld.start.adding(seconds: 60)
        let world = try AuthorityWorld()
        let issued = try world.desk.issue(AuthorityWorld.order("alice"), at: now)
        _ = try world.desk.revoke(issued.serialNumber, reason: .certificateHold, at: now)
        let end = now.adding(seconds: 9)
        _ = try world.desk.register(AuthorityWorld.attributes("bob"), expires: end, at: now)
        try world.checkpoint()
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let copy = try world.folder.copy()
            for name in try FileSystem.names(in: copy.path) {
                let path = "\(copy.path)/\(name)"
                guard [AuthorityStore.databaseName, AuthorityStore.journalName].contains(name) else {
                    try FileSystem.remove(path)
                    continue
                }
                var bytes = try FileSystem.read(path)
                for _ in 0..<Int.random(in: 1...8, using: &generator) {
                    guard let place = bytes.indices.randomElement(using: &generator) else { continue }
                    bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                }
                try TemporaryFolder.write(bytes, to: path)
            }
            Self.exercise(world, in: copy.path, issued.serialNumber)
        }
    }

    @Test func `the last generation has no next one`() throws {
        let world = try AuthorityWorld()
        let now = AuthorityWorld.start.adding(seconds: 60)
        _ = try world.desk.issue(AuthorityWorld.order("alice", generation: .max), at: now)
        let error = #expect(throws: AuthorityError.self) {
            _ = try world.desk.nextGeneration(of: ParticipantID("alice"))
        }
        #expect(error?.code == .limitExceeded)
    }
}
