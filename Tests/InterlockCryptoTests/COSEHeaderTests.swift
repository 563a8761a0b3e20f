import Testing

@testable import InterlockCrypto

@Suite("COSE headers")
struct COSEHeaderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let protected: CBOR
        var unprotected: CBOR = [:]
        let expected: CryptoError.Code?
    }

    static let cases = [
        Case(testDescription: "alg alone", protected: [1: -7], expected: nil),
        Case(testDescription: "an unknown parameter", protected: [1: -7, 99: 0, "x": [1]], expected: nil),
        Case(
            testDescription: "kid, not protected",
            protected: [1: -7],
            unprotected: [4: "11"],
            expected: nil
        ),
        Case(testDescription: "crit, known", protected: [1: -7, 2: [1, 3], 3: "a/b"], expected: nil),
        Case(testDescription: "crit, unknown", protected: [1: -7, 2: [99], 99: 0], expected: .unsupported),
        Case(
            testDescription: "crit, unknown text",
            protected: [1: -7, 2: ["x"], "x": 0],
            expected: .unsupported
        ),
        Case(testDescription: "crit, missing", protected: [1: -7, 2: [3]], expected: .invalidEncoding),
        Case(testDescription: "crit, empty", protected: [1: -7, 2: []], expected: .invalidEncoding),
        Case(testDescription: "crit, not an array", protected: [1: -7, 2: 1], expected: .invalidEncoding),
        Case(
            testDescription: "crit, not protected",
            protected: [1: -7, 3: "a/b"],
            unprotected: [2: [3]],
            expected: .invalidEncoding
        ),
        Case(
            testDescription: "crit of what is not protected",
            protected: [1: -7, 2: [3]],
            unprotected: [3: "a/b"],
            expected: .invalidEncoding
        ),
        Case(
            testDescription: "one label in both",
            protected: [1: -7, 3: "a/b", 5: 0],
            unprotected: [4: "11", 5: 0],
            expected: .invalidEncoding
        ),
        Case(
            testDescription: "alg in both",
            protected: [1: -7],
            unprotected: [1: -7],
            expected: .invalidEncoding
        ),
        Case(testDescription: "no alg", protected: [3: "a/b"], expected: .unsupported),
        Case(testDescription: "alg EdDSA", protected: [1: -8], expected: .unsupported),
        Case(
            testDescription: "alg not protected",
            protected: [3: "a/b"],
            unprotected: [1: -7],
            expected: .unsupported
        ),
        Case(
            testDescription: "a label that is null",
            protected: [1: -7, .null: 0],
            expected: .invalidEncoding
        ),
        Case(
            testDescription: "a label that is an array",
            protected: [1: -7],
            unprotected: [[1]: 0],
            expected: .invalidEncoding
        ),
        Case(testDescription: "a number as content type", protected: [1: -7, 3: 0], expected: .unsupported),
        Case(testDescription: "not a map", protected: [1, -7], expected: .invalidEncoding),
        Case(
            testDescription: "x5chain of one in an array",
            protected: [1: -7, 33: [.bytes([1])]],
            expected: .invalidEncoding
        ),
        Case(testDescription: "x5chain, empty", protected: [1: -7, 33: []], expected: .invalidEncoding),
        Case(
            testDescription: "x5chain of text",
            protected: [1: -7, 33: [.bytes([1]), "a"]],
            expected: .invalidEncoding
        ),
        Case(
            testDescription: "x5t by SHA-512",
            protected: [1: -7, 34: [-44, .bytes([1])]],
            expected: .unsupported
        ),
        Case(
            testDescription: "x5t, too short",
            protected: [1: -7, 34: [-16, .bytes([1])]],
            expected: .invalidEncoding
        ),
        Case(testDescription: "x5t, bare", protected: [1: -7, 34: .bytes([1])], expected: .invalidEncoding),
        Case(
            testDescription: "x5chain and x5t",
            protected: [1: -7, 33: .bytes([1]), 34: [-16, .bytes([])]],
            expected: .unsupported
        ),
    ]

    @Test(arguments: Self.cases)
    func `headers are read strictly`(example: Case) {
        let encoded = Self.message(.bytes(example.protected.encoded()), example.unprotected).encoded()
        #expect(COSESign1Tests.code { try COSESign1(decoding: encoded) } == example.expected)
    }

    @Test func `an error inside the protected header says so`() {
        // {1: -7, 1: -7}
        let encoded = Self.message(.bytes([0xa2, 1, 0x26, 1, 0x26]), [:]).encoded()
        let error = #expect(throws: CryptoError.self) { try COSESign1(decoding: encoded) }
        #expect(error?.code == .invalidEncoding)
        #expect(error?.reason == "protected header: CBOR byte 3: a key that the map has already")
    }

    @Test func `a detached payload and other shapes are refused`() {
        let header = CBOR.bytes([0xa1, 1, 0x26])
        let good: [CBOR] = [header, [:], .bytes([1]), Self.signature]
        #expect(Self.code(good) == nil)
        #expect(Self.code([header, [:], .null, Self.signature]) == .unsupported)
        #expect(Self.code([header, [:], "a", Self.signature]) == .invalidEncoding)
        #expect(Self.code([[1: -7], [:], .bytes([1]), Self.signature]) == .invalidEncoding)
        #expect(Self.code([header, [], .bytes([1]), Self.signature]) == .invalidEncoding)
        #expect(Self.code([header, [:], .bytes([1]), []]) == .invalidEncoding)
        #expect(Self.code([header, [:], .bytes([1]), .bytes([1])]) == .invalidSignature)
        #expect(Self.code(good + [0]) == .invalidEncoding)
        #expect(Self.code(good.dropLast()) == .invalidEncoding)
    }

    @Test func `what is not protected is told`() throws {
        let read = try COSESign1(decoding: Self.message(.bytes([0xa1, 1, 0x26]), [4: "11"]).encoded())
        #expect(!read.hasOnlyProtectedHeaders)
    }

    /// r = s = 1: in form.
    private static let signature = CBOR.bytes((0..<64).map { $0 % 32 == 31 ? 1 : 0 })

    private static func message(_ protected: CBOR, _ unprotected: CBOR) -> CBOR {
        .tagged(18, [protected, unprotected, .bytes([1]), Self.signature])
    }

    private static func code(_ parts: some Sequence<CBOR>) -> CryptoError.Code? {
        COSESign1Tests.code { try COSESign1(decoding: CBOR.tagged(18, .array(Array(parts))).encoded()) }
    }
}
