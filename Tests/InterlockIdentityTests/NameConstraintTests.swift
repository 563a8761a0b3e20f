import InterlockCrypto
import Testing

@testable import InterlockIdentity

@Suite struct NameConstraintTests {
    @Test(arguments: [
        ("example.com", "example.com", true), ("a.example.com", "example.com", true),
        ("A.Example.COM", "example.com", true), ("anexample.com", "example.com", false),
        ("com", "example.com", false), ("*.example.com", "example.com", true),
        ("*.example.com", "a.example.com", false), ("example.com", "", true),
    ])
    func `hosts within a domain`(name: String, tree: String, expected: Bool) throws {
        #expect(try GeneralName.dnsName(name).isWithin(.dnsName(tree)) == expected)
    }

    @Test func `a wildcard is excluded where a name that it stands for is`() throws {
        let wildcard = GeneralName.dnsName("*.example.com")
        for (tree, expected) in [
            ("a.example.com", true), ("example.com", true), ("com", true), ("b.a.example.com", false),
            ("example.org", false),
        ] {
            #expect(try wildcard.mayBeWithin(.dnsName(tree)) == expected)
        }
    }

    @Test(arguments: [
        ("a@example.com", "example.com", true), ("a@b.example.com", "example.com", false),
        ("a@b.example.com", ".example.com", true), ("a@example.com", ".example.com", false),
        ("a@example.com", "a@example.com", true), ("A@example.com", "a@example.com", false),
        ("a@EXAMPLE.com", "a@example.com", true), ("*@example.com", "**@example.com", false),
    ])
    func `mailboxes within a host, a domain or one of them`(
        name: String,
        tree: String,
        expected: Bool
    ) throws {
        #expect(try GeneralName.rfc822Name(name).isWithin(.rfc822Name(tree)) == expected)
    }

    @Test(arguments: [
        ("https://example.com/a", "example.com", true),
        ("https://u:p@example.com:8080?q", "example.com", true),
        ("https://a.example.com", "example.com", false), ("https://a.example.com", ".example.com", true),
        ("https://example.com", ".example.com", false),
        ("https://evil.com#@example.com", "example.com", false),
    ])
    func `hosts of URIs`(name: String, tree: String, expected: Bool) throws {
        let isWithin = try GeneralName.uniformResourceIdentifier(name)
            .isWithin(.uniformResourceIdentifier(tree))
        #expect(isWithin == expected)
    }

    @Test(arguments: ["urn:x:y", "https://192.0.2.1/", "https://[2001:db8::1]/", "https:///path"])
    func `a URI without a host's name keeps to no constraint`(name: String) {
        #expect(
            code {
                try GeneralName.uniformResourceIdentifier(name)
                    .isWithin(.uniformResourceIdentifier("example.com"))
            } == .nameConstraint
        )
    }

    @Test func `addresses within a range`() throws {
        let range = GeneralName.ipAddress([192, 0, 2, 0, 255, 255, 255, 128])
        #expect(try GeneralName.ipAddress([192, 0, 2, 127]).isWithin(range))
        #expect(try !GeneralName.ipAddress([192, 0, 2, 128]).isWithin(range))
        #expect(try !GeneralName.ipAddress([UInt8](repeating: 0, count: 16)).isWithin(range))
        for malformed in [[1, 2, 3, 4, 255, 0, 255, 0], [1, 2, 3, 4], [UInt8](repeating: 0, count: 33)] {
            #expect(
                code { try GeneralName.ipAddress([1, 2, 3, 4]).isWithin(.ipAddress(malformed)) }
                    == .nameConstraint
            )
        }
    }

    @Test func `an organisation vouches for its own members only`() throws {
        let root = try TestAuthority("Root")
        let north = try DistinguishedName(commonName: "x", organization: "North Grid")
        let tree = north.ancestor(1)
        let constraints = CertificateExtension(
            .nameConstraints,
            isCritical: true,
            value: NameConstraints(permitted: [.directoryName(tree)]).derRepresentation
        )
        let authority = try root.authority("North CA", extensions: [constraints])
        var policy = PathPolicy()
        policy.revocation = .whereKnown
        let validator = try PathValidator(
            anchors: [root.certificate],
            intermediates: [authority.certificate],
            policy: policy
        )
        for (organization, expected) in [
            ("North Grid", nil), ("north  grid", nil), ("South Grid", IdentityError.Code.nameConstraint),
            ("North", .nameConstraint),
        ] {
            var forge = try CertificateForge(
                key: authority.key,
                issuer: authority.certificate,
                subjectKey: SigningKey(level: .bits128).verifyingKey
            )
            forge.subject = try DistinguishedName(commonName: "member", organization: organization)
            let leaf = try forge.certificate()
            #expect(code { try validator.validate(leaf, at: CertificateWorld.noon) } == expected)
        }
    }

    @Test func `an authority below cannot widen what it was given`() throws {
        func constraints(_ domain: String) -> CertificateExtension {
            let value = NameConstraints(permitted: [.dnsName(domain)]).derRepresentation
            return CertificateExtension(.nameConstraints, isCritical: true, value: value)
        }
        func names(_ host: String) -> CertificateExtension {
            let value = DER.sequence(GeneralName.dnsName(host).derRepresentation)
            return CertificateExtension(.subjectAlternativeName, isCritical: false, value: value)
        }
        let root = try TestAuthority("Root", extensions: [constraints("grid.example")])
        let authority = try root.authority("CA", extensions: [constraints("example")])
        var policy = PathPolicy()
        policy.revocation = .whereKnown
        let validator = try PathValidator(
            anchors: [root.certificate],
            intermediates: [authority.certificate],
            policy: policy
        )
        let (inside, outside) = try (
            authority.leaf("a", extensions: [names("m.grid.example")]),
            authority.leaf("b", extensions: [names("m.other.example")])
        )
        _ = try validator.validate(inside, at: CertificateWorld.noon)
        #expect(code { try validator.validate(outside, at: CertificateWorld.noon) } == .nameConstraint)
    }

    @Test func `names and constraints without end are refused, not compared`() throws {
        let trees = (0..<1_000).map { GeneralName.dnsName("d\($0).example") }
        let constraints = NameConstraints(permitted: trees, excluded: trees)
        let root = try TestAuthority(
            "Root",
            extensions: [
                CertificateExtension(
                    .nameConstraints,
                    isCritical: true,
                    value: constraints.derRepresentation
                )
            ]
        )
        let names = (0..<1_000).map { GeneralName.dnsName("d\($0).example.org") }
        let leaf = try root.leaf(
            "leaf",
            extensions: [
                CertificateExtension(
                    .subjectAlternativeName,
                    isCritical: false,
                    value: DER.element(DERTag.sequence, names.derContent)
                )
            ]
        )
        let rule = NameConstraintRule(comparisonLimit: 250_000)
        let path = CertificatePath(leaf: leaf, issuers: [root.certificate])
        #expect(code { try rule.check(path, at: CertificateWorld.noon) } == .nameConstraint)
        let single = NameConstraintRule(comparisonLimit: 1_999)
        #expect(code { try single.check(path, at: CertificateWorld.noon) } == .limitExceeded)
    }
}
