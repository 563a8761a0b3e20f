import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import Testing

@testable import InterlockAuthority

/// A desk gives each organisation identities of its own, and certifies none of another's.
@Suite struct NamespaceDeskTests {
    private let world: AuthorityWorld
    private let now = AuthorityWorld.start.adding(seconds: 60)

    init() throws { self.world = try AuthorityWorld() }

    private func order(
        _ organization: String,
        commonName: String? = nil,
        key: SigningKey? = nil,
        grant: AttributeGrant? = nil,
        namespace: String? = nil,
        isRenewal: Bool = false
    ) throws -> AuthorityDesk.IntermediateOrder {
        AuthorityDesk.IntermediateOrder(
            request: try VerifiedRequest(
                from: DistinguishedName(commonName: "Authority"),
                key: key ?? SigningKey(level: .bits128)
            ),
            organization: organization,
            commonName: commonName ?? "\(organization) CA",
            scope: AuthorityScope(organization: organization, grant: grant),
            namespace: try namespace.map { try IdentityNamespace(prefix: $0) },
            isRenewal: isRenewal,
            validity: AuthorityWorld.year
        )
    }

    private func certify(_ order: AuthorityDesk.IntermediateOrder) throws -> Certificate {
        try self.world.desk.certify(order, at: self.now).certificate()
    }

    private func code<Value>(_ body: () throws -> Value) -> String? {
        do {
            _ = try body()
            return nil
        } catch {
            let error = error as? AuthorityError
            return error?.cause?.code.description ?? error?.code.description ?? "another error"
        }
    }

    /// The desk of an organisation below the root.
    private func desk(_ organization: String, in folder: TemporaryFolder) throws -> AuthorityDesk {
        let key = try SigningKey(level: .bits128)
        let desk = try AuthorityDesk(
            store: AuthorityStore.create(in: folder.path),
            certificate: self.certify(self.order(organization, key: key)),
            key: key
        )
        try desk.begin(at: self.now)
        return desk
    }

