import InterlockCrypto
import Testing

@testable import InterlockIdentity

@Suite struct PathValidatorTests {
    private let noon = CertificateWorld.noon
    private let root: TestAuthority

    init() throws { self.root = try TestAuthority("Root") }

    private func validator(
        _ intermediates: [Certificate] = [],
        anchors: [Certificate]? = nil,
        adjust: (inout PathPolicy) -> Void = { _ in }
    ) throws -> PathValidator {
        var policy = PathPolicy()
        policy.revocation = .whereKnown
        adjust(&policy)
        return try PathValidator(
            anchors: anchors ?? [self.root.certificate],
            intermediates: intermediates,
            policy: policy
        )
    }

    @Test func `a dead end is left, and the report says why`() throws {
        let day = CertificateWorld.start...CertificateWorld.start.adding(seconds: 60)
        let expired = try self.root.authority("CA", validity: day)
        let current = try self.root.authority("CA", key: expired.key)
        let leaf = try expired.leaf("leaf")
        let validator = try self.validator([expired.certificate, current.certificate])
        let report = validator.explain(leaf, at: self.noon)
        #expect(try report.outcome.get().certificates[1] == current.certificate)
        let alone = try self.validator([expired.certificate]).explain(leaf, at: self.noon)
        #expect(alone.rejections.map(\.error.code) == [.expired])
        #expect(alone.rejections[0].certificates == [leaf, expired.certificate])
    }

    @Test func `the same name and no key identifiers: every key is tried`() throws {
        let none = CertificateExtension(.authorityKeyIdentifier, isCritical: false, value: [0x30, 0x00])
        var authorities: [TestAuthority] = []
        for _ in 0..<6 { authorities.append(try self.root.authority("CA")) }
        for authority in authorities {
            let leaf = try authority.leaf("leaf", extensions: [none])
            let validator = try self.validator(authorities.map(\.certificate))
            #expect(try validator.validate(leaf, at: self.noon).certificates[1] == authority.certificate)
        }
        let stranger = try TestAuthority("Other").authority("CA").leaf("leaf", extensions: [none])
        let report = try self.validator(authorities.map(\.certificate)).explain(stranger, at: self.noon)
        #expect(code { try report.outcome.get() } == .badSignature)
        #expect(report.rejections.count == 6)
    }

    @Test func `authorities that certify one another end in an anchor, or nowhere`() throws {
        let (a, b) = try (TestAuthority("A"), TestAuthority("B"))
        let ab = try a.authority("B", key: b.key)
        let ba = try b.authority("A", key: a.key)
        let leaf = try b.leaf("leaf")
        let cross = [ab.certificate, ba.certificate]
        #expect(code { try self.validator(cross).validate(leaf, at: self.noon) } == .unknownIssuer)
        let path = try self.validator(cross, anchors: [a.certificate]).validate(leaf, at: self.noon)
        #expect(path.certificates == [leaf, ab.certificate, a.certificate])
    }

    @Test func `a key that was rolled over leads to the anchor of old and to that of new`() throws {
        let new = try TestAuthority("Root")
        let newWithOld = try self.root.authority("Root", key: new.key)
        let oldWithNew = try new.authority("Root", key: self.root.key)
        let (byOld, byNew) = try (self.root.leaf("a"), new.leaf("b"))
        let links = [newWithOld.certificate, oldWithNew.certificate]
        for anchor in [self.root.certificate, new.certificate] {
            let validator = try self.validator(links, anchors: [anchor])
            for leaf in [byOld, byNew] { _ = try validator.validate(leaf, at: self.noon) }
        }
    }

