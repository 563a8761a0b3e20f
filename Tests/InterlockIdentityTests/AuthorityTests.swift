import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockIdentity

@Suite struct AuthorityTests {
    private let world: CertificateWorld
    private let noon = CertificateWorld.noon
    private let validity = CertificateWorld.validity

    init() throws { self.world = try CertificateWorld() }

    /// An authority below the root, with its list.
    private func member(_ scope: AuthorityScope, organization: String = "North Grid") throws
        -> CertificateAuthority
    {
        let key = try SigningKey(level: .bits128)
        let certificate = try self.world.root.issueAuthority(
            named: DistinguishedName(commonName: "\(organization) CA", organization: organization),
            key: key.verifyingKey,
            validity: self.validity,
            scope: scope
        )
        return try CertificateAuthority(certificate: certificate, key: key)
    }

    private func verifier(_ authorities: CertificateAuthority...) throws -> ChainVerifier {
        try ChainVerifier(
            anchors: [self.world.root.certificate],
            intermediates: authorities.map(\.certificate),
            revocationLists: [self.world.rootList] + authorities.map { try CertificateWorld.list($0) }
        )
    }

    /// What a rogue authority signs, without the checks that ours makes.
    private func forge(_ attributes: AttributeSet, by authority: CertificateAuthority) throws -> Certificate {
        var forge = try CertificateForge(
            key: authority.key,
            issuer: authority.certificate,
            subjectKey: self.world.key.verifyingKey
        )
        forge.subject = try DistinguishedName(
            commonName: attributes.identity.description,
            organization: authority.certificate.subjectName.organization
        )
        forge.replace(
            CertificateExtension(
                .fabricAttributes,
                isCritical: false,
                value: FabricAttributes.encode(attributes)
            )
        )
        return try forge.certificate()
    }

    private func attributes(
        _ name: String = "north-1",
        type: ParticipantType = .seller,
        credit: Int64 = 500
    ) throws -> AttributeSet {
        try AttributeSet(
            identity: ParticipantID(name),
            type: type,
            permissions: ["offer"],
            creditReport: credit,
            walletAddress: "0x" + String(repeating: "ab", count: 20)
        )
    }

    private static let rules: [String: AttributeGrant.Rule] = [
        "identity": .prefix("north-"), "type": .oneOf(["seller"]), "permissions": .oneOf(["offer", "bid"]),
        "credit": .within(0...700), "wallet": .any,
    ]

