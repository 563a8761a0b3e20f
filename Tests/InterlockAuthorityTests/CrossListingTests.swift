import InterlockCrypto
import InterlockIdentity
import Testing

@testable import InterlockAuthority

/// After a rollover either folder lists what both have revoked.
@Suite struct CrossListingTests {
    let world: AuthorityWorld
    let now: Timestamp
    /// The same name, another key.
    let other: CertificateAuthority

    init() throws {
        self.world = try AuthorityWorld()
        self.now = AuthorityWorld.start.adding(seconds: 3_600)
        let own = self.world.desk.authority.certificate
        self.other = try CertificateAuthority.makeRoot(
            named: own.subjectName,
            key: SigningKey(level: .bits128),
            validity: own.notBefore...own.notAfter
        )
    }

    private func list(_ number: UInt64, _ entries: [(UInt64, RevocationReason)]) throws -> RevocationList {
        try self.other.revocationList(
            revoked: entries.map {
                RevokedCertificate(serialNumber: SerialNumber($0.0), revokedAt: self.now, reason: $0.1)
            },
            number: number,
            thisUpdate: self.now,
            nextUpdate: self.now.adding(seconds: 86_400)
        )
    }

    private func serials(_ list: RevocationList) -> Set<SerialNumber> {
        Set(list.entries.map(\.serialNumber))
    }

    @Test func `what another key revoked stays on all later lists; a hold goes with the other's next list`()
        throws
    {
        let own = try self.world.desk.issue(AuthorityWorld.order("alice"), at: self.now).serialNumber
        let first = try self.list(1, [(1, .keyCompromise), (2, .certificateHold)])
        let desk = self.world.desk
        let signers = [self.other.certificate]
        let crossed = try desk.crossList([first], by: signers, at: self.now).list
        #expect(self.serials(crossed) == [SerialNumber(1), SerialNumber(2)])
        let revoked = try desk.revoke(own, reason: .keyCompromise, at: self.now).list
        #expect(self.serials(revoked) == [SerialNumber(1), SerialNumber(2), own])
        #expect(try desk.publishDelta(at: self.now).list.count == 0)
        let second = try self.list(2, [(1, .keyCompromise), (3, .superseded)])
        #expect(
            self.serials(try desk.crossList([second], by: signers, at: self.now).list) == [
                SerialNumber(1), SerialNumber(3), own,
            ]
        )
        #expect(try desk.publish(at: self.now).list.count == 3)
        #expect(try self.world.audit().isGood)
    }

    @Test func `a list that is not by another key of the name, or not of everything, is refused`() throws {
        let desk = self.world.desk
        let stranger = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Stranger"),
            key: SigningKey(level: .bits128),
            validity: self.other.certificate.notBefore...self.other.certificate.notAfter
        )
        let foreign = try stranger.revocationList(
            revoked: [],
            number: 1,
            thisUpdate: self.now,
            nextUpdate: self.now.adding(seconds: 60)
        )
        let base = try self.list(1, [])
        let delta = try self.other.deltaRevocationList(
            since: base,
            revoked: [],
            number: 2,
            thisUpdate: self.now,
            nextUpdate: self.now.adding(seconds: 60)
        )
        let own = try desk.publish(at: self.now).list
        let signers = [self.other.certificate, stranger.certificate, desk.authority.certificate]
        for list in [foreign, delta, own] {
            let error = #expect(throws: AuthorityError.self) {
                try desk.crossList([list], by: signers, at: self.now)
            }
            #expect(error?.code == .refused, "\(list)")
        }
        #expect(throws: AuthorityError.self) {
            try desk.crossList([base], by: [stranger.certificate], at: self.now)
        }
    }
}
