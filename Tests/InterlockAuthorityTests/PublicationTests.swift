import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import Testing

@testable import InterlockAuthority

@Suite struct PublicationTests {
    private let world: AuthorityWorld
    private let now = AuthorityWorld.start.adding(seconds: 60)

    init() throws { self.world = try AuthorityWorld() }

    private func code(_ body: () throws -> Void) -> AuthorityError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? AuthorityError)?.code
        }
    }

    @Test func `a store that is older than what was published is noticed`() throws {
        let first = try self.world.desk.publish(at: self.now)
        let old = try self.world.folder.copy()
        let second = try self.world.desk.publish(at: self.now)
        let restored = try self.world.reopened(in: old.path)
        for lists in [[second.list], [first.list, second.list]] {
            #expect(
                self.code { _ = try restored.unpublishedList(besides: lists, head: nil) } == .outdated
            )
        }
        #expect(
            self.code { _ = try restored.unpublishedList(besides: [], head: second.head.encoded) }
                == .outdated
        )
        // It has gone on otherwise: the same numbers, another past.
        _ = try restored.issue(AuthorityWorld.order("alice"), at: self.now)
        _ = try restored.publish(at: self.now.adding(seconds: 1))
        #expect(
            self.code { _ = try restored.unpublishedList(besides: [second.list], head: nil) } == .outdated
        )
        #expect(
            self.code { _ = try restored.unpublishedList(besides: [], head: second.head.encoded) }
                == .outdated
        )
    }

    @Test func `what is not published yet is found, whatever else is in its place`() throws {
        let first = try self.world.desk.publish(at: self.now)
        let second = try self.world.desk.publish(at: self.now)
        let desk = self.world.desk
        #expect(try desk.unpublishedList(besides: [], head: nil) == second.list)
        #expect(try desk.unpublishedList(besides: [first.list], head: first.head.encoded) == second.list)
        #expect(try desk.unpublishedList(besides: [second.list], head: second.head.encoded) == nil)
        let other = try AuthorityWorld()
        for _ in 0..<5 { _ = try other.desk.publish(at: self.now) }
        let foreign = try other.desk.publish(at: self.now)
        #expect(
            try desk.unpublishedList(besides: [foreign.list], head: foreign.head.encoded) == second.list
        )
        #expect(try desk.unpublishedList(besides: [second.list], head: [1, 2, 3]) == nil)
        let delta = try desk.publishDelta(at: self.now)
        #expect(try desk.unpublishedList(besides: [second.list, delta.list], head: nil) == nil)
    }

    @Test func `a new key supersedes what is valid, pending and on hold`() throws {
        let desk = self.world.desk
        let held = try desk.issue(AuthorityWorld.order("alice"), at: self.now)
        _ = try desk.revoke(held.serialNumber, reason: .certificateHold, at: self.now)
        let valid = try desk.issue(AuthorityWorld.order("alice", generation: 1), at: self.now)
        var later = try AuthorityWorld.order("alice", generation: 2)
        later.validity = self.now.adding(seconds: 9)...AuthorityWorld.year.upperBound
        let pending = try desk.issue(later, at: self.now)
        let gone = try desk.issue(AuthorityWorld.order("alice", generation: 3), at: self.now)
        _ = try desk.revoke(gone.serialNumber, reason: .keyCompromise, at: self.now)
        let other = try desk.issue(AuthorityWorld.order("bob"), at: self.now)
        let newest = try desk.issue(AuthorityWorld.order("alice", generation: 4), at: self.now)
        let list = try #require(try desk.supersede(before: newest, at: self.now)).list
        for issued in [held, valid, pending] {
            #expect(list.entry(for: issued.serialNumber)?.reason == .superseded)
        }
        #expect(list.entry(for: gone.serialNumber)?.reason == .keyCompromise)
        #expect(list.entry(for: other.serialNumber) == nil && list.entry(for: newest.serialNumber) == nil)
        #expect(try desk.supersede(before: newest, at: self.now) == nil)
        #expect(try self.world.audit().problem == nil)
    }

    /// An authority below another, which was granted `grant`.
    private func desk(granted grant: AttributeGrant) throws -> (desk: AuthorityDesk, folder: TemporaryFolder)
    {
        let key = try SigningKey(level: .bits128)
        let certificate = try self.world.desk.authority.issueAuthority(
            named: DistinguishedName(commonName: "Valley CA", organization: "Test"),
            key: key.verifyingKey,
            validity: AuthorityWorld.year,
            scope: AuthorityScope(organization: "Test", grant: grant)
        )
        let folder = try TemporaryFolder()
        let desk = try AuthorityDesk(
            store: AuthorityStore.create(in: folder.path),
            certificate: certificate,
            key: key
        )
        try desk.begin(at: AuthorityWorld.start)
        return (desk, folder)
    }

    @Test func `a token that can never be used is refused when it is made`() throws {
        let end = self.now.adding(seconds: 600)
        let all: [String: AttributeGrant.Rule] = [
            "identity": .any, "type": .any, "permissions": .any, "credit": .any, "wallet": .any,
        ]
        let narrow = all.merging(["credit": .within(0...600)]) { $1 }
        for (rules, expected) in [
            (all, nil), (narrow, AuthorityError.Code.refused), ([:], AuthorityError.Code.refused),
        ] {
            let (desk, folder) = try self.desk(granted: AttributeGrant(rules))
            let refusal = self.code {
                _ = try desk.register(AuthorityWorld.attributes("alice"), expires: end, at: self.now)
            }
            #expect(refusal == expected, "\(rules.keys.sorted())")
            let kinds = try desk.store.records(from: 0, limit: 9).map(\.event.kind)
            #expect(kinds == (expected == nil ? [.initialize, .register] : [.initialize]))
            #expect(FileSystem.isFolder(folder.path))
        }
        let attributes = try AuthorityWorld.attributes("alice")
        #expect(
            self.code {
                _ = try self.world.desk.register(attributes, profile: .ocspSigner, expires: end, at: self.now)
            } == .refused
        )
        let after = self.world.certificate.notAfter.adding(seconds: 1)
        #expect(
            self.code {
                _ = try self.world.desk.register(
                    attributes,
                    expires: after.adding(seconds: 600),
                    at: after
                )
            } == .outsideValidity
        )
    }
}
