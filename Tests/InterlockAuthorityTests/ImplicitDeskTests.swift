import InterlockCrypto
import InterlockIdentity
import Testing

@testable import InterlockAuthority

@Suite("Authority: implicit certificates")
struct ImplicitDeskTests {
    private let world: AuthorityWorld
    private let issuer: ImplicitAuthority

    init() throws {
        self.world = try AuthorityWorld()
        let key = try SigningKey(level: .bits128)
        let issued = try self.world.desk.certifyImplicitIssuer(
            named: "Meters",
            key: key.verifyingKey,
            validity: AuthorityWorld.year,
            at: AuthorityWorld.start
        )
        self.issuer = try ImplicitAuthority(certificate: issued.certificate(), key: key)
    }

    private func order(_ name: String, point: VerifyingKey? = nil, generation: UInt32 = 0) throws
        -> ImplicitOrder
    {
        let attributes = try AuthorityWorld.attributes(name)
        return ImplicitOrder(
            request: ImplicitRequest(
                identity: attributes.identity,
                point: try point ?? SigningKey(level: .bits128).verifyingKey
            ),
            attributes: attributes,
            generation: generation,
            validity: AuthorityWorld.year
        )
    }

    private func issue(_ order: ImplicitOrder) throws -> AuthorityDesk.ImplicitIssue? {
        try self.world.desk.issue([order], by: self.issuer, at: AuthorityWorld.start).first
    }

    private func code<Value>(_ body: () throws -> Value) -> AuthorityError.Code? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? AuthorityError)?.code
        }
    }

    @Test func `what is issued is on record, in the journal, and on the list once it is revoked`() throws {
        let issue = try #require(try self.issue(self.order("alice")))
        #expect(try issue.issued.implicitCertificate() == issue.response.certificate)
        #expect(self.code { try issue.issued.certificate() } == .corrupt)
        #expect(try self.world.audit().isGood)
        let list = try self.world.desk.revoke(
            issue.issued.serialNumber,
            reason: .keyCompromise,
            at: AuthorityWorld.start
        ).list
        #expect(list.entry(for: issue.issued.serialNumber)?.reason == .keyCompromise)
        #expect(try self.world.audit().isGood)
    }

    @Test func `a place, and a request's point, are used once`() throws {
        let point = try SigningKey(level: .bits128).verifyingKey
        _ = try self.issue(self.order("alice", point: point))
        #expect(self.code { try self.issue(self.order("alice")) } == .alreadyIssued)
        #expect(self.code { try self.issue(self.order("alice", point: point, generation: 1)) } == .keyReused)
        #expect(self.code { try self.issue(self.order("bob", point: point)) } == .keyReused)
        #expect(self.code { try self.issue(self.order("alice", generation: 1)) } == nil)
        // Neither as an X.509 key.
        #expect(
            self.code {
                try self.world.desk.issue(AuthorityWorld.order("bob", key: point), at: AuthorityWorld.start)
            } == .keyReused
        )
        var x509 = try AuthorityWorld.order("carol")
        x509.profile = .implicit
        #expect(self.code { try self.world.desk.issue(x509, at: AuthorityWorld.start) } == .refused)
    }

    @Test func `an implicit certificate is not renewed`() throws {
        let issue = try #require(try self.issue(self.order("alice")))
        #expect(
            self.code {
                try self.world.desk.renew(
                    issue.issued.serialNumber,
                    validity: AuthorityWorld.year,
                    at: AuthorityWorld.start
                )
            } == .notRenewable
        )
    }

    @Test func `an issuer of another authority, or one that is revoked, issues nothing here`() throws {
        let other = try ImplicitDeskTests()
        #expect(
            self.code {
                try self.world.desk.issue([self.order("alice")], by: other.issuer, at: AuthorityWorld.start)
            } == .unknownCertificate
        )
        _ = try self.world.desk.revoke(
            self.issuer.issuer.certificate.serialNumber,
            reason: .keyCompromise,
            at: AuthorityWorld.start
        )
        #expect(self.code { try self.issue(self.order("alice")) } == .alreadyRevoked)
        #expect(
            self.code {
                try self.world.desk.certifyImplicitIssuer(
                    named: "Meters",
                    key: self.issuer.issuer.verifyingKey,
                    validity: AuthorityWorld.year,
                    at: AuthorityWorld.start
                )
            } == .keyReused
        )
    }

    @Test func `a token gets one implicit certificate`() throws {
        func register(_ profile: EnrolmentProfile) throws -> [UInt8] {
            try self.world.desk.register(
                AuthorityWorld.attributes("alice"),
                profile: profile,
                expires: AuthorityWorld.start.adding(seconds: 60),
                at: AuthorityWorld.start
            ).text().publicCopy()
        }
        func enrol(_ token: [UInt8], _ name: String, after seconds: Int64 = 0) throws
            -> AuthorityDesk.ImplicitIssue
        {
            try self.world.desk.enrol(
                EnrolmentSecret(SecretBytes(copying: token)),
                request: self.order(name).request,
                by: self.issuer,
                validity: AuthorityWorld.year,
                at: AuthorityWorld.start.adding(seconds: seconds)
            )
        }
        let token = try register(.implicit)
        #expect(self.code { try enrol(token, "bob") } == .tokenMismatch)
        #expect(self.code { try enrol(token, "alice", after: 61) } == .tokenExpired)
        #expect(try enrol(token, "alice").issued.identity == "alice")
        #expect(self.code { try enrol(token, "alice") } == .tokenUsed)
        #expect(self.code { try enrol(register(.participant), "alice") } == .tokenMismatch)
        #expect(try self.world.audit().isGood)
    }
}
