import InterlockCrypto
import Testing

@testable import InterlockFabric
@testable import InterlockIdentity

/// What Fabric refuses, a folder for each rule.
@Suite struct MembershipCheckTests {
    let world: MembershipWorld
    var folder: MembershipFolder

    init() throws {
        self.world = try MembershipWorld()
        self.folder = try self.world.folder()
    }

    private func rules(at time: Timestamp = CertificateWorld.noon) -> [MembershipDefect.Rule] {
        self.world.rules(self.folder, at: time)
    }

    @Test func `a folder in order is accepted, with units or with an administrator`() throws {
        var folder = self.folder
        try folder.check(at: CertificateWorld.noon)
        folder.nodeUnits = nil
        #expect(self.world.rules(folder) == [.administratorMissing])
        folder.administrators = [try self.world.member([])]
        try folder.check(at: CertificateWorld.noon)
    }

    @Test mutating func `the signer has exactly one unit, by word of the right authority`() throws {
        for units in [[], ["Peer"], ["peer", "client"], ["peer", "peer"], ["seller"]] {
            self.folder.signer = try self.world.member(units)
            #expect(self.rules() == [.unit])
        }
        self.folder.signer = try self.world.member(["org1", "peer", "department1"])
        #expect(self.rules().isEmpty)
        self.folder.nodeUnits = .standard(issuer: self.world.root.certificate)
        #expect(self.rules() == [.unitIssuer])
        let stranger = try TestAuthority("Stranger")
        self.folder.nodeUnits = .standard(issuer: stranger.certificate)
        #expect(self.rules().contains(.unitIssuer))
        #expect(
            MembershipWorld.code { try self.folder.write(to: "/tmp/interlock-never") } == .unknownIssuer
        )
    }

    @Test mutating func `units are there, with names of their own`() {
        // Fabric enforces none, and then wants administrators.
        self.folder.nodeUnits = NodeUnits(units: [:])
        #expect(self.rules() == [.unitNames, .administratorMissing])
        self.folder.nodeUnits = NodeUnits(units: [.peer: .init("peer"), .admin: .init("peer")])
        #expect(self.rules() == [.unitNames])
        #expect(self.world.effects(self.folder, .unitNames) == [.noted])
    }

    @Test mutating func `authorities are authorities, with identifiers`() throws {
        self.folder.authorities.append(try self.world.member(["client"]))
        #expect(self.rules() == [.notAnAuthority, .noChain])
        let template = try CertificateForge(
            key: self.world.root.key,
            issuer: self.world.root.certificate,
            subjectKey: self.world.root.key.verifyingKey
        )
        var forge = template
        forge.subject = self.world.root.certificate.subjectName
        forge.replace(StandardExtensions.basicConstraints(isAuthority: true, pathLength: nil))
        forge.replace(StandardExtensions.keyUsage([.keyCertSign, .crlSign]))
        forge.extensions.removeAll { $0.identifier == .subjectKeyIdentifier }
        self.folder.authorities = [try forge.certificate()]
        #expect(self.rules().contains(.keyIdentifierMissing))
        self.folder.authorities = []
        #expect(self.rules() == [.anchorMissing])
    }

    @Test mutating func `an authority that is the signer, or a stranger, is no member`() throws {
        self.folder.signer = self.world.authority.certificate
        #expect(self.rules() == [.authorityAsMember])
        let stranger = try TestAuthority("Stranger")
        self.folder.signer = try MembershipWorld.member(
            "p",
            ["peer"],
            of: stranger,
            key: self.world.key.verifyingKey
        )
        #expect(self.rules() == [.noChain])
        self.folder.signer = try MembershipWorld.member(
            "p",
            ["peer"],
            of: self.world.root,
            key: self.world.key.verifyingKey
        )
        #expect(self.rules() == [.issuerNotLast, .unitIssuer])
    }

    @Test mutating func `an intermediate leads to an anchor by one path`() throws {
        let stranger = try TestAuthority("Stranger")
        self.folder.intermediates.append(try stranger.authority("Others").certificate)
        #expect(self.rules() == [.noChain])
        let twin = try TestAuthority(key: self.world.root.key, certificate: self.selfSigned(self.world.root))
        self.folder.intermediates.removeLast()
        self.folder.authorities.append(twin.certificate)
        #expect(self.rules().contains(.severalChains))
    }

    /// Anyone can make such a certificate, and put it into a folder that is to be checked.
    @Test mutating func `a signer or an authority that ends before it begins ends nothing`() throws {
        var forge = try CertificateForge(
            key: self.world.authority.key,
            issuer: self.world.authority.certificate,
            subjectKey: self.world.key.verifyingKey
        )
        forge.subject = try DistinguishedName(commonName: "p", organizationalUnits: ["peer"])
        forge.isInverted = true
        self.folder.signer = try forge.certificate()
        #expect(self.rules().contains(.expired))
        var root = try CertificateForge(
            key: self.world.root.key,
            issuer: self.world.root.certificate,
            subjectKey: self.world.root.key.verifyingKey
        )
        root.subject = self.world.root.certificate.subjectName
        root.replace(StandardExtensions.basicConstraints(isAuthority: true, pathLength: nil))
        root.isInverted = true
        let inverted = try root.certificate()
        self.folder.authorities = [inverted]
        #expect(!self.rules().isEmpty)
        let verifier = try ChainVerifier(
            anchors: [inverted],
            intermediates: [self.world.authority.certificate],
            revocationLists: [],
            revocationPolicy: .whereKnown
        )
        #expect(code { try verifier.verify(self.world.peer, at: CertificateWorld.noon) } != nil)
    }

    /// Another certificate of the same name and key.
    private func selfSigned(_ authority: TestAuthority) throws -> Certificate {
        var forge = try CertificateForge(
            key: authority.key,
            issuer: authority.certificate,
            subjectKey: authority.key.verifyingKey
        )
        forge.subject = authority.certificate.subjectName
        forge.replace(StandardExtensions.basicConstraints(isAuthority: true, pathLength: nil))
        forge.replace(StandardExtensions.keyUsage([.keyCertSign, .crlSign]))
        return try forge.certificate()
    }

    @Test mutating func `a high s is named, for Fabric would rewrite the certificate`() throws {
        let der = try CertificateForge.highS(self.world.peer.derRepresentation, level: .bits128)
        self.folder.signer = try Certificate(derRepresentation: der)
        #expect(self.rules() == [.rewritten])
        #expect(self.world.effects(self.folder, .rewritten) == [.noted])
        try self.folder.check(at: CertificateWorld.noon)
        let root = try CertificateForge.highS(self.world.root.certificate.derRepresentation, level: .bits128)
        self.folder = try self.world.folder()
        self.folder.authorities = [try Certificate(derRepresentation: root)]
        try self.folder.check(at: CertificateWorld.noon)
    }

    @Test mutating func `lists are complete, have identifiers, and are signed by an authority of the folder`()
        throws
    {
        let good = self.folder.revocationLists
        self.folder.revocationLists = good + [try self.world.list(TestAuthority("Stranger"))]
        #expect(self.rules() == [.strayList])
        #expect(self.world.effects(self.folder, .strayList) == [.noted])
        let bare = try CertificateForge.list(
            key: self.world.root.key,
            issuer: self.world.root.certificate,
            extensions: []
        )
        self.folder.revocationLists = [bare]
        // Noted of the list, refused for the intermediate, invalid for the signer.
        #expect(self.world.effects(self.folder, .listWithoutIssuer) == [.refused, .noted, .signerInvalid])
        let identifier = StandardExtensions.authorityKeyIdentifier(
            self.world.root.key.verifyingKey.keyIdentifier
        )
        let delta = CertificateExtension(.deltaCRLIndicator, isCritical: true, value: DER.integer(1))
        self.folder.revocationLists = [
            try CertificateForge.list(
                key: self.world.root.key,
                issuer: self.world.root.certificate,
                extensions: [identifier, delta]
            )
        ]
        #expect(self.rules() == [.listKind])
    }

    @Test mutating func `nobody is revoked`() throws {
        self.folder.revocationLists = [
            try self.world.list(self.world.authority, revoked: [self.world.peer.serialNumber])
        ]
        #expect(self.world.effects(self.folder, .revoked) == [.signerInvalid])
        #expect(MembershipWorld.rule { try self.folder.check(at: CertificateWorld.noon) } == .revoked)
        let serial = self.world.authority.certificate.serialNumber
        self.folder.revocationLists = [try self.world.list(self.world.root, revoked: [serial])]
        #expect(self.world.effects(self.folder, .revoked) == [.refused])
    }

    @Test mutating func `the signer is valid now, and its authority was when it began`() throws {
        #expect(self.rules(at: CertificateWorld.end.adding(seconds: 1)) == [.expired])
        let before = CertificateWorld.start.adding(seconds: -10)
        #expect(self.folder.defects(at: before).map(\.effect) == [.noted])
        let early = CertificateWorld.start.adding(seconds: -60)...CertificateWorld.end
        self.folder.signer = try MembershipWorld.member(
            "p",
            ["peer"],
            of: self.world.authority,
            key: self.world.key.verifyingKey,
            validity: early
        )
        #expect(self.rules() == [.noChain])
    }

    @Test mutating func `a key for clients alone is refused, as Go asks for a server's`() throws {
        let client = CertificateExtension(
            .extendedKeyUsage,
            isCritical: false,
            value: ExtendedKeyUsage(.clientAuthentication).derRepresentation
        )
        self.folder.signer = try self.world.member(["peer"], extensions: [client])
        #expect(self.rules() == [.noChain])
        let both = CertificateExtension(
            .extendedKeyUsage,
            isCritical: false,
            value: ExtendedKeyUsage(.clientAuthentication, .serverAuthentication).derRepresentation
        )
        self.folder.signer = try self.world.member(["peer"], extensions: [both])
        #expect(self.rules().isEmpty)
    }

    @Test
    mutating func `an administrator that nobody of the folder signed is refused, with units and without`()
        throws
    {
        let stranger = try MembershipWorld.member(
            "m",
            ["admin"],
            of: TestAuthority("Stranger"),
            key: self.world.key.verifyingKey
        )
        self.folder.administrators = [stranger]
        #expect(self.world.effects(self.folder, .noChain) == [.refused])
        self.folder.nodeUnits = nil
        #expect(self.world.effects(self.folder, .noChain) == [.refused])
        self.folder.administrators = [self.world.authority.certificate]
        #expect(self.world.effects(self.folder, .authorityAsMember) == [.refused])
    }

    @Test mutating func `a member has one of the units that all must have, by word of the right authority`()
        throws
    {
        self.folder.requiredUnits = [.init("peer", issuer: self.world.authority.certificate)]
        #expect(self.rules().isEmpty)
        self.folder.requiredUnits = [.init("COP", issuer: self.world.authority.certificate)]
        #expect(self.world.effects(self.folder, .unit) == [.signerInvalid])
        self.folder.requiredUnits = [.init("peer", issuer: self.world.root.certificate)]
        #expect(self.world.effects(self.folder, .unit) == [.signerInvalid])
        self.folder.requiredUnits = [.init("peer", issuer: try TestAuthority("Stranger").certificate)]
        #expect(self.world.effects(self.folder, .unitIssuer) == [.refused])
    }

    @Test mutating func `an authority of connections that is out of date stops no node`() throws {
        let old = CertificateWorld.start.adding(seconds: -7_200)...CertificateWorld.start.adding(seconds: -60)
        var forge = try CertificateForge(
            key: self.world.root.key,
            issuer: self.world.root.certificate,
            subjectKey: self.world.root.key.verifyingKey
        )
        forge.subject = self.world.root.certificate.subjectName
        forge.validity = old
        forge.replace(StandardExtensions.basicConstraints(isAuthority: true, pathLength: nil))
        forge.replace(StandardExtensions.keyUsage([.keyCertSign]))
        self.folder.tlsAuthorities = [try forge.certificate()]
        #expect(self.rules().isEmpty)
    }

    @Test(arguments: [CertificateProfile.client, .peer, .orderer, .administrator, .gateway])
    func `what our authorities issue to nodes is taken`(profile: CertificateProfile) throws {
        let world = try CertificateWorld()
        let node = try world.intermediate.issue(
            toNode: "node0",
            key: self.world.key.verifyingKey,
            validity: CertificateWorld.validity,
            profile: profile
        )
        let folder = MembershipFolder(
            authorities: [world.root.certificate],
            intermediates: [world.intermediate.certificate],
            revocationLists: [world.rootList, world.intermediateList],
            signer: node,
            nodeUnits: .standard(issuer: world.intermediate.certificate)
        )
        #expect(folder.defects(at: CertificateWorld.noon) == [])
    }

    @Test
    func `constraints on organisations are refused, for Go does not process them; on hosts they are taken`()
        throws
    {
        // Without a host's name of its own, a common name counts as one below such constraints.
        let host = CertificateExtension(
            .subjectAlternativeName,
            isCritical: false,
            value: DER.element(DERTag.sequence, [GeneralName.dnsName("p.example")].derContent)
        )
        let name = try DistinguishedName(commonName: "any", organization: "O").ancestor(1)
        for (constraint, isTaken) in [
            (GeneralName.directoryName(name), false), (.dnsName("example.org"), true),
        ] {
            let value = NameConstraints(excluded: [constraint]).derRepresentation
            let entry = CertificateExtension(.nameConstraints, isCritical: true, value: value)
            let authority = try self.world.root.authority("Constrained", extensions: [entry])
            var folder = self.folder
            folder.intermediates = [authority.certificate]
            folder.revocationLists = []
            folder.signer = try MembershipWorld.member(
                "p",
                ["peer"],
                of: authority,
                key: self.world.key.verifyingKey,
                extensions: [host]
            )
            folder.nodeUnits = .standard()
            #expect(self.world.rules(folder) == (isTaken ? [] : [.noChain, .noChain]))
            folder.signer = try MembershipWorld.member(
                "p.example",
                ["peer"],
                of: authority,
                key: self.world.key.verifyingKey
            )
            #expect(self.world.rules(folder) == (isTaken ? [.noChain] : [.noChain, .noChain]))
        }
    }

    @Test mutating func `administrators and authorities of connections are looked at`() throws {
        self.folder.administrators = [self.world.peer]
        #expect(self.rules() == [.administratorUnit])
        #expect(self.world.effects(self.folder, .administratorUnit) == [.refused])
        self.folder.administrators = [try self.world.member(["admin"])]
        #expect(self.rules().isEmpty)
        self.folder.tlsIntermediates = [try TestAuthority("Stranger").authority("T").certificate]
        #expect(self.rules() == [.tlsAuthority])
        self.folder.tlsIntermediates = []
        self.folder.tlsAuthorities = [self.world.peer]
        #expect(self.rules() == [.tlsAuthority])
        // Every defect is reported, and not the first one alone.
        self.folder.administrators = [self.world.peer]
        self.folder.signer = try self.world.member([])
        #expect(self.rules() == [.unit, .tlsAuthority, .administratorUnit])
    }

    @Test func `each rule names the function of Fabric that demands it`() {
        for rule in MembershipDefect.Rule.allCases {
            #expect(rule.source.hasPrefix("msp/") || rule.source.hasPrefix("bccsp/"))
        }
    }
}
