import InterlockCrypto
import Testing

@testable import InterlockIdentity

@Suite("Implicit certificates: chains")
struct ImplicitChainTests {
    private let made: ImplicitWorld
    private let noon = CertificateWorld.noon

    init() throws { self.made = try ImplicitWorld() }

    private func verify(
        _ certificate: ImplicitCertificate? = nil,
        lists: [RevocationList]? = nil,
        staples: [OCSPResponse] = [],
        issuer: Certificate? = nil,
        at time: Timestamp? = nil
    ) throws -> VerifiedChain {
        try self.made.verifier(lists: lists).verify(
            certificate ?? self.made.response.certificate,
            presented: [issuer ?? self.made.issuer.certificate],
            staples: staples,
            at: time ?? self.noon
        )
    }

    private func revoked(_ serial: SerialNumber, _ reason: RevocationReason = .keyCompromise) throws
        -> [RevocationList]
    {
        let entry = RevokedCertificate(
            serialNumber: serial,
            revokedAt: CertificateWorld.start,
            reason: reason
        )
        return [
            self.made.world.rootList,
            try CertificateWorld.list(self.made.world.intermediate, revoked: [entry], number: 2),
        ]
    }

    @Test func `a certificate is believed under its issuer's path`() throws {
        let chain = try self.verify()
        #expect(chain.attributes == self.made.attributes)
        #expect(chain.leaf.form == .implicit(self.made.response.certificate))
        #expect(chain.certificates.first == self.made.issuer.certificate)
        #expect(chain.certificates.count == 3)
        #expect(try chain.verifyingKey == self.made.receive(self.made.response).key.verifyingKey)
        #expect(chain.validity == CertificateWorld.validity)
    }

    @Test func `it is revoked by the lists of the authority above its issuer`() throws {
        let serial = self.made.response.certificate.serialNumber
        #expect(code { try self.verify(lists: self.revoked(serial)) } == .revoked)
        #expect(code { try self.verify(lists: self.revoked(serial, .certificateHold)) } == .revoked)
        #expect(code { try self.verify(lists: self.revoked(SerialNumber(77))) } == nil)
        // With its issuer every certificate of it goes.
        let issuer = self.made.issuer.certificate.serialNumber
        #expect(code { try self.verify(lists: self.revoked(issuer)) } == .revoked)
    }

    @Test func `what is not known of revocation fails closed`() throws {
        #expect(code { try self.verify(lists: [self.made.world.rootList]) } == .revocationUnknown)
        #expect(code { try self.verify(lists: []) } == .revocationUnknown)
        let stale = try CertificateWorld.list(
            self.made.world.intermediate,
            to: CertificateWorld.start.adding(seconds: 60)
        )
        #expect(code { try self.verify(lists: [self.made.world.rootList, stale]) } == .revocationUnknown)
        // The issuer's own key signs no list; keyUsage says so, and the name is not that of its authority.
        let fake = TestAuthority(key: self.made.issuerKey, certificate: self.made.issuer.certificate)
        #expect(fake.certificate.keyUsage == .keyAgreement)
    }

    @Test func `time, issuer and form`() throws {
        let late = CertificateWorld.end.adding(seconds: 1)
        let own = self.made.response.certificate
        let short = try self.made.authority.issue(
            to: self.made.attributes,
            request: self.made.request,
            validity: self.noon...self.noon.adding(seconds: 60)
        ).certificate
        #expect(code { try self.verify(short) } == nil)
        #expect(code { try self.verify(short, at: self.noon.adding(seconds: -1)) } == .notYetValid)
        #expect(code { try self.verify(short, at: self.noon.adding(seconds: 61)) } == .expired)
        #expect(code { try self.verify(own, at: late) } == .expired)
        #expect(code { try self.verify(issuer: self.made.world.leaf) } == .unknownIssuer)
        // A certificate that is no issuer's, named as one.
        let named = self.made.certificate(issuer: self.made.world.leaf.implicitIssuerIdentifier)
        #expect(code { try self.verify(named, issuer: self.made.world.leaf) } == .keyUsage)
        let stranger = try ImplicitWorld()
        #expect(
            code { try self.verify(stranger.response.certificate, issuer: stranger.issuer.certificate) }
                == .unknownIssuer
        )
    }

    @Test func `an issuer among the intermediates need not be presented`() throws {
        let world = self.made.world
        let verifier = try ChainVerifier(
            anchors: [world.root.certificate],
            intermediates: [world.intermediate.certificate, self.made.issuer.certificate],
            revocationLists: [world.rootList, world.intermediateList]
        )
        #expect(code { try verifier.verify(self.made.response.certificate, at: self.noon) } == nil)
    }

    @Test func `grants of every authority bind its attributes`() throws {
        let (root, key) = (self.made.world.root, try SigningKey(level: .bits128))
        func verify(_ scope: AuthorityScope) throws -> VerifiedChain {
            let certificate = try root.issueAuthority(
                named: DistinguishedName(commonName: "Member CA", organization: "North Grid"),
                key: key.verifyingKey,
                validity: CertificateWorld.validity,
                scope: scope
            )
            let member = try CertificateAuthority(certificate: certificate, key: key)
            let issuerKey = try SigningKey(level: .bits128)
            let issuer = try ImplicitAuthority(
                certificate: member.issueImplicitIssuer(
                    named: "Meters",
                    key: issuerKey.verifyingKey,
                    validity: CertificateWorld.validity
                ),
                key: issuerKey
            )
            let response = try issuer.issue(
                to: self.made.attributes,
                request: self.made.request,
                validity: CertificateWorld.validity
            )
            let verifier = try ChainVerifier(
                anchors: [root.certificate],
                revocationLists: [self.made.world.rootList, CertificateWorld.list(member)]
            )
            return try verifier.verify(
                response.certificate,
                presented: [issuer.issuer.certificate, certificate],
                at: self.noon
            )
        }
        #expect(code { try verify(.unlimited) } == .identityNamespace)
        let rules: [String: AttributeGrant.Rule] = [
            "identity": .prefix("household-"), "type": .any, "permissions": .any, "credit": .any,
            "wallet": .any,
        ]
        #expect(code { try verify(AuthorityScope(grant: AttributeGrant(rules))) } == nil)
        var narrow = rules
        narrow["credit"] = .within(0...10)
        #expect(code { try verify(AuthorityScope(grant: AttributeGrant(narrow))) } == .attributeEscalation)
        narrow["credit"] = nil
        #expect(
            code { try verify(AuthorityScope(grant: AttributeGrant(narrow))) } == .wrongAttributeAuthority
        )
        #expect(
            code { try verify(AuthorityScope(organization: "North Grid", grant: AttributeGrant(rules))) }
                == nil
        )
    }

    @Test func `the schema binds its attributes`() throws {
        let world = self.made.world
        let verifier = try ChainVerifier(
            anchors: [world.root.certificate],
            intermediates: [world.intermediate.certificate],
            revocationLists: [world.rootList, world.intermediateList],
            schema: AttributeSchema(["zone": .init(.string, isRequired: true)])
        )
        #expect(
            code {
                try verifier.verify(
                    self.made.response.certificate,
                    presented: [self.made.issuer.certificate],
                    at: self.noon
                )
            } == .invalidAttribute
        )
    }

    @Test func `X_509 leaves are judged as before`() throws {
        #expect(try self.made.verifier().verify(self.made.world.leaf, at: self.noon).certificates.count == 3)
    }
}
