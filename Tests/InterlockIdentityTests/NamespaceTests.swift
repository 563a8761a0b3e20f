import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockIdentity

/// An identity is vouched for by the one organisation whose namespace holds it.
@Suite struct NamespaceTests {
    private let world: CertificateWorld
    private let noon = CertificateWorld.noon

    init() throws { self.world = try CertificateWorld() }

    private func authority(
        _ organization: String,
        _ scope: AuthorityScope,
        below issuer: CertificateAuthority? = nil
    ) throws -> CertificateAuthority {
        let key = try SigningKey(level: .bits128)
        let certificate = try (issuer ?? self.world.root).issueAuthority(
            named: DistinguishedName(commonName: "\(organization) CA", organization: organization),
            key: key.verifyingKey,
            validity: CertificateWorld.validity,
            pathLength: 3,
            scope: scope
        )
        return try CertificateAuthority(certificate: certificate, key: key)
    }

    private func root(_ name: String, _ namespace: String?) throws -> CertificateAuthority {
        try .makeRoot(
            named: DistinguishedName(commonName: "\(name) Root", organization: name),
            key: SigningKey(level: .bits128),
            validity: CertificateWorld.validity,
            grant: namespace.map {
                try AttributeGrant(everythingIn: .standard, for: IdentityNamespace(prefix: $0))
            }
        )
    }

    private func member(_ name: String, of authority: CertificateAuthority) throws -> Certificate {
        try authority.issue(
            to: CertificateWorld.attributes(name),
            key: self.world.key.verifyingKey,
            validity: CertificateWorld.validity
        )
    }

    private func verdict(
        on leaf: Certificate,
        anchors: [CertificateAuthority]? = nil,
        below authorities: [CertificateAuthority] = [],
        names: NamePolicy = .unambiguous
    ) throws -> IdentityError.Code? {
        let verifier = try ChainVerifier(
            anchors: (anchors ?? [self.world.root]).map(\.certificate),
            intermediates: authorities.map(\.certificate),
            revocationLists: [],
            revocationPolicy: .whereKnown,
            names: names
        )
        return code { try verifier.verify(leaf, at: self.noon) }
    }

    @Test func `an authority below an anchor vouches for nobody without a namespace`() throws {
        let any = try AttributeGrant([
            "identity": .any, "type": .any, "permissions": .any, "credit": .any, "wallet": .any,
        ])
        let empty = try AttributeGrant(any.rules.merging(["identity": .prefix("")]) { _, own in own })
        for grant in [nil, any, empty] {
            let south = try self.authority("South", AuthorityScope(organization: "South", grant: grant))
            let leaf = try self.member("household-1", of: south)
            #expect(try self.verdict(on: leaf, below: [south]) == .identityNamespace)
            #expect(try self.verdict(on: leaf, below: [south], names: .standard) == nil)
        }
        let list = try AttributeGrant(
            any.rules.merging(["identity": .oneOf(["household-1"])]) { _, own in own }
        )
        let south = try self.authority("South", AuthorityScope(grant: list))
        #expect(try self.verdict(on: self.member("household-1", of: south), below: [south]) == nil)
        #expect(try self.verdict(on: self.member("household-1", of: self.world.root)) == nil)
    }

