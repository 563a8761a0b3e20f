import Testing

@testable import InterlockCrypto

@Suite("CBOR values")
struct CBORValueTests {
    @Test func `maps are sorted by the encodings of their keys`() {
        // The example of RFC 8949 section 4.2.1.
        let keys: [CBOR] = [10, 100, -1, "z", "aa", [100], [-1], false]
        let map = CBORMap(keys.reversed().map { ($0, .null) })
        #expect(map.entries.map(\.key) == keys)
        #expect(CBOR.map(map).encoded().hexString == "a80af61864f620f6617af6626161f6811864f68120f6f4f6")
        for key in keys { #expect(map[key] == .null) }
        #expect(map[11] == nil)
    }

    @Test func `the unencoded order of keys is the encoded one`() {
        let keys: [CBOR] = [
            0, 23, 24, 255, 256, 65_536, .unsigned(.max), -1, -24, -25, .negative(.max), "", "a", "b", "aa",
            "\u{e9}", "e\u{301}", .bytes([]), .bytes([1]), .bytes([0, 0]), [], [1], [1, 2], [:], [1: 2],
            .tagged(1, 2), .tagged(24, ""), true, .null, .simple(255), .float(0), .float(-0.0), .float(.nan),
            .float(100_000), .float(1.1),
        ]
        for left in keys {
            for right in keys {
                let encoded = left.encoded().lexicographicallyPrecedes(right.encoded())
                #expect(left.isEncodedBefore(right) == encoded, "\(left) \(right)")
                #expect((left == right) == (left.encoded() == right.encoded()), "\(left) \(right)")
            }
        }
    }

    @Test func `accessors give what is there`() {
        #expect(CBOR.integer(.min).integerValue == .min)
        #expect(CBOR.integer(.max).integerValue == .max)
        #expect(CBOR.integer(-1) == .negative(0))
        #expect(CBOR.unsigned(.max).integerValue == nil)
        #expect(CBOR.negative(.max).integerValue == nil)
        #expect(CBOR("a").textValue == "a")
        #expect(CBOR.bytes([1]).bytesValue == [1])
        #expect(([1, "b"] as CBOR).arrayValue == [1, "b"])
        #expect(([1: "b"] as CBOR).mapValue?[1] == "b")
        #expect(CBOR.bool(true).boolValue == true)
        #expect(CBOR.null.boolValue == nil)
        #expect(CBOR(1).textValue == nil)
    }

    @Test func `what a terminal may obey is escaped in diagnostic notation`() {
        let text = CBOR.text("a\t\u{1b}[2J\u{202e}\u{9b}\u{7f}\u{e0001}\u{fc}")
        #expect(text.description == #""a\t\u001b[2J\u202e\u009b\u007f\udb40\udc01ü""#)
    }

    @Test func `a double key is a programming error`() async {
        await #expect(processExitsWith: .failure) { _ = CBORMap([(1, 2), (1, 3)]) }
    }
}
