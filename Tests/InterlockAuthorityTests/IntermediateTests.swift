import InterlockCrypto
import InterlockIdentity
import Testing

@testable import InterlockAuthority

@Suite struct IntermediateTests {
    private let world: AuthorityWorld
    private let now = AuthorityWorld.start.adding(seconds: 60)

    init() throws { self.world = try AuthorityWorld() }

    private func order(_ key: SigningKey, organization: String = "Valley Grid") throws
        -> AuthorityDesk.IntermediateOrder
    {
        AuthorityDesk.IntermediateOrder(
            request: try VerifiedRequest(from: DistinguishedName(commonName: "Authority"), key: key),
            organization: organization,
            commonName: "\(organization) CA",
            validity: AuthorityWorld.year
        )
    }

    /// A certificate by that authority.
    private func member(by authority: CertificateAuthority) throws -> Certificate {
        try authority.issue(
            to: AuthorityWorld.attributes("valley-grid:alice"),
            key: SigningKey(level: .bits128).verifyingKey,
            validity: AuthorityWorld.year
        )
    }

    @Test func `an authority below the root certifies members of its organisation`() throws {
        let key = try SigningKey(level: .bits128)
        let issued = try self.world.desk.certify(self.order(key), at: self.now)
        let authority = try CertificateAuthority(certificate: issued.certificate(), key: key)
        let member = try self.member(by: authority)
        let verifier = try ChainVerifier(
            anchors: [self.world.certificate],
            intermediates: [issued.certificate()],
            revocationLists: [],
            revocationPolicy: .whereKnown
        )
        #expect(try verifier.verify(member, at: self.now).certificates.count == 3)
        #expect(try self.world.audit().problem == nil)
    }

    /// Neither does it sign what verifiers would refuse, nor do they take what it signs under another's name.
    @Test func `an authority cannot vouch for another organisation's members`() throws {
        let key = try SigningKey(level: .bits128)
        let issued = try self.world.desk.certify(self.order(key), at: self.now)
        let honest = try CertificateAuthority(certificate: issued.certificate(), key: key)
        let foreign = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Valley Grid CA", organization: "Hill Power"),
            key: key,
            validity: AuthorityWorld.year
        )
        let another = try SigningKey(level: .bits128).verifyingKey
        do {
            _ = try honest.issueAuthority(
                named: foreign.certificate.subjectName,
                key: another,
                validity: AuthorityWorld.year
            )
            Issue.record("an authority was certified under another organisation's name")
        } catch {
            #expect(error.code == .nameConstraint)
        }
        let verifier = try ChainVerifier(
            anchors: [self.world.certificate],
            intermediates: [issued.certificate(), foreign.certificate],
            revocationLists: [],
            revocationPolicy: .whereKnown
        )
        do {
            _ = try verifier.verify(self.member(by: foreign), at: self.now)
            Issue.record("another organisation's member was believed")
        } catch let error as IdentityError {
            #expect(error.code == .unknownIssuer)
        }
    }

    @Test func `the same key is certified once, renewed when asked, and another key is a rollover`() throws {
        let key = try SigningKey(level: .bits128)
        let first = try self.world.desk.certify(self.order(key), at: self.now)
        #expect(try self.world.desk.certify(self.order(key), at: self.now) == first)
        var again = try self.order(key)
        again.isRenewal = true
        let renewed = try self.world.desk.certify(again, at: self.now)
        #expect(renewed.generation == 0 && renewed.renewal == 1)
        let next = try self.world.desk.certify(self.order(SigningKey(level: .bits128)), at: self.now)
        #expect(next.generation == 1 && next.renewal == 0 && next.subject == first.subject)
        #expect(throws: AuthorityError.self) {
            _ = try self.world.desk.certify(self.order(key, organization: "Hill Power"), at: self.now)
        }
        #expect(throws: AuthorityError.self) {
            _ = try self.world.desk.renew(first.serialNumber, validity: AuthorityWorld.year, at: self.now)
        }
        #expect(try self.world.audit().problem == nil)
    }
}
