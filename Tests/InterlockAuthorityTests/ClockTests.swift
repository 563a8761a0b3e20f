import InterlockCrypto
import InterlockIdentity
import Testing

@testable import InterlockAuthority

/// A clock that goes back: nothing is dated before the desk's last act.
@Suite struct ClockTests {
    private let world: AuthorityWorld
    private let noon = AuthorityWorld.start.adding(seconds: 43_200)
    private var morning: Timestamp { self.noon.adding(seconds: -7_200) }

    init() throws { self.world = try AuthorityWorld() }

    @Test func `lists and their entries are never dated before the list before`() throws {
        let issued = try self.world.desk.issue(AuthorityWorld.order("alice"), at: self.noon)
        let first = try self.world.desk.publish(at: self.noon).list
        let second = try self.world.desk.revoke(
            issued.serialNumber,
            reason: .keyCompromise,
            at: self.morning
        ).list
        #expect(second.thisUpdate >= first.thisUpdate && second.number > first.number)
        #expect(second.entries.allSatisfy { $0.revokedAt <= second.thisUpdate })
        #expect(second.entries.map(\.revokedAt) == [self.noon])
        let delta = try self.world.reopened().publishDelta(at: self.morning).list
        #expect(delta.thisUpdate >= second.thisUpdate)
        #expect(try self.world.audit().isGood)
    }

    @Test func `records and heads are never dated before the record before`() throws {
        _ = try self.world.desk.issue(AuthorityWorld.order("alice"), at: self.noon)
        let published = try self.world.desk.publish(at: self.morning)
        _ = try self.world.reopened().issue(AuthorityWorld.order("bob"), at: self.morning)
        let times = try self.world.desk.store.records(from: 0, limit: 10).map(\.time)
        #expect(times == times.sorted() && times.last == self.noon)
        #expect(published.head.time == self.noon)
        #expect(try self.world.desk.moment(at: self.morning) == self.noon)
        #expect(try self.world.desk.moment(at: self.noon.adding(seconds: 1)) == self.noon.adding(seconds: 1))
    }

    @Test func `a certificate begins as late as the desk's last act, and is as long`() throws {
        _ = try self.world.desk.issue(AuthorityWorld.order("alice"), at: self.noon)
        var order = try AuthorityWorld.order("bob")
        order.validity = self.morning...self.morning.adding(seconds: 86_400)
        let issued = try self.world.desk.issue(order, at: self.morning)
        #expect(issued.validity == self.noon...self.noon.adding(seconds: 86_400))
        // It never outlives the authority.
        var long = try AuthorityWorld.order("carol")
        let end = self.world.certificate.notAfter
        long.validity = self.morning...self.morning.adding(seconds: 365 * 86_400)
        _ = try self.world.desk.publish(at: end.adding(seconds: -1_000))
        #expect(try self.world.desk.issue(long, at: self.morning).validity.upperBound == end)
        #expect(try self.world.audit().isGood)
    }

    @Test func `a token that has expired does not come back`() throws {
        let end = self.noon.adding(seconds: 60)
        let attributes = try AuthorityWorld.attributes("alice")
        let secret = try self.world.desk.register(attributes, expires: end, at: self.noon)
        _ = try self.world.desk.publish(at: end.adding(seconds: 1))
        #expect(throws: AuthorityError.self) {
            _ = try self.world.desk.enrol(
                secret,
                request: VerifiedRequest(
                    from: DistinguishedName(commonName: "alice"),
                    key: SigningKey(level: .bits128)
                ),
                validity: AuthorityWorld.year,
                at: self.noon
            )
        }
    }

    /// What a version that followed the clock has left: an entry that is dated after the list.
    @Test func `the list after one that was dated too early is dated after all entries`() throws {
        let issued = try self.world.desk.issue(AuthorityWorld.order("alice"), at: self.morning)
        _ = try self.world.desk.revoke(issued.serialNumber, reason: .superseded, at: self.morning)
        try self.world.execute("UPDATE certificate SET revoked_at = \(self.noon.secondsSinceEpoch)")
        let list = try self.world.reopened().publish(at: self.morning).list
        #expect(list.thisUpdate == self.noon)
    }

    @Test func `a revocation keeps the period that the operator chose`() throws {
        let serials = try self.world.desk.issue(
            ["alice", "bob", "carol"].map { try AuthorityWorld.order($0) },
            at: self.noon
        ).map(\.serialNumber)
        func period(_ list: RevocationList) -> Int64 { list.nextUpdate.seconds(since: list.thisUpdate) }
        let first = try self.world.desk.revoke(serials[0], reason: .superseded, at: self.noon).list
        #expect(period(first) == AuthorityDesk.listSeconds)
        _ = try self.world.desk.publish(at: self.noon, listSeconds: 90 * 86_400)
        _ = try self.world.desk.publishDelta(at: self.noon, listSeconds: 3_600)
        let second = try self.world.reopened().revoke(serials[1], reason: .superseded, at: self.noon).list
        #expect(period(second) == 90 * 86_400)
        #expect(try period(self.world.desk.publish(at: self.noon).list) == 90 * 86_400)
        let third = try self.world.desk.revoke(
            serials[2],
            reason: .superseded,
            at: self.noon,
            listSeconds: 7_200
        ).list
        #expect(period(third) == 7_200)
    }
}
