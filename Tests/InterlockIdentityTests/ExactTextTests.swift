import FoundationEssentials
import Testing

@testable import InterlockCrypto
@testable import InterlockIdentity

/// Texts are their bytes: what Unicode calls equivalent is another text (Docs/Formats.md, "Attribute set").
@Suite struct ExactTextTests {
    private static let composed = "S\u{fc}d"
    private static let decomposed = "Su\u{308}d"
    private static let kelvin = "\u{212a}-1"

    @Test func `the texts of these tests are equal for Swift`() {
        #expect(Self.composed == Self.decomposed && Self.kelvin == "K-1")
        #expect(!Self.composed.isExactly(Self.decomposed) && !Self.kelvin.isExactly("K-1"))
    }

    @Test func `sets and dictionaries find a text by its bytes`() {
        let set: Set = [Self.composed, "Nord"]
        #expect(set.containsExactly(Self.composed) && !set.containsExactly(Self.decomposed))
        #expect(!set.isExactly([Self.decomposed, "Nord"]) && set.isExactly(["Nord", Self.composed]))
        #expect(!Set([Self.decomposed]).isExactSubset(of: set))
        let places = [Self.composed: 1]
        #expect(places[exactly: Self.composed] == 1 && places[exactly: Self.decomposed] == nil)
    }

    private func grant(_ rule: AttributeGrant.Rule) throws -> AttributeGrant {
        var rules = Dictionary(
            uniqueKeysWithValues: AttributeSamples.values.keys.map { ($0, AttributeGrant.Rule.any) }
        )
        rules["zone"] = rule
        return try AttributeGrant(rules)
    }

    @Test func `a grant of one text is no grant of its equivalent`() throws {
        let values: [AttributeValue] = [.string(Self.decomposed), .stringSet([Self.decomposed])]
        for value in values {
            let set = try AttributeSamples.household(["zone": value])
            let error = #expect(throws: IdentityError.self) {
                try self.grant(.oneOf([Self.composed, "Nord"])).check(set)
            }
            #expect(error?.code == .attributeEscalation)
            try self.grant(.oneOf([Self.decomposed])).check(set)
        }
        let error = #expect(throws: IdentityError.self) {
            let set = try AttributeSamples.household(["zone": .string(Self.decomposed)])
            try self.grant(.prefix("S\u{fc}")).check(set)
        }
        #expect(error?.code == .attributeEscalation)
        #expect(try self.grant(.oneOf([Self.composed])) != self.grant(.oneOf([Self.decomposed])))
        #expect(try self.grant(.prefix(Self.composed)) != self.grant(.prefix(Self.decomposed)))
    }

    @Test func `an attribute is found by the bytes of its name`() throws {
        let set = try AttributeSamples.household(["K": .integer(1)])
        #expect(set["K"] == .integer(1) && set["\u{212a}"] == nil)
    }

    @Test func `a schema's texts are told apart, and two forms of one are refused`() throws {
        func declaration(_ texts: [String]) throws -> AttributeSchema.Declaration {
            let list = texts.map { "\"\($0)\"" }.joined(separator: ",")
            let json = "{\"type\":\"String\",\"allowed\":[\(list)]}"
            return try JSONDecoder().decode(AttributeSchema.Declaration.self, from: Data(json.utf8))
        }
        #expect(try declaration([Self.composed]) != declaration([Self.decomposed]))
        #expect(throws: (any Error).self) { try declaration([Self.composed, Self.decomposed]) }
        #expect(throws: (any Error).self) { try declaration(["a", "a"]) }
    }

    @Test func `the subject's name is the identity, byte for byte`() throws {
        let root = try TestAuthority("Root")
        let attributes = try AttributeSamples.household(["identity": .string("K-1")])
        var forge = try CertificateForge(
            key: root.key,
            issuer: root.certificate,
            subjectKey: SigningKey(level: .bits128).verifyingKey
        )
        forge.replace(
            CertificateExtension(
                .fabricAttributes,
                isCritical: false,
                value: FabricAttributes.encode(attributes)
            )
        )
        let verifier = try ChainVerifier(
            anchors: [root.certificate],
            revocationLists: [],
            revocationPolicy: .whereKnown
        )
        forge.subject = try DistinguishedName(commonName: Self.kelvin)
        let stranger = try forge.certificate()
        #expect(code { try verifier.verify(stranger, at: CertificateWorld.noon) } == .invalidCertificate)
    }

    @Test func `a host's name is ASCII, and no other character folds into it`() throws {
        #expect(throws: IdentityError.self) { try HostName("\u{212a}.example") }
        #expect(try HostName("K.Example") == HostName("k.example"))
    }

    @Test func `an implicit certificate keeps a permission that only looks like a known one`() throws {
        let set = try AttributeSamples.household(["permissions": .stringSet(["SubmitDemand", Self.kelvin])])
        let read = try CompactAttributes.decode(CompactAttributes.encode(set))
        #expect(read == set)
    }
}
