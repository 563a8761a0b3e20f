import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockIdentity

@Suite("The attribute extension")
struct AttributeExtensionTests {
    @Test func `it reads back as the set it was made of`() throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            let set = try AttributeSamples.random(using: &generator, isStandard: true)
            #expect(try FabricAttributes.decode(FabricAttributes.encode(set), schema: .standard) == set)
        }
    }

    @Test func `any changed bit is refused, or is the extension of another set`() throws {
        let set = try AttributeSamples.household()
        let bytes = FabricAttributes.encode(set)
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << bit
                guard let other = try? FabricAttributes.decode(changed, schema: .standard) else { continue }
                #expect(other != set)
                #expect(FabricAttributes.encode(other) == changed)
            }
        }
    }

    @Test func `what Fabric CA adds of its own accord is passed over`() throws {
        let text = """
            {"attrs":{"credit":"720","hf.Affiliation":"","hf.EnrollmentID":"household-017","hf.Type":"client",\
            "identity":"household-017","permissions":"","type":"buyer","wallet":"\(AttributeSamples.wallet)"}}
            """
        let set = try FabricAttributes.decode(Array(text.utf8), schema: .standard)
        #expect(set.names == AttributeSet.Name.all.sorted())
        #expect(set.permissions.isEmpty)
    }

    @Test func `the largest set fits, however many escapes it needs`() throws {
        let text = AttributeValue.string(String(repeating: "<", count: 256))
        var changes: [String: AttributeValue?] = [:]
        var declarations = AttributeSchema.standard.attributes
        for index in 0..<30 {
            changes["a\(index)"] = text
            declarations["a\(index)"] = .init(.string)
        }
        let set = try AttributeSamples.household(changes)
        let bytes = FabricAttributes.encode(set)
        #expect(bytes.count <= FabricAttributes.byteLimit)
        #expect(try FabricAttributes.decode(bytes, schema: AttributeSchema(declarations)) == set)
    }

    @Test func `an extension beyond the limit is refused before it is parsed`() {
        let bytes = [UInt8](repeating: UInt8(ascii: "["), count: FabricAttributes.byteLimit + 1)
        #expect(code { try FabricAttributes.decode(bytes, schema: .standard) } == .limitExceeded)
    }

    @Test func `bytes that are not UTF-8, and deep nesting, are refused`() {
        let bad = Array(#"{"attrs":{"credit":""#.utf8) + [0xff] + Array(#""}}"#.utf8)
        #expect(code { try FabricAttributes.decode(bad, schema: .standard) } == .invalidEncoding)
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: FabricAttributes.byteLimit)
        #expect(code { try FabricAttributes.decode(deep, schema: .standard) } == .invalidEncoding)
    }
}