    @Test func `each authority of a path has one, and all of them hold`() throws {
        let north = try self.authority("North", CertificateWorld.scope(of: "north:"))
        let bare = try self.authority("East", .unlimited, below: north)
        #expect(
            try self.verdict(on: self.member("north:a", of: bare), below: [north, bare]) == .identityNamespace
        )
        let east = try self.authority("East", CertificateWorld.scope(of: "north:east:"), below: north)
        #expect(try self.verdict(on: self.member("north:east:a", of: east), below: [north, east]) == nil)
        let wide = try self.authority("East", CertificateWorld.scope(of: "south:"), below: north)
        #expect(
            try self.verdict(on: self.member("south:a", of: wide), below: [north, wide])
                == .attributeEscalation
        )
    }

    @Test func `a self-issued certificate of an authority's next key needs none of its own`() throws {
        let next = try self.world.root.rollover(
            to: SigningKey(level: .bits128),
            validity: self.noon...CertificateWorld.end
        )
        let leaf = try next.authority.issue(
            to: CertificateWorld.attributes("household-1"),
            key: self.world.key.verifyingKey,
            validity: self.noon...CertificateWorld.end
        )
        let verifier = try ChainVerifier(
            anchors: [self.world.root.certificate],
            intermediates: [next.newWithOld],
            revocationLists: [],
            revocationPolicy: .whereKnown
        )
        #expect(code { try verifier.verify(leaf, at: self.noon.adding(seconds: 60)) } == nil)
    }

    @Test func `of anchors of several names each has one, and no identity is in two`() throws {
        let (north, south) = (try self.root("North", "north:"), try self.root("South", "south:"))
        let (bare, greedy) = (try self.root("West", nil), try self.root("East", "north:east:"))
        let leaf = try self.member("north:a", of: north)
        #expect(try self.verdict(on: leaf, anchors: [north, south]) == nil)
        #expect(try self.verdict(on: leaf, anchors: [north, bare]) == nil)
        #expect(try self.verdict(on: self.member("a", of: bare), anchors: [bare]) == nil)
        #expect(
            try self.verdict(on: self.member("a", of: bare), anchors: [north, bare]) == .identityNamespace
        )
        #expect(
            try self.verdict(on: self.member("north:a", of: bare), anchors: [north, bare], names: .standard)
                == nil
        )
        let both = try self.member("north:east:a", of: north)
        #expect(try self.verdict(on: both, anchors: [north, greedy]) == .identityNamespace)
        #expect(try self.verdict(on: leaf, anchors: [north, greedy]) == nil)
        #expect(code { try self.member("south:a", of: north) } == .attributeEscalation)
    }

    @Test
    func `an issuer of implicit certificates is its authority's arm, unless it is of another organisation`()
        throws
    {
        let made = try ImplicitWorld()
        let leaf = made.response.certificate
        func verdict(_ names: NamePolicy) throws -> IdentityError.Code? {
            let verifier = try ChainVerifier(
                anchors: [made.world.root.certificate],
                intermediates: [made.world.intermediate.certificate, made.issuer.certificate],
                revocationLists: [],
                revocationPolicy: .whereKnown,
                names: names
            )
            return code { try verifier.verify(leaf, at: self.noon) }
        }
        #expect(try verdict(.unambiguous) == nil)
        let key = try SigningKey(level: .bits128)
        var forge = try CertificateForge(
            key: self.world.rootKey,
            issuer: self.world.root.certificate,
            subjectKey: key.verifyingKey
        )
        forge.subject = try DistinguishedName(commonName: "Meters", organization: "South Grid")
        forge.replace(StandardExtensions.keyUsage(.keyAgreement))
        let usage = ExtendedKeyUsage([.implicitCertificateIssuing])
        forge.replace(
            CertificateExtension(.extendedKeyUsage, isCritical: true, value: usage.derRepresentation)
        )
        let issuer = try ImplicitAuthority(certificate: forge.certificate(), key: key)
        let point = try SigningKey(level: .bits128).verifyingKey
        let response = try issuer.issue(
            to: CertificateWorld.attributes("household-1"),
            request: ImplicitRequest(identity: ParticipantID("household-1"), point: point),
            validity: self.noon...self.noon.adding(seconds: 3_600)
        )
        for (names, expected) in [
            (NamePolicy.unambiguous, IdentityError.Code.identityNamespace), (.standard, nil),
        ] {
            let verifier = try ChainVerifier(
                anchors: [self.world.root.certificate],
                revocationLists: [self.world.rootList],
                names: names
            )
            let found = code {
                try verifier.verify(
                    response.certificate,
                    presented: [issuer.issuer.certificate],
                    at: self.noon
                )
            }
            #expect(found == expected)
        }
    }

    @Test(
        arguments: [
            ("Valley Grid", "valley-grid:"), ("North", "north:"), ("A & B  Energy, Ltd.", "a-b-energy-ltd:"),
            ("7. Zone", "7-zone:"),
        ]
    ) func `a namespace is derived from the organisation`(name: String, expected: String) throws {
        #expect(try IdentityNamespace(derivedFrom: name).prefix == expected)
        let outer = try IdentityNamespace(prefix: "grid:")
        #expect(try IdentityNamespace(derivedFrom: name, within: outer).prefix == "grid:" + expected)
    }

    @Test(arguments: ["Süd", "", "&", String(repeating: "long", count: 8), "Ｎorth"])
    func `or has to be chosen`(name: String) {
        #expect(code { try IdentityNamespace(derivedFrom: name) } == .identityNamespace)
    }

    @Test func `namespaces meet where an identity could be in both, but for letters' case`() throws {
        func prefix(_ text: String) throws -> IdentityNamespace {
            try #require(IdentityNamespace(.prefix(text)))
        }
        func list(_ texts: String...) throws -> IdentityNamespace {
            try #require(IdentityNamespace(.oneOf(Set(texts))))
        }
        let north = try prefix("north:")
        for other in try [
            prefix("north:"), prefix("NORTH:"), prefix("n"), prefix("north:east:"), list("a", "North:x"),
        ] {
            #expect(north.overlaps(other) && other.overlaps(north))
        }
        for other in try [prefix("northern:"), prefix("south:"), list("north", "a"), list()] {
            #expect(!north.overlaps(other) && !other.overlaps(north))
        }
        #expect(try list("a", "b").overlaps(list("B")))
        #expect(try !list("a", "b").overlaps(list("c")))
        #expect(try prefix("north:east:").isWithin(north) && !north.isWithin(prefix("north:east:")))
        #expect(try list("north:a").isWithin(north) && !list("north:a", "b").isWithin(north))
        #expect(IdentityNamespace(.prefix("")) == nil && IdentityNamespace(.any) == nil)
    }

    @Test func `a bare name is put into the namespace, and no other`() throws {
        let north = try IdentityNamespace(prefix: "north")
        for (name, expected) in [
            ("household-1", "north:household-1"), ("north:household-1", "north:household-1"),
            ("south:household-1", "south:household-1"), ("North:household-1", "North:household-1"),
        ] {
            let qualified = try north.qualifying(ParticipantID(name))
            #expect(qualified.description == expected)
            #expect(north.contains(qualified) == expected.hasPrefix("north:"))
        }
        let long = try ParticipantID(String(repeating: "a", count: 60))
        #expect(code { try north.qualifying(long) } == .invalidAttribute)
        for text in ["", ":", "a b", "ä", ":a:", String(repeating: "a", count: 32)] {
            #expect(code { try IdentityNamespace(prefix: text) } == .identityNamespace)
        }
    }
}
