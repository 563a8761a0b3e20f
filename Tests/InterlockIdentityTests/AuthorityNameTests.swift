import InterlockCrypto
import Testing

@testable import InterlockIdentity

/// No authority can be taken for another by its name.
@Suite struct AuthorityNameTests {
    private let world: CertificateWorld
    private let noon = CertificateWorld.noon

    init() throws { self.world = try CertificateWorld() }

    private func name(_ text: String) throws -> DistinguishedName {
        try DistinguishedName(commonName: "\(text) CA", organization: text)
    }

    /// An authority below the root, as other software than ours would certify it.
    private func forged(
        _ name: DistinguishedName,
        below issuer: CertificateAuthority? = nil
    ) throws -> CertificateAuthority {
        let issuer = issuer ?? self.world.root
        let key = try SigningKey(level: .bits128)
        var forge = try CertificateForge(
            key: issuer.key,
            issuer: issuer.certificate,
            subjectKey: key.verifyingKey
        )
        forge.subject = name
        forge.replace(StandardExtensions.basicConstraints(isAuthority: true, pathLength: 3))
        forge.replace(StandardExtensions.keyUsage([.keyCertSign, .crlSign]))
        for one in try CertificateWorld.scope(of: "household-").extensions() { forge.replace(one) }
        return try CertificateAuthority(certificate: forge.certificate(), key: key)
    }

    private func verdict(
        below authority: CertificateAuthority,
        beside others: [CertificateAuthority] = [],
        names: NamePolicy = .unambiguous
    ) throws -> IdentityError.Code? {
        var forge = try CertificateForge(
            key: authority.key,
            issuer: authority.certificate,
            subjectKey: self.world.key.verifyingKey
        )
        forge.subject = try DistinguishedName(commonName: "household-1", organization: "x")
        let attributes = try FabricAttributes.encode(CertificateWorld.attributes("household-1"))
        forge.replace(CertificateExtension(.fabricAttributes, isCritical: false, value: attributes))
        let verifier = try ChainVerifier(
            anchors: [self.world.root.certificate],
            intermediates: ([authority] + others).map(\.certificate),
            revocationLists: [],
            revocationPolicy: .whereKnown,
            names: names
        )
        return code { try verifier.verify(forge.certificate(), at: self.noon) }
    }

    private static let hidden = [
        "No\u{0}rth", "North\u{9}Grid", "North\u{7f}", "No\u{85}rth", "North\u{a0}Grid", "No\u{ad}rth",
        "\u{202e}htroN", "No\u{200b}rth", "North\u{2028}Grid", "\u{2066}North", "North\u{3000}Grid",
        "No\u{feff}rth", "North\u{fe0f}", "North\u{e0061}", "North\u{2800}", "\u{61c}North",
    ]

    @Test(arguments: hidden) func `no name holds what cannot be seen`(text: String) throws {
        #expect(
            code {
                try CertificateAuthority.makeRoot(
                    named: self.name(text),
                    key: self.world.rootKey,
                    validity: CertificateWorld.validity
                )
            } == .ambiguousName
        )
        let authority = try self.forged(self.name(text))
        #expect(try self.verdict(below: authority) == .ambiguousName)
        #expect(try self.verdict(below: authority, names: .standard) == nil)
    }

    @Test(arguments: [" North", "North ", "North  Grid"])
    func `no authority is certified under a name with spaces that X_509 does not see`(text: String) throws {
        #expect(
            code {
                try self.world.root.issueAuthority(
                    named: self.name(text),
                    key: self.world.key.verifyingKey,
                    validity: CertificateWorld.validity
                )
            } == .ambiguousName
        )
    }

    @Test(arguments: ["NORTH", "north", " North", "North "])
    func `a name that X_509 takes for another's is refused at validation`(text: String) throws {
        let (north, other) = (try self.forged(self.name("North")), try self.forged(self.name(text)))
        #expect(try self.verdict(below: other) == nil)
        #expect(try self.verdict(below: other, beside: [north]) == .ambiguousName)
        #expect(try self.verdict(below: north, beside: [other]) == .ambiguousName)
        #expect(try self.verdict(below: other, beside: [north], names: .standard) == nil)
        // The next key of the same authority is spelled the same.
        #expect(try self.verdict(below: north, beside: [self.forged(self.name("North"))]) == nil)
    }

    @Test func `no authority bears the name of one above it, unless it is its next key`() throws {
        let north = try self.forged(self.name("North"))
        let usurper = try self.forged(self.world.root.certificate.subjectName, below: north)
        #expect(try self.verdict(below: usurper, beside: [north]) == .ambiguousName)
        #expect(try self.verdict(below: usurper, beside: [north], names: .standard) == nil)
        let next = try self.forged(self.name("North"), below: north)
        #expect(try self.verdict(below: next, beside: [north]) == nil)
    }

    @Test func `names are taken for one another whatever their case, spaces and Unicode form`() throws {
        for (left, right) in [
            ("North", "NORTH"), ("North", " North "), ("North Grid", "North  grid"), ("Süd", "SÜD"),
            ("Su\u{308}d", "S\u{fc}d"), ("Straße", "STRASSE"),
        ] {
            #expect(try self.name(left).isConfusable(with: self.name(right)))
            #expect(try !self.name(left).isSpelled(as: self.name(right)))
        }
        #expect(try !self.name("North").isConfusable(with: self.name("Nord")))
        #expect(try self.name("North").isSpelled(as: self.name("North")))
    }
}
