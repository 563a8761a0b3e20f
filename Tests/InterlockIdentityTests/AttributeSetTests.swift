import FoundationEssentials
import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockIdentity

@Suite("Attribute sets")
struct AttributeSetTests {
    @Test func `the paper's five have accessors, and any other its name`() throws {
        let set = try AttributeSamples.household()
        #expect(set.identity.description == "household-017")
        #expect(set.type == .prosumer)
        #expect(set.permissions == ["SubmitDemand", "SubmitSupply"])
        #expect(set.creditReport == 720)
        #expect(set.walletAddress == AttributeSamples.wallet)
        #expect(set["feeder"] == .string("LV5.201"))
        #expect(set["meter"] == nil)
        #expect(
            set.names == [
                "credit", "feeder", "green", "identity", "peakLoadW", "permissions", "type", "wallet",
            ]
        )
    }

    @Test func `both initializers give the same set`() throws {
        let set = try AttributeSet(
            identity: ParticipantID("household-017"),
            type: .prosumer,
            permissions: ["SubmitSupply", "SubmitDemand"],
            creditReport: 720,
            walletAddress: AttributeSamples.wallet,
            further: ["feeder": .string("LV5.201"), "peakLoadW": .integer(4_000), "green": .boolean(true)]
        )
        #expect(try set == AttributeSamples.household())
    }

    @Test func `one of the five among the further ones is refused`() throws {
        let identity = try ParticipantID("h")
        #expect(
            code {
                try AttributeSet(
                    identity: identity,
                    type: .seller,
                    permissions: [],
                    creditReport: 0,
                    walletAddress: AttributeSamples.wallet,
                    further: ["credit": .integer(1_000)]
                )
            } == .invalidAttribute
        )
    }

    @Test(arguments: AttributeSet.Name.all.sorted())
    func `a set without one of the five, or with another type of it, is refused`(name: String) {
        #expect(code { try AttributeSamples.household([name: nil]) } == .invalidAttribute)
        #expect(code { try AttributeSamples.household([name: .boolean(true)]) } == .invalidAttribute)
    }

    @Test func `canonical encodings and JSON read back as the set they were made of`() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<500 {
            let set = try AttributeSamples.random(using: &generator)
            #expect(try AttributeSet(canonicalEncoding: set.canonicalEncoding) == set)
            let json = try JSONEncoder().encode(set)
            #expect(try JSONDecoder().decode(AttributeSet.self, from: json) == set)
        }
    }

    @Test func `bytes with any bit changed are refused, or are the encoding of another set`() throws {
        let encoding = try AttributeSamples.household().canonicalEncoding
        for index in encoding.indices {
            for bit in 0..<8 {
                var changed = encoding
                changed[index] ^= 1 << bit
                guard let set = try? AttributeSet(canonicalEncoding: changed) else { continue }
                #expect(set.canonicalEncoding == changed)
            }
        }
    }

    @Test func `bytes cut short or made longer are refused`() throws {
        let encoding = try AttributeSamples.household().canonicalEncoding
        for count in encoding.indices {
            #expect(
                code { try AttributeSet(canonicalEncoding: Array(encoding[..<count])) } == .invalidEncoding
            )
        }
        for byte: UInt8 in [0, 0x60, 0xa0, 0xff] {
            #expect(code { try AttributeSet(canonicalEncoding: encoding + [byte]) } == .invalidEncoding)
        }
    }

    @Test func `random bytes never trap`() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...64, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            #expect((try? AttributeSet(canonicalEncoding: [0xa5] + bytes)) == nil)
        }
    }

    @Test func `texts in two Unicode forms are two values, and one set cannot hold both`() throws {
        let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}")
        #expect(AttributeValue.string(composed) != .string(decomposed))
        #expect(AttributeValue.stringSet([composed]) != .stringSet([decomposed]))
        let both = CBOR.array([.text(decomposed), .text(composed)])
        #expect(code { try AttributeValue(cbor: both, name: "x") } == .invalidEncoding)
        let first = try AttributeSamples.household(["feeder": .string(composed)])
        let second = try AttributeSamples.household(["feeder": .string(decomposed)])
        #expect(first != second)
        #expect(first.canonicalEncoding != second.canonicalEncoding)
    }

    @Test func `what fits the limits reads back, what does not is refused`() throws {
        let text = AttributeValue.string(String(repeating: "x", count: 256))
        let many = Dictionary(uniqueKeysWithValues: (0..<30).map { ("a\($0)", Optional(text)) })
        let set = try AttributeSamples.household(many)
        #expect(try AttributeSet(canonicalEncoding: set.canonicalEncoding) == set)
        let more = Dictionary(uniqueKeysWithValues: (0..<32).map { ("a\($0)", Optional(text)) })
        #expect(code { try AttributeSamples.household(more) } == .limitExceeded)
        let members = Set((0...AttributeValue.maximumMemberCount).map { "p\($0)" })
        #expect(
            code { try AttributeSamples.household(["permissions": .stringSet(members)]) } == .invalidAttribute
        )
    }

    @Test func `JSON that gives no attribute value names the attribute`() throws {
        let json = Data(#"{"identity":"h","type":"buyer","permissions":null}"#.utf8)
        let error = #expect(throws: IdentityError.self) {
            try JSONDecoder().decode(AttributeSet.self, from: json)
        }
        #expect(error?.reason.hasPrefix("permissions:") == true)
    }
}

@Suite("Participant identities")
struct AttributeParticipantTests {
    @Test(arguments: ["h", "household-017", "a.b_c@d:e-f", String(repeating: "h", count: 64)])
    func `an identity of permitted characters is taken`(text: String) throws {
        let identity = try ParticipantID(text)
        #expect(identity.description == text)
        #expect(
            try JSONDecoder().decode(ParticipantID.self, from: JSONEncoder().encode(identity)) == identity
        )
    }

    @Test(arguments: ["", " ", "a b", "a/b", "é", "a\n", "a,b", "a\u{0}", String(repeating: "h", count: 65)])
    func `any other is refused`(text: String) {
        #expect(code { try ParticipantID(text) } == .invalidAttribute)
    }

    @Test func `identities sort by their bytes`() throws {
        let identities = try ["b", "B", "a10", "a2", "-"].map { try ParticipantID($0) }
        #expect(identities.sorted().map(\.description) == ["-", "B", "a10", "a2", "b"])
    }

    @Test func `buyers buy, sellers sell, prosumers do both, the rest neither`() {
        #expect(ParticipantType.allCases.filter(\.mayBuy) == [.buyer, .prosumer])
        #expect(ParticipantType.allCases.filter(\.maySell) == [.seller, .prosumer])
    }
}