    @Test func `a maze ends within the budget`() throws {
        // Eight names with three keys each, each certified by all of the next: 24^n paths, and no anchor.
        let keys = try (0..<8).map { _ in try (0..<3).map { _ in try SigningKey(level: .bits128) } }
        var maze: [Certificate] = []
        let none = CertificateExtension(.authorityKeyIdentifier, isCritical: false, value: [0x30, 0x00])
        for layer in 0..<8 {
            for key in keys[(layer + 1) % 8] {
                let issuer = try TestAuthority(
                    key: key,
                    certificate: self.root.authority("CA \((layer + 1) % 8)", key: key).certificate
                )
                maze += try keys[layer].map {
                    try issuer.authority("CA \(layer)", key: $0, extensions: [none]).certificate
                }
            }
        }
        let entry = TestAuthority(key: keys[0][0], certificate: maze[0])
        let leaf = try entry.leaf("leaf", extensions: [none])
        let other = try TestAuthority("Nobody")
        let validator = try self.validator(maze, anchors: [other.certificate])
        #expect(code { try validator.validate(leaf, at: self.noon) } == .limitExceeded)
    }

    @Test func `intermediates are counted, self-issued ones are not`() throws {
        let first = try self.root.authority("CA 1")
        let again = try first.authority("CA 1")
        let second = try again.authority("CA 2")
        let leaf = try second.leaf("leaf")
        let pool = [first, again, second].map(\.certificate)
        for (limit, expected) in [(2, nil), (1, IdentityError.Code.pathLength)] {
            let validator = try self.validator(pool) { $0.maximumIntermediates = limit }
            #expect(code { try validator.validate(leaf, at: self.noon) } == expected)
        }
    }

    @Test func `purposes bind the leaf and the authorities that limit theirs`() throws {
        let server = CertificateExtension(
            .extendedKeyUsage,
            isCritical: false,
            value: ExtendedKeyUsage(.serverAuthentication).derRepresentation
        )
        let limited = try self.root.authority("CA", extensions: [server])
        let leaf = try limited.leaf("leaf")
        for (purpose, expected) in [
            (KeyPurpose.serverAuthentication, nil), (.clientAuthentication, IdentityError.Code.keyUsage),
        ] {
            let validator = try self.validator([limited.certificate]) { $0.purposes = [purpose] }
            #expect(code { try validator.validate(leaf, at: self.noon) } == expected)
            let own = try self.root.leaf("leaf", extensions: [server])
            #expect(code { try validator.validate(own, at: self.noon) } == expected)
        }
    }

    @Test func `the profile refuses what section 6 lets pass`() throws {
        let breaches: [CertificateExtension] = [
            StandardExtensions.keyUsage([.digitalSignature, .keyCertSign]),
            CertificateExtension(
                .subjectAlternativeName,
                isCritical: false,
                value: DER.sequence(GeneralName.dnsName("under_score.example").derRepresentation)
            ),
            CertificateExtension(
                .subjectAlternativeName,
                isCritical: false,
                value: DER.sequence(GeneralName.ipAddress([1, 2, 3]).derRepresentation)
            ),
            CertificateExtension(.authorityKeyIdentifier, isCritical: false, value: [0x30, 0x00]),
        ]
        for breach in breaches {
            let leaf = try self.root.leaf("leaf", extensions: [breach])
            _ = try self.validator().validate(leaf, at: self.noon)
            let strict = try self.validator { $0.conformance = .profile }
            #expect(code { try strict.validate(leaf, at: self.noon) } == .invalidCertificate)
        }
    }

    @Test func `a policy that is asked for must be there`() throws {
        let wanted = try #require(CertificatePolicy("1.3.6.1.4.1.99999.1"))
        let policies = CertificateExtension(
            .certificatePolicies,
            isCritical: false,
            value: DER.sequence(DER.sequence(wanted.identifier.derRepresentation))
        )
        let (with, without) = try (
            self.root.leaf("with", extensions: [policies]), self.root.leaf("without")
        )
        let validator = try self.validator {
            $0.acceptablePolicies = [wanted]
            $0.requiresExplicitPolicy = true
        }
        _ = try validator.validate(with, at: self.noon)
        #expect(code { try validator.validate(without, at: self.noon) } == .policy)
    }

    @Test func `revocation that is not known fails closed by default`() throws {
        let validator = try PathValidator(anchors: [self.root.certificate])
        #expect(code { try validator.validate(self.root.leaf("leaf"), at: self.noon) } == .revocationUnknown)
    }
}
