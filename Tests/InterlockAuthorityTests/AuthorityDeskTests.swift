import FoundationEssentials
import GRDB
import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import TestSupport
import Testing

@testable import InterlockAuthority

@Suite struct AuthorityDeskTests {
    private let world: AuthorityWorld
    private let now = AuthorityWorld.start.adding(seconds: 60)

    init() throws { self.world = try AuthorityWorld() }

    private func expect(_ code: AuthorityError.Code, _ body: () throws -> Void) {
        do {
            try body()
            Issue.record("was not refused with \(code)")
        } catch let error as AuthorityError {
            #expect(error.code == code, "\(error)")
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func `the same order again gets the certificate on record`() throws {
        let order = try AuthorityWorld.order("alice")
        let issued = try self.world.desk.issue(order, at: self.now)
        #expect(try self.world.reopened().issue(order, at: self.now.adding(seconds: 9)) == issued)
        #expect(try self.world.desk.store.certificateCount() == 1)
        #expect(try self.world.desk.store.certificate(issued.serialNumber) == issued)
    }

    @Test func `one generation has one key and one set of attributes`() throws {
        let order = try AuthorityWorld.order("alice")
        _ = try self.world.desk.issue(order, at: self.now)
        self.expect(.alreadyIssued) {
            _ = try self.world.desk.issue(AuthorityWorld.order("alice"), at: self.now)
        }
        self.expect(.alreadyIssued) {
            _ = try self.world.desk.issue(
                AuthorityWorld.order("alice", key: order.key, credit: 1),
                at: self.now
            )
        }
        _ = try self.world.desk.issue(AuthorityWorld.order("alice", generation: 1), at: self.now)
        #expect(try self.world.desk.nextGeneration(of: ParticipantID("alice")) == 2)
    }

    @Test func `one key stands for one identity`() throws {
        let order = try AuthorityWorld.order("alice")
        _ = try self.world.desk.issue(order, at: self.now)
        self.expect(.keyReused) {
            _ = try self.world.desk.issue(AuthorityWorld.order("bob", key: order.key), at: self.now)
        }
        self.expect(.keyReused) {
            let next = try AuthorityWorld.order("alice", key: order.key, generation: 1)
            _ = try self.world.desk.issue(next, at: self.now)
        }
    }

    /// A row as earlier versions wrote it for a request whose point was compressed (0) or hybrid (1).
    private func recordOldForm(_ form: Int, of key: VerifyingKey) throws {
        let queue = try DatabaseQueue(path: "\(self.world.folder.path)/\(AuthorityStore.databaseName)")
        let old = Digest(hashing: key.otherDERRepresentations[form])
        try queue.write {
            try $0.execute(
                sql: "UPDATE certificate SET key = ? WHERE key = ?",
                arguments: [
                    Data(old.rawRepresentation), Data(RecordedKey.digest(of: key).rawRepresentation),
                ]
            )
        }
        try queue.close()
    }

    @Test(arguments: [0, 1]) func `a key recorded in another form stands for one identity all the same`(
        _ form: Int
    ) throws {
        let order = try AuthorityWorld.order("alice")
        let issued = try self.world.desk.issue(order, at: self.now)
        try self.recordOldForm(form, of: order.key)
        self.expect(.keyReused) {
            _ = try self.world.desk.issue(AuthorityWorld.order("bob", key: order.key), at: self.now)
        }
        #expect(try self.world.desk.issue(order, at: self.now).serialNumber == issued.serialNumber)
        #expect(try self.world.desk.generation(of: order.key, identity: ParticipantID("alice")) == 0)
    }

    @Test(arguments: [0, 1]) func `a compromised key is revoked in certificates that record another form`(
        _ form: Int
    ) throws {
        let order = try AuthorityWorld.order("alice")
        let issued = try self.world.desk.issue(order, at: self.now)
        try self.recordOldForm(form, of: order.key)
        let renewed = try self.world.desk.renew(
            issued.serialNumber,
            validity: AuthorityWorld.year,
            at: self.now
        )
        let list = try self.world.desk.revoke(renewed.serialNumber, reason: .keyCompromise, at: self.now).list
        #expect(list.contains(issued.serialNumber) && list.contains(renewed.serialNumber))
    }

    @Test func `a certificate may not outlive its authority`() throws {
        var order = try AuthorityWorld.order("alice")
        order.validity = self.now...self.world.certificate.notAfter.adding(seconds: 1)
        self.expect(.outsideValidity) { _ = try self.world.desk.issue(order, at: self.now) }
        order.validity = self.world.certificate.notBefore.adding(seconds: -1)...self.now
        self.expect(.outsideValidity) { _ = try self.world.desk.issue(order, at: self.now) }
    }

    @Test func `a node has no attributes, and a participant has some`() throws {
        let key = try SigningKey(level: .bits128).verifyingKey
        let validity = self.now...self.now.adding(seconds: 30 * 86_400)
        func order(_ profile: EnrolmentProfile) throws -> CertificateOrder {
            CertificateOrder(
                node: try ParticipantID("gate"),
                hosts: profile == .tlsServer ? ["gate.example"] : [],
                key: key,
                profile: profile,
                validity: validity
            )
        }
        self.expect(.refused) { _ = try self.world.desk.issue(order(.participant), at: self.now) }
        let issued = try self.world.desk.issue(order(.tlsServer), at: self.now)
        #expect(issued.attributes == nil && issued.profile == "tlsServer")
        #expect(try self.world.desk.issue(order(.tlsServer), at: self.now) == issued)
        self.expect(.notRenewable) {
            _ = try self.world.desk.renew(issued.serialNumber, validity: validity, at: self.now)
        }
        // One key, one purpose.
        self.expect(.keyReused) { _ = try self.world.desk.issue(order(.ocspSigner), at: self.now) }
        #expect(try self.world.audit().problem == nil)
    }

    private func node(
        _ name: String = "peer0",
        hosts: [String] = [],
        key: VerifyingKey,
        profile: EnrolmentProfile,
        sharesKey: Bool = false
    ) throws -> CertificateOrder {
        var order = CertificateOrder(
            node: try ParticipantID(name),
            hosts: hosts,
            key: key,
            profile: profile,
            validity: self.now...self.now.adding(seconds: 30 * 86_400)
        )
        order.sharesKey = sharesKey
        return order
    }

    @Test(arguments: [EnrolmentProfile.client, .peer, .orderer, .administrator, .gateway])
    func `a node of a network needs no attributes, and keeps its hosts`(profile: EnrolmentProfile) throws {
        let key = try SigningKey(level: .bits128).verifyingKey
        let hosts = ["127.0.0.1", "peer0.example"]
        let issued = try self.world.desk.issue(
            self.node(hosts: hosts, key: key, profile: profile),
            at: self.now
        )
        #expect(issued.attributes == nil)
        #expect(try issued.certificate().hosts() == hosts)
        let again = self.node
        #expect(
            try self.world.desk.issue(again("peer0", hosts.reversed(), key, profile, false), at: self.now)
                == issued
        )
        self.expect(.alreadyIssued) {
            _ = try self.world.desk.issue(
                again("peer0", ["other.example"], key, profile, false),
                at: self.now
            )
        }
    }

    @Test func `a gateway with attributes keeps its hosts, also when it is renewed`() throws {
        var order = try AuthorityWorld.order("gate")
        order = try CertificateOrder(
            attributes: #require(order.attributes),
            hosts: ["gate.example", "::1"],
            key: order.key,
            profile: .gateway,
            validity: order.validity
        )
        let first = try self.world.desk.issue(order, at: self.now)
        #expect(try first.certificate().hosts() == ["gate.example", "::1"])
        let later = self.now.adding(seconds: 86_400)
        let second = try self.world.desk.renew(
            first.serialNumber,
            validity: later...order.validity.upperBound,
            at: later
        )
        #expect(try second.certificate().hosts() == ["gate.example", "::1"])
        var participant = try AuthorityWorld.order("bob")
        participant = try CertificateOrder(
            attributes: #require(participant.attributes),
            hosts: ["bob.example"],
            key: participant.key,
            validity: participant.validity
        )
        self.expect(.refused) { _ = try self.world.desk.issue(participant, at: self.now) }
    }

    @Test func `a node's key may also be its TLS key where that is stated, and nobody else's`() throws {
        let key = try SigningKey(level: .bits128).verifyingKey
        let peer = try self.world.desk.issue(self.node(key: key, profile: .peer), at: self.now)
        self.expect(.keyReused) {
            _ = try self.world.desk.issue(self.node(key: key, profile: .tlsNode), at: self.now)
        }
        let shared = try self.node(hosts: ["peer0.example"], key: key, profile: .tlsNode, sharesKey: true)
        let second = try self.world.desk.issue(shared, at: self.now)
        #expect(second.profile == "tlsNode")
        for (name, profile) in [
            ("peer1", EnrolmentProfile.tlsNode), ("peer0", .orderer), ("peer0", .ocspSigner),
        ] {
            self.expect(.keyReused) {
                let order = try self.node(name, key: key, profile: profile, sharesKey: true)
                _ = try self.world.desk.issue(order, at: self.now)
            }
        }
        // One key, one fate.
        let list = try self.world.desk.revoke(peer.serialNumber, reason: .keyCompromise, at: self.now).list
        #expect(list.contains(peer.serialNumber) && list.contains(second.serialNumber))
        #expect(try self.world.audit().isGood)
    }

    @Test func `of many orders all are issued or none`() throws {
        let good = try (0..<20).map { try AuthorityWorld.order("household-\($0)") }
        let bad = try AuthorityWorld.order("bob", key: good[7].key)
        self.expect(.keyReused) { _ = try self.world.desk.issue(good + [bad], at: self.now) }
        #expect(try self.world.desk.store.certificateCount() == 0)
        #expect(try self.world.desk.issue(good, at: self.now).count == 20)
        #expect(try self.world.audit().isGood)
    }

    @Test func `a renewal keeps key and attributes, and only the newest can be renewed`() throws {
        let first = try self.world.desk.issue(AuthorityWorld.order("alice"), at: self.now)
        let later = self.now.adding(seconds: 300 * 86_400)
        let validity = later...later.adding(seconds: 365 * 86_400)
        let second = try self.world.desk.renew(first.serialNumber, validity: validity, at: later)
        #expect(second.key == first.key && second.attributes == first.attributes)
        #expect(second.renewal == 1 && second.serialNumber != first.serialNumber)
        self.expect(.notRenewable) {
            _ = try self.world.desk.renew(first.serialNumber, validity: validity, at: later)
        }
        self.expect(.notRenewable) {
            let end = validity.upperBound.adding(seconds: 1)
            _ = try self.world.desk.renew(second.serialNumber, validity: end...end, at: end)
        }
        _ = try self.world.desk.revoke(second.serialNumber, reason: .keyCompromise, at: later)
        self.expect(.alreadyRevoked) {
            _ = try self.world.desk.renew(second.serialNumber, validity: validity, at: later)
        }
        #expect(try self.world.audit().isGood)
    }

    @Test func `a hold can be lifted or made final; a revocation cannot be taken back`() throws {
        let issued = try self.world.desk.issue(AuthorityWorld.order("alice"), at: self.now)
        let serial = issued.serialNumber
        self.expect(.notRevoked) {
            _ = try self.world.desk.revoke(serial, reason: .removeFromList, at: self.now)
        }
        let held = try self.world.desk.revoke(serial, reason: .certificateHold, at: self.now)
        #expect(held.list.entry(for: serial)?.reason == .certificateHold)
        #expect(try self.world.desk.store.certificate(serial)?.status(at: self.now) == .held)
        let free = try self.world.desk.revoke(serial, reason: .removeFromList, at: self.now)
        #expect(free.list.entry(for: serial) == nil && held.list.number < free.list.number)
        _ = try self.world.desk.revoke(serial, reason: .certificateHold, at: self.now)
        _ = try self.world.desk.revoke(serial, reason: .keyCompromise, invalidSince: self.now, at: self.now)
        self.expect(.alreadyRevoked) {
            _ = try self.world.desk.revoke(serial, reason: .superseded, at: self.now)
        }
        self.expect(.notRevoked) {
            _ = try self.world.desk.revoke(serial, reason: .removeFromList, at: self.now)
        }
        self.expect(.unknownCertificate) {
            _ = try self.world.desk.revoke(SerialNumber(7), reason: .superseded, at: self.now)
        }
        #expect(try self.world.desk.store.certificate(serial)?.revocation?.invalidSince == self.now)
        #expect(try self.world.audit().isGood)
    }

    @Test func `a compromised key is revoked in all its certificates`() throws {
        let first = try self.world.desk.issue(AuthorityWorld.order("alice"), at: self.now)
        let second = try self.world.desk.renew(
            first.serialNumber,
            validity: AuthorityWorld.year,
            at: self.now
        )
        let next = try self.world.desk.issue(AuthorityWorld.order("alice", generation: 1), at: self.now)
        let list = try self.world.desk.revoke(first.serialNumber, reason: .keyCompromise, at: self.now).list
        #expect(list.entry(for: second.serialNumber)?.reason == .keyCompromise)
        #expect(list.entry(for: next.serialNumber) == nil)
        #expect(try self.world.audit().problem == nil)
    }

    @Test func `a delta list says what has changed since the complete one`() throws {
        let orders = try (0..<3).map { try AuthorityWorld.order("household-\($0)") }
        let serials = try self.world.desk.issue(orders, at: self.now).map(\.serialNumber)
        _ = try self.world.desk.revoke(serials[0], reason: .superseded, at: self.now)
        let delta = try self.world.desk.publishDelta(at: self.now).list
        #expect(delta.isDelta && delta.count == 0)
        let complete = try self.world.desk.publish(at: self.now).list
        #expect(UInt64(exactly: complete.number) == UInt64(exactly: delta.number).map { $0 + 1 })
        #expect(complete.count == 1)
        #expect(try self.world.reopened().newestList() == complete)
        #expect(try self.world.audit().problem == nil)
    }

    @Test func `queries say what is valid, expiring, pending, held and revoked`() throws {
        let orders = try (0..<6).map { try AuthorityWorld.order("household-\($0)") }
        let issued = try self.world.desk.issue(orders, at: self.now)
        _ = try self.world.desk.revoke(issued[0].serialNumber, reason: .certificateHold, at: self.now)
        _ = try self.world.desk.revoke(issued[1].serialNumber, reason: .superseded, at: self.now)
        func count(_ change: (inout CertificateQuery) -> Void, at moment: Timestamp? = nil) throws -> Int {
            var query = CertificateQuery(at: moment ?? self.now)
            change(&query)
            return try self.world.desk.store.certificates(query).count
        }
        #expect(try count { _ in } == 6)
        #expect(try count { $0.status = .valid } == 4)
        #expect(try count { $0.status = .held } == 1)
        #expect(try count { $0.status = .revoked } == 1)
        #expect(try count { $0.identity = "household-3" } == 1)
        #expect(try count { $0.limit = 2 } == 2)
        #expect(try count { $0.after = issued[3].record } == 2)
        #expect(try count { $0.expiringBy = AuthorityWorld.year.upperBound } == 4)
        #expect(try count { $0.expiringBy = AuthorityWorld.year.upperBound.adding(seconds: -1) } == 0)
        let end = AuthorityWorld.year.upperBound.adding(seconds: 1)
        #expect(try count({ $0.status = .expired }, at: end) == 4)
        #expect(try count({ $0.status = .pending }, at: AuthorityWorld.start.adding(seconds: -1)) == 4)
    }

    /// Random work by two handles of one store, compared with a dictionary.
    @Test(arguments: [1, 2, 3]) func `a store agrees with a simple model of it`(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let desks = [self.world.desk, try self.world.reopened()]
        var model: [SerialNumber: IssuedCertificate.Status] = [:]
        var names: [String: SerialNumber] = [:]
        for step in 0..<120 {
            let desk = desks[Int.random(in: 0...1, using: &generator)]
            let name = "household-\(Int.random(in: 0..<30, using: &generator))"
            switch (Int.random(in: 0..<3, using: &generator), names[name]) {
            case (_, nil):
                let serial = try desk.issue(AuthorityWorld.order(name), at: self.now).serialNumber
                names[name] = serial
                model[serial] = .valid
            case (0, let serial?) where model[serial] == .valid:
                _ = try desk.revoke(serial, reason: .certificateHold, at: self.now)
                model[serial] = .held
            case (1, let serial?) where model[serial] == .held:
                _ = try desk.revoke(serial, reason: .removeFromList, at: self.now)
                model[serial] = .valid
            case (2, let serial?) where model[serial] != .revoked:
                _ = try desk.revoke(serial, reason: .superseded, at: self.now)
                model[serial] = .revoked
            default: break
            }
            guard step.isMultiple(of: 40) else { continue }
            #expect(try self.world.audit().problem == nil)
        }
        for (serial, status) in model {
            #expect(try self.world.desk.store.certificate(serial)?.status(at: self.now) == status)
        }
        let list = try self.world.desk.publish(at: self.now).list
        #expect(Set(list.entries.map(\.serialNumber)) == Set(model.filter { $0.value != .valid }.keys))
        #expect(try self.world.audit().problem == nil)
    }
}
