import FoundationEssentials
import InterlockJSON
import Testing

@testable import InterlockIdentity

@Suite("Attribute schemas")
struct AttributeSchemaTests {
    typealias Declaration = AttributeSchema.Declaration

    @Test func `the standard schema takes a household`() throws {
        try AttributeSchema.standard.validate(AttributeSamples.household())
    }

    @Test(arguments: [
        ["unheardOf": AttributeValue.integer(1)],
        ["peakLoadW": .integer(-1)],
        ["peakLoadW": .integer(1_000_000_001)],
        ["peakLoadW": .string("4000")],
        ["green": .integer(1)],
        ["feeder": .string(String(repeating: "x", count: 65))],
        ["meter": .stringSet(["a"])],
    ])
    func `an attribute that is unknown, out of limits or of another type is refused`(
        change: [String: AttributeValue]
    ) throws {
        let set = try AttributeSamples.household(change.mapValues { $0 })
        #expect(code { try AttributeSchema.standard.validate(set) } == .invalidAttribute)
    }

    @Test func `required and allowed are kept to`() throws {
        let schema = try AttributeSchema([
            "permissions": Declaration(.stringSet, allowed: ["SubmitDemand", "SubmitSupply"]),
            "feeder": Declaration(.string, isRequired: true, allowed: ["LV5.201"]),
            "peakLoadW": Declaration(.integer),
            "green": Declaration(.boolean),
        ])
        try schema.validate(AttributeSamples.household())
        #expect(schema.attributes["permissions"]?.isRequired == true)
        let breaches: [[String: AttributeValue?]] = [
            ["feeder": nil],
            ["feeder": .string("LV5.202")],
            ["permissions": .stringSet(["SubmitDemand", "Clear"])],
        ]
        for breach in breaches {
            let set = try AttributeSamples.household(breach)
            #expect(code { try schema.validate(set) } == .invalidAttribute)
        }
    }

    @Test func `allowed texts are compared by their bytes`() throws {
        let schema = try AttributeSchema([
            "feeder": Declaration(.string, allowed: ["caf\u{e9}"]), "peakLoadW": Declaration(.integer),
            "green": Declaration(.boolean),
        ])
        try schema.validate(AttributeSamples.household(["feeder": .string("caf\u{e9}")]))
        let other = try AttributeSamples.household(["feeder": .string("cafe\u{301}")])
        #expect(code { try schema.validate(other) } == .invalidAttribute)
    }

    @Test(arguments: [
        ["credit": Declaration(.string)],
        ["1st": Declaration(.string)],
        ["hf.Type": Declaration(.string)],
        ["x": Declaration(.string, minimum: 1)],
        ["x": Declaration(.boolean, maximumLength: 1)],
        ["x": Declaration(.integer, allowed: ["1"])],
        ["x": Declaration(.integer, minimum: 2, maximum: 1)],
        ["x": Declaration(.string, maximumLength: 0)],
        ["x": Declaration(.stringSet, allowed: ["a,b"])],
    ])
    func `a declaration that makes no sense is refused`(declarations: [String: Declaration]) {
        #expect(code { try AttributeSchema(declarations) } == .invalidAttribute)
    }

    @Test func `limits on a schema's size hold`() {
        let many = Dictionary(uniqueKeysWithValues: (0..<60).map { ("a\($0)", Declaration(.integer)) })
        #expect(code { try AttributeSchema(many) } == .limitExceeded)
        #expect(code { try AttributeSchema(["x": Declaration(.string, allowed: [])]) } == .limitExceeded)
    }

    @Test func `a schema reads back from its file as it was`() throws {
        let file = try JSONEncoder().encode(AttributeSchema.standard)
        #expect(try JSONDecoder().decode(AttributeSchema.self, from: file) == .standard)
        let own = try AttributeSchema([
            "x": Declaration(.stringSet, isRequired: true, maximumLength: 3, allowed: ["a"])
        ])
        #expect(try JSONDecoder().decode(AttributeSchema.self, from: JSONEncoder().encode(own)) == own)
    }

    @Test(arguments: [
        (
            #"{"attributes":{"x":{"type":"Long","maximun":5}}}"#,
            "1:35: attributes.x: unknown member \"maximun\"; did you mean \"maximum\"?"
        ),
        (#"{"attributes":{},"version":2}"#, "1:18: unknown member \"version\"; known are attributes"),
        (
            #"{"attributes":{"x":{"type":"Lang"}}}"#,
            "1:28: attributes.x.type: expected one of \"String\", \"Long\", \"Bool\", \"Set<String>\", found \"Lang\""
        ),
        (
            #"{"attributes":{"x":{"type":"Long","minimum":1.5}}}"#,
            "1:45: attributes.x.minimum: expected a whole number, found 1.5"
        ),
        (#"{"attributes":{"x":{"required":true}}}"#, "1:20: attributes.x: the member \"type\" is missing"),
    ])
    func `a mistake in a file is named, with its place and in our words`(text: String, description: String) {
        let fault = #expect(throws: JSONFault.self) {
            try StrictJSON.decode(AttributeSchema.self, from: Array(text.utf8))
        }
        #expect(fault?.description == description)
    }

    @Test func `a file with a misspelt word is refused by JSONDecoder, too`() {
        for text in [
            #"{"attributes":{"x":{"type":"Long","maximun":5}}}"#,
            #"{"attributes":{},"version":2}"#,
        ] {
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode(AttributeSchema.self, from: Data(text.utf8))
            }
        }
    }
}