    @Test func `every authority gets a namespace: of its name, as asked, or of its grant`() throws {
        #expect(try self.certify(self.order("Valley Grid")).identityNamespace?.prefix == "valley-grid:")
        #expect(try self.certify(self.order("Süd", namespace: "sued")).identityNamespace?.prefix == "sued:")
        #expect(self.code { try self.certify(self.order("Öst")) } == "identityNamespace")
        let all = try AttributeGrant([
            "type": .any, "permissions": .any, "credit": .within(0...500), "wallet": .any,
        ])
        let hill = try self.certify(self.order("Hill", grant: all))
        #expect(hill.identityNamespace?.prefix == "hill:")
        #expect(try hill.attributeGrant()?.rules["credit"] == .within(0...500))
        let list = try AttributeGrant(all.rules.merging(["identity": .oneOf(["lake-1"])]) { _, own in own })
        #expect(try self.certify(self.order("Lake", grant: list)).identityNamespace != nil)
        for open in [AttributeGrant.Rule.any, .prefix(""), .within(0...9)] {
            let grant = try AttributeGrant(all.rules.merging(["identity": open]) { _, own in own })
            #expect(self.code { try self.certify(self.order("Sea", grant: grant)) } == "identityNamespace")
        }
        #expect(
            self.code { try self.certify(self.order("Sea", grant: list, namespace: "sea:")) }
                == "identityNamespace"
        )
        #expect(try self.world.audit().problem == nil)
    }

    @Test func `no two organisations have identities in common`() throws {
        let key = try SigningKey(level: .bits128)
        _ = try self.certify(self.order("North", key: key))
        for taken in ["north:", "NORTH:", "north:east:"] {
            #expect(
                self.code { try self.certify(self.order("South", namespace: taken)) } == "identityNamespace"
            )
        }
        _ = try self.certify(self.order("South", namespace: "northern:"))
        // The same organisation's next key, and its next certificate, keep its namespace.
        #expect(try self.certify(self.order("North")).identityNamespace?.prefix == "north:")
        #expect(
            try self.certify(self.order("North", key: key, isRenewal: true)).identityNamespace?.prefix
                == "north:"
        )
        #expect(try self.certify(self.order("South")).identityNamespace?.prefix == "northern:")
    }

    @Test func `the root certifies no identity that it has given away, nor gives away one that it certified`()
        throws
    {
        let desk = self.world.desk
        _ = try desk.issue(AuthorityWorld.order("east:a"), at: self.now)
        #expect(self.code { try self.certify(self.order("East")) } == "identityNamespace")
        _ = try desk.register(
            AuthorityWorld.attributes("West:a"),
            expires: self.now.adding(seconds: 60),
            at: self.now
        )
        #expect(self.code { try self.certify(self.order("West")) } == "identityNamespace")
        _ = try self.certify(self.order("North"))
        for identity in ["north:a", "North:a"] {
            #expect(
                self.code { try desk.issue(AuthorityWorld.order(identity), at: self.now) }
                    == "identityNamespace"
            )
            #expect(
                self.code {
                    _ = try desk.register(
                        AuthorityWorld.attributes(identity),
                        expires: self.now.adding(seconds: 60),
                        at: self.now
                    )
                } == "identityNamespace"
            )
        }
        _ = try desk.issue(AuthorityWorld.order("north"), at: self.now)
        #expect(try self.world.audit().problem == nil)
    }

    @Test func `an organisation's desk puts its namespace before a bare identity`() throws {
        let folder = try TemporaryFolder()
        let desk = try self.desk("North", in: folder)
        let key = try SigningKey(level: .bits128)
        let issued = try desk.issue(AuthorityWorld.order("a", key: key.verifyingKey), at: self.now)
        #expect(issued.identity == "north:a")
        #expect(
            try desk.issue(AuthorityWorld.order("north:a", key: key.verifyingKey), at: self.now) == issued
        )
        #expect(try desk.nextGeneration(of: ParticipantID("north:a")) == 1)
        #expect(try desk.generation(of: key.verifyingKey, identity: ParticipantID("north:a")) == 0)
        #expect(
            self.code { try desk.issue(AuthorityWorld.order("south:a"), at: self.now) }
                == "attributeEscalation"
        )
        let secret = try desk.register(
            AuthorityWorld.attributes("b"),
            expires: self.now.adding(seconds: 60),
            at: self.now
        )
        let request = try VerifiedRequest(
            from: DistinguishedName(commonName: "b"),
            key: SigningKey(level: .bits128)
        )
        let enrolled = try desk.enrol(secret, request: request, validity: AuthorityWorld.year, at: self.now)
        #expect(enrolled.identity == "north:b")
        let verifier = try ChainVerifier(
            anchors: [self.world.certificate],
            intermediates: [desk.authority.certificate],
            revocationLists: [],
            revocationPolicy: .whereKnown
        )
        let chain = try verifier.verify(enrolled.certificate(), at: self.now)
        #expect(chain.attributes?.identity.description == "north:b")
    }

    @Test func `below an organisation, a namespace is within its own`() throws {
        let folder = try TemporaryFolder()
        let desk = try self.desk("North", in: folder)
        func below(_ name: String, _ namespace: String?) throws -> String? {
            let order = try self.order("North", commonName: name, namespace: namespace)
            return try desk.certify(order, at: self.now).certificate().identityNamespace?.prefix
        }
        #expect(try below("North East CA", "north:east:") == "north:east:")
        #expect(try below("North West CA", nil) == "north:east:")
        #expect(self.code { try below("North South CA", "south:") } == "identityNamespace")
    }

    @Test(arguments: ["NORTH", "north", " North", "North ", "North\u{a0}", "No\u{200b}rth", "\u{202e}North"])
    func `an authority whose name can be taken for another's is not certified`(name: String) throws {
        _ = try self.certify(self.order("North"))
        #expect(
            self.code { try self.certify(self.order(name, namespace: "other:")) } == "ambiguousName"
        )
    }

    @Test(arguments: ["Test Root CA", "TEST ROOT CA", "test  root CA"])
    func `nor one that bears the root's name`(name: String) throws {
        #expect(
            self.code { try self.certify(self.order("Test", commonName: name, namespace: "other:")) }
                == "ambiguousName"
        )
    }

    @Test func `an identity that differs from a registered one in case only is refused`() throws {
        let desk = self.world.desk
        let first = try AuthorityWorld.order("Alice")
        let issued = try desk.issue(first, at: self.now)
        #expect(self.code { try desk.issue(AuthorityWorld.order("alice"), at: self.now) } == "ambiguousName")
        #expect(try desk.issue(first, at: self.now) == issued)
        _ = try desk.issue(AuthorityWorld.order("Alice", generation: 1), at: self.now)
        _ = try desk.register(
            AuthorityWorld.attributes("bob"),
            expires: self.now.adding(seconds: 60),
            at: self.now
        )
        #expect(self.code { try desk.issue(AuthorityWorld.order("BOB"), at: self.now) } == "ambiguousName")
        #expect(
            self.code {
                _ = try desk.register(
                    AuthorityWorld.attributes("ALICE"),
                    expires: self.now.adding(seconds: 60),
                    at: self.now
                )
            } == "ambiguousName"
        )
        #expect(try self.world.audit().problem == nil)
    }
}