    @Test func `an authority asserts what it was granted, and nothing else`() throws {
        let member = try self.member(AuthorityScope(grant: AttributeGrant(Self.rules)))
        let verifier = try self.verifier(member)
        let fine = try self.attributes()
        let leaf = try member.issue(to: fine, key: self.world.key.verifyingKey, validity: self.validity)
        #expect(try verifier.verify(leaf, at: self.noon).attributes == fine)
        for (attributes, expected) in try [
            (self.attributes("south-1"), IdentityError.Code.attributeEscalation),
            (self.attributes(type: .buyer), .attributeEscalation),
            (self.attributes(credit: 701), .attributeEscalation),
        ] {
            #expect(
                code {
                    try member.issue(
                        to: attributes,
                        key: self.world.key.verifyingKey,
                        validity: self.validity
                    )
                } == expected
            )
            let forged = try self.forge(attributes, by: member)
            #expect(code { try verifier.verify(forged, at: self.noon) } == expected)
        }
    }

    @Test func `an attribute that is not granted at all is another authority's`() throws {
        var rules = Self.rules
        rules["credit"] = nil
        let member = try self.member(AuthorityScope(grant: AttributeGrant(rules)))
        let forged = try self.forge(self.attributes(), by: member)
        #expect(
            code { try self.verifier(member).verify(forged, at: self.noon) } == .wrongAttributeAuthority
        )
    }

    @Test func `grants of a path intersect, whatever stands in them`() throws {
        var generator = SeededGenerator(seed: 24)
        for _ in 0..<20 {
            let limits = (0..<3).map { _ in Int64.random(in: 0...1_000, using: &generator) }
            let credit = Int64.random(in: 0...1_000, using: &generator)
            var issuer = self.world.root
            var authorities: [CertificateAuthority] = []
            for limit in limits {
                var rules = Self.rules
                rules["credit"] = .within(0...limit)
                let key = try SigningKey(level: .bits128)
                let certificate = try issuer.issueAuthority(
                    named: DistinguishedName(commonName: "CA \(authorities.count)"),
                    key: key.verifyingKey,
                    validity: self.validity,
                    pathLength: 3,
                    scope: AuthorityScope(grant: AttributeGrant(rules))
                )
                issuer = try CertificateAuthority(certificate: certificate, key: key)
                authorities.append(issuer)
            }
            let verifier = try ChainVerifier(
                anchors: [self.world.root.certificate],
                intermediates: authorities.map(\.certificate),
                revocationLists: [],
                revocationPolicy: .whereKnown
            )
            let leaf = try self.forge(self.attributes(credit: credit), by: issuer)
            let isGranted = limits.allSatisfy { credit <= $0 }
            #expect(
                code { try verifier.verify(leaf, at: self.noon) } == (isGranted ? nil : .attributeEscalation)
            )
        }
    }

    @Test func `a grant reads back as what was written, and in one form only`() throws {
        let grant = try AttributeGrant(Self.rules)
        #expect(try AttributeGrant(encoding: grant.encoding) == grant)
        for index in grant.encoding.indices {
            var bytes = grant.encoding
            bytes[index] ^= 1
            if let other = try? AttributeGrant(encoding: bytes) {
                #expect(other != grant)
                #expect(other.encoding == bytes)
            }
        }
        #expect(code { try AttributeGrant(encoding: grant.encoding + [0]) } == .invalidEncoding)
        #expect(code { try AttributeGrant(["Credit!": .any]) } == .invalidAttribute)
    }

    @Test func `one organisation does not vouch for another's members`() throws {
        let member = try self.member(
            AuthorityScope(organization: "North Grid", grant: AttributeGrant(Self.rules))
        )
        let verifier = try self.verifier(member)
        let leaf = try member.issue(
            to: self.attributes(),
            key: self.world.key.verifyingKey,
            validity: self.validity
        )
        _ = try verifier.verify(leaf, at: self.noon)
        let elsewhere = try DistinguishedName(commonName: "South CA", organization: "South Grid")
        #expect(
            code {
                try member.issueAuthority(
                    named: elsewhere,
                    key: self.world.key.verifyingKey,
                    validity: self.validity
                )
            } == .nameConstraint
        )
        var forge = try CertificateForge(
            key: member.key,
            issuer: member.certificate,
            subjectKey: self.world.key.verifyingKey
        )
        forge.subject = try DistinguishedName(commonName: "x", organization: "South Grid")
        #expect(code { try verifier.verify(forge.certificate(), at: self.noon) } == .nameConstraint)
    }

    @Test func `a constrained authority has no hosts but its own`() throws {
        let member = try self.member(
            AuthorityScope(organization: "North Grid", hosts: ["north.example"])
        )
        let none = try self.member(AuthorityScope(organization: "South Grid"), organization: "South Grid")
        var policy = PathPolicy()
        policy.revocation = .whereKnown
        policy.purposes = [.serverAuthentication]
        let validator = try PathValidator(
            anchors: [self.world.root.certificate],
            intermediates: [member.certificate, none.certificate],
            policy: policy
        )
        let span = self.noon...self.noon.adding(seconds: 86_400)
        for (authority, host, expected) in [
            (member, "peer0.north.example", nil),
            (member, "south.example", IdentityError.Code.nameConstraint),
            (none, "peer0.north.example", .nameConstraint),
        ] {
            let issue = {
                try authority.issue(
                    toNode: "peer0",
                    key: self.world.key.verifyingKey,
                    validity: span,
                    profile: .tlsServer,
                    hosts: [host]
                )
            }
            #expect(code(issue) == expected)
            var forge = try CertificateForge(
                key: authority.key,
                issuer: authority.certificate,
                subjectKey: self.world.key.verifyingKey
            )
            forge.subject = try DistinguishedName(
                commonName: "peer0",
                organization: authority.certificate.subjectName.organization
            )
            let value = DER.sequence(GeneralName.dnsName(host).derRepresentation)
            forge.replace(
                CertificateExtension(.subjectAlternativeName, isCritical: false, value: value)
            )
            let leaf = try expected == nil ? issue() : forge.certificate()
            #expect(code { try validator.validate(leaf, at: self.noon) } == expected)
        }
    }

    @Test func `a certificate lives within its authority's time, and no longer than its profile allows`()
        throws
    {
        let late = self.noon...CertificateWorld.end.adding(seconds: 1)
        #expect(
            code {
                try self.world.root.issue(
                    to: self.attributes(),
                    key: self.world.key.verifyingKey,
                    validity: late
                )
            } == .invalidCertificate
        )
        let week = self.noon...self.noon.adding(seconds: 7 * 86_400)
        let longer = self.noon...self.noon.adding(seconds: 7 * 86_400 + 1)
        for (span, expected) in [(week, nil), (longer, IdentityError.Code.invalidCertificate)] {
            #expect(
                code {
                    try self.world.root.issue(
                        to: self.attributes(),
                        key: self.world.key.verifyingKey,
                        validity: span,
                        profile: .shortLived
                    )
                } == expected
            )
        }
    }

    @Test func `what lives a week needs no list, but its authority does`() throws {
        let member = try self.member(AuthorityScope(grant: AttributeGrant(Self.rules)))
        let leaf = try member.issue(
            to: self.attributes(),
            key: self.world.key.verifyingKey,
            validity: self.noon...self.noon.adding(seconds: 3_600),
            profile: .shortLived
        )
        func verify(_ lists: [RevocationList]) -> IdentityError.Code? {
            code {
                try ChainVerifier(
                    anchors: [self.world.root.certificate],
                    intermediates: [member.certificate],
                    revocationLists: lists
                )
                .verify(leaf, at: self.noon)
            }
        }
        #expect(verify([self.world.rootList]) == nil)
        #expect(verify([]) == .revocationUnknown)
        // What lives longer is asked about, whatever it says.
        var forge = try CertificateForge(
            key: self.world.rootKey,
            issuer: self.world.root.certificate,
            subjectKey: self.world.key.verifyingKey
        )
        forge.replace(CertificateExtension(.noRevocationAvailable, isCritical: false, value: DER.null))
        let verifier = try ChainVerifier(anchors: [self.world.root.certificate], revocationLists: [])
        #expect(code { try verifier.verify(forge.certificate(), at: self.noon) } == .revocationUnknown)
        // Nobody need be told; but who is told heeds it.
        let entry = RevokedCertificate(serialNumber: leaf.serialNumber, revokedAt: self.noon)
        #expect(
            try verify([self.world.rootList, CertificateWorld.list(member, revoked: [entry])]) == .revoked
        )
    }

    @Test func `an authority that changes its key is reached from the old root and from the new`() throws {
        let next = try self.world.root.rollover(
            to: SigningKey(level: .bits128),
            validity: self.noon...CertificateWorld.end.adding(seconds: 86_400 * 365)
        )
        let (old, new) = (self.world.root, next.authority)
        let later = self.noon.adding(seconds: 60)
        let leaves = try [old, new].map {
            try $0.issue(
                to: self.attributes(),
                key: self.world.key.verifyingKey,
                validity: self.noon...CertificateWorld.end
            )
        }
        for anchor in [old.certificate, new.certificate] {
            let verifier = try ChainVerifier(
                anchors: [anchor],
                intermediates: [next.newWithOld, next.oldWithNew],
                revocationLists: [],
                revocationPolicy: .whereKnown
            )
            for leaf in leaves { _ = try verifier.verify(leaf, at: later) }
        }
    }

    @Test func `a cross-certificate reaches the other consortium's members`() throws {
        let other = try CertificateWorld()
        let cross = try self.world.root.crossCertify(
            other.root.certificate,
            validity: self.validity,
            pathLength: 1
        )
        let verifier = try ChainVerifier(
            anchors: [self.world.root.certificate],
            intermediates: [cross, other.intermediate.certificate],
            revocationLists: [self.world.rootList, other.rootList, other.intermediateList]
        )
        #expect(try verifier.verify(other.leaf, at: self.noon).certificates.count == 4)
        let narrow = try self.world.root.crossCertify(other.root.certificate, validity: self.validity)
        let strict = try ChainVerifier(
            anchors: [self.world.root.certificate],
            intermediates: [narrow, other.intermediate.certificate],
            revocationLists: []
        )
        #expect(code { try strict.verify(other.leaf, at: self.noon) } == .pathLength)
    }

    @Test func `profiles say what the key is for`() throws {
        let span = self.noon...self.noon.adding(seconds: 86_400)
        func node(_ profile: CertificateProfile) throws -> Certificate {
            try self.world.root.issue(
                toNode: "node",
                key: self.world.key.verifyingKey,
                validity: span,
                profile: profile
            )
        }
        #expect(try node(.ocspSigner).extendedKeyUsage()?.contains(.ocspSigning) == true)
        #expect(try node(.ocspSigner).extensions[.ocspNoCheck]?.value == [5, 0])
        #expect(try node(.peer).subjectName.organizationalUnits == ["peer"])
        #expect(try node(.orderer).subjectName.organizationalUnits == ["orderer"])
        #expect(try node(.administrator).subjectName.organizationalUnits == ["admin"])
        #expect(try node(.gateway).extendedKeyUsage()?.purposes.count == 2)
        #expect(code { try node(.authority(pathLength: nil)) } == .invalidCertificate)
    }

    @Test(arguments: [CertificateProfile.client, .peer, .orderer, .administrator, .gateway])
    func `a certificate has exactly one unit of a role, whatever the participant's type`(
        profile: CertificateProfile
    ) throws {
        let role = try #require(profile.role)
        for type in ParticipantType.allCases {
            let attributes = try AttributeSet(
                identity: ParticipantID("node"),
                type: type,
                permissions: [],
                creditReport: 0,
                walletAddress: "0x52908400098527886E0F7030069857D2E4169EE7"
            )
            let certificate = try self.world.root.issue(
                to: attributes,
                key: self.world.key.verifyingKey,
                validity: self.noon...self.noon.adding(seconds: 86_400),
                profile: profile
            )
            let units = certificate.subjectName.organizationalUnits
            #expect(units.filter(CertificateProfile.roles.contains) == [role], "\(type)")
            #expect(
                units.contains(type.rawValue) == !CertificateProfile.roles.contains(type.rawValue)
                    || role == type.rawValue
            )
        }
    }

    @Test func `hosts are DNS names or addresses, each in its own form`() throws {
        func names(_ hosts: [String]) throws -> [GeneralName] {
            try self.world.root.issue(
                toNode: "node",
                key: self.world.key.verifyingKey,
                validity: self.noon...self.noon.adding(seconds: 86_400),
                profile: .tlsNode,
                hosts: hosts
            ).alternativeNames()
        }
        let made = try names(["peer0.example", "127.0.0.1", "::1", "2001:DB8::0:1", "localhost"])
        #expect(
            made.map(\.description) == [
                "DNS:peer0.example", "IP:127.0.0.1", "IP:::1", "IP:2001:db8::1", "DNS:localhost",
            ]
        )
        #expect(try CertificateAuthority.normalized(["b", "0:0::1", "a"]) == ["::1", "a", "b"])
        for host in [
            "127.0.0.256", "127.1", "1.2.3", "[::1]", "fe80::1%eth0", "a b", "", "host:80", "10.0.0.0/8",
        ] {
            #expect(code { try names([host]) } == .nameConstraint, "\(host)")
        }
    }

    @Test func `a node's TLS certificate serves both ends`() throws {
        let node = try self.world.root.issue(
            toNode: "node",
            key: self.world.key.verifyingKey,
            validity: self.noon...self.noon.adding(seconds: 86_400),
            profile: .tlsNode
        )
        let usage = try #require(try node.extendedKeyUsage())
        #expect(usage.contains(.serverAuthentication) && usage.contains(.clientAuthentication))
        #expect(node.subjectName.organizationalUnits.isEmpty)
    }
}
