import InterlockCrypto
import Testing

@testable import InterlockIdentity

/// The verdicts beside OpenSSL's and beside RFC 5280 section 6: never weaker, and no stricter without being asked.
@Suite struct SectionSixTests {
    private let noon = CertificateWorld.noon
    private let root: TestAuthority

    init() throws { self.root = try TestAuthority("Root") }

    private func validator(_ intermediates: [Certificate], profile: Bool = false) throws -> PathValidator {
        var policy = PathPolicy()
        policy.revocation = .whereKnown
        if profile { policy.conformance = .profile }
        return try PathValidator(
            anchors: [self.root.certificate],
            intermediates: intermediates,
            policy: policy
        )
    }

    /// An authority whose certificate a test changes first.
    private func authority(_ change: (inout CertificateForge) -> Void) throws -> TestAuthority {
        let key = try SigningKey(level: .bits128)
        var forge = try CertificateForge(
            key: self.root.key,
            issuer: self.root.certificate,
            subjectKey: key.verifyingKey
        )
        forge.subject = try DistinguishedName(commonName: "CA")
        forge.replace(StandardExtensions.basicConstraints(isAuthority: true, pathLength: nil))
        forge.replace(StandardExtensions.keyUsage([.keyCertSign, .crlSign]))
        change(&forge)
        return TestAuthority(key: key, certificate: try forge.certificate())
    }

    private static func constraints(
        _ names: NameConstraints,
        isCritical: Bool = true
    ) -> CertificateExtension {
        CertificateExtension(.nameConstraints, isCritical: isCritical, value: names.derRepresentation)
    }

    private static let breaches: [@Sendable (inout CertificateForge) -> Void] = [
        {
            $0.replace(
                Self.constraints(NameConstraints(excluded: [.dnsName("x.example")]), isCritical: false)
            )
        },
        { $0.replace(CertificateExtension(.nameConstraints, isCritical: true, value: [0x30, 0x00])) },
        { $0.extensions.removeAll { $0.identifier == .keyUsage } },
        { $0.extensions.removeAll { $0.identifier == .subjectKeyIdentifier } },
        {
            let plain = StandardExtensions.basicConstraints(isAuthority: true, pathLength: nil)
            $0.replace(CertificateExtension(.basicConstraints, isCritical: false, value: plain.value))
        },
    ]

    @Test(arguments: breaches.indices)
    func `what section 4 asks of issuers refuses no path, unless the profile is asked for`(_ index: Int)
        throws
    {
        let authority = try self.authority(Self.breaches[index])
        let none = CertificateExtension(.authorityKeyIdentifier, isCritical: false, value: [0x30, 0x00])
        let leaf = try authority.leaf("leaf", extensions: [none])
        _ = try self.validator([authority.certificate]).validate(leaf, at: self.noon)
        let named = try authority.leaf("leaf")
        let strict = try self.validator([authority.certificate], profile: true)
        #expect(code { try strict.validate(named, at: self.noon) } == .invalidCertificate)
    }

    @Test func `a common name with dots is a host's name where names are constrained, as openssl has it`()
        throws
    {
        let authority = try self.authority {
            $0.replace(Self.constraints(NameConstraints(excluded: [.dnsName("")])))
        }
        let validator = try self.validator([authority.certificate])
        let dotted = try authority.leaf("meter.17")
        #expect(code { try validator.validate(dotted, at: self.noon) } == .nameConstraint)
        for name in ["meter-17", "north:meter.17", "a b.c", "meter.17."] {
            _ = try validator.validate(authority.leaf(name), at: self.noon)
        }
    }

    @Test func `an authority does not issue what openssl refuses`() throws {
        let root = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Root", organization: "Valley"),
            key: SigningKey(level: .bits128),
            validity: CertificateWorld.validity
        )
        let key = try SigningKey(level: .bits128)
        let below = try CertificateAuthority(
            certificate: root.issueAuthority(
                named: DistinguishedName(commonName: "Below", organization: "Valley"),
                key: key.verifyingKey,
                validity: CertificateWorld.validity,
                scope: AuthorityScope(organization: "Valley")
            ),
            key: key
        )
        func code(_ name: String) throws -> IdentityError.Code? {
            let participant = try SigningKey(level: .bits128).verifyingKey
            do throws(IdentityError) {
                _ = try below.issue(
                    toNode: name,
                    key: participant,
                    validity: CertificateWorld.validity,
                    profile: .peer
                )
                return nil
            } catch {
                return error.code
            }
        }
        #expect(try code("peer0.valley.example") == .nameConstraint)
        #expect(try code("peer0") == nil)
    }

    @Test func `an authority does not issue what one above it forbids`() throws {
        let root = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Root", organization: "Valley"),
            key: SigningKey(level: .bits128),
            validity: CertificateWorld.validity
        )
        let keys = try (0..<2).map { _ in try SigningKey(level: .bits128) }
        let first = try CertificateAuthority(
            certificate: root.issueAuthority(
                named: DistinguishedName(commonName: "First", organization: "Valley"),
                key: keys[0].verifyingKey,
                validity: CertificateWorld.validity,
                pathLength: 1,
                scope: AuthorityScope(organization: "Valley")
            ),
            key: keys[0]
        )
        // The first may name no host, but says that the second may.
        let second = try first.issueAuthority(
            named: DistinguishedName(commonName: "Second", organization: "Valley"),
            key: keys[1].verifyingKey,
            validity: CertificateWorld.validity,
            scope: AuthorityScope(organization: "Valley", hosts: ["valley.example"])
        )
        let above = [first.certificate, root.certificate]
        func code(_ above: [Certificate]) throws -> IdentityError.Code? {
            let authority = try CertificateAuthority(certificate: second, key: keys[1], above: above)
            let node = try SigningKey(level: .bits128).verifyingKey
            do throws(IdentityError) {
                _ = try authority.issue(
                    toNode: "peer0",
                    key: node,
                    validity: CertificateWorld.validity,
                    profile: .peer,
                    hosts: ["peer0.valley.example"]
                )
                return nil
            } catch {
                return error.code
            }
        }
        #expect(try code([]) == nil)
        #expect(try code(above) == .nameConstraint)
    }
}
