import TestSupport
import Testing

@testable import InterlockCrypto

@Suite("CBOR")
struct CBORTests {
    @Test(arguments: CBORVectors.deterministic)
    func `RFC 8949 appendix A, deterministic entries`(example: CBORVectors.Example) throws {
        let encoded = try #require([UInt8](hex: example.hex))
        let value = try CBOR(decoding: encoded)
        #expect(value.description == example.diagnostic)
        #expect(value.encoded().hexString == example.hex)
        #expect(try CBOR(decoding: value.encoded()) == value)
    }

    @Test(arguments: CBORVectors.notDeterministic)
    func `RFC 8949 appendix A, other entries are refused`(hex: String) throws {
        #expect(try self.code(hex) == .notDeterministic)
    }

    @Test(arguments: CBORVectors.malformed)
    func `RFC 8949 appendix F`(hex: String) throws { #expect(try self.code(hex) == .invalidEncoding) }

    @Test(arguments: CBORVectors.malformedIndefinite)
    func `RFC 8949 appendix F, indefinite lengths`(hex: String) throws {
        #expect(try self.code(hex) == .notDeterministic)
    }

    @Test(arguments: [
        "1817", "1900ff", "1a0000ffff", "1b00000000ffffffff", "3817", "5800", "580101", "7800", "9800",
        "b800",
        "d80101", "f97e01", "f9fe00", "fa3fc00000", "fa7fc00001", "fb3ff8000000000000", "fb7ff8000000000001",
        "fb40f86a0000000000", "fa33800000", "a202000100", "a26162006161 00", "a2616100 01 00",
        "a2 20 00 01 00",
    ])
    func `longer numbers, other NaNs and unordered keys are refused`(hex: String) throws {
        #expect(try self.code(hex.filter { $0 != " " }) == .notDeterministic)
    }

    @Test(arguments: ["a201000100", "a2616100616100", "61ff", "62c328", "63eda080", "62c080", "0000", "f6f6"])
    func `double keys, text that is not UTF-8 and trailing bytes are refused`(hex: String) throws {
        #expect(try self.code(hex) == .invalidEncoding)
    }

    @Test(arguments: [
        ("8301820218170405", "CBOR byte 4"), ("82011c", "CBOR byte 2"), ("a3010003000200", "CBOR byte 5"),
        ("820061ff", "CBOR byte 2"), ("82008261610061", "CBOR byte 6"), ("82430102", "CBOR byte 1"),
        ("824301020342", "CBOR byte 5"), ("8243010203", "CBOR byte 5"),
    ])
    func `an error names the byte at which the refused value begins`(hex: String, place: String) throws {
        let bytes = try #require([UInt8](hex: hex))
        let error = #expect(throws: CryptoError.self) { try CBOR(decoding: bytes) }
        #expect(error?.reason.hasPrefix("\(place): ") == true, "\(error?.reason ?? "")")
    }

    @Test func `limits bound bytes, nesting and values`() throws {
        let limits = CBORLimits(byteCount: 8, depth: 3, itemCount: 4)
        func code(_ hex: String) throws -> CryptoError.Code? { try self.code(hex, limits: limits) }
        #expect(try code("4701020304050607") == nil)
        #expect(try code("480102030405060708") == .limitExceeded)
        #expect(try code("818100") == nil)
        #expect(try code("81818100") == .limitExceeded)
        #expect(try code("8181c100") == .limitExceeded)
        #expect(try code("83000000") == nil)
        #expect(try code("8400000000") == .limitExceeded)
        #expect(try code("a100a10000") == .limitExceeded)
        #expect(try code("a2000001") == .invalidEncoding)
        #expect(
            try self.code("00", limits: CBORLimits(byteCount: 8, depth: 0, itemCount: 4)) == .limitExceeded
        )
        #expect(
            try self.code("00", limits: CBORLimits(byteCount: 8, depth: 1, itemCount: 0)) == .limitExceeded
        )
    }

    @Test func `heads cannot announce more values in all than there are bytes`() throws {
        // Sixteen arrays, each of as many elements as there are bytes left: refused at the second.
        let bytes = [UInt8](repeating: 0x99, count: 1) + [0x10, 0x00, 0x99, 0x10, 0x00]
        let error = #expect(throws: CryptoError.self) {
            try CBOR(decoding: bytes + [UInt8](repeating: 0, count: 0x1010))
        }
        #expect(error?.code == .invalidEncoding)
        #expect(error?.reason.hasPrefix("CBOR byte 3: ") == true)
    }

    @Test func `random values survive encoding`() throws {
        var generator = CBORGenerator(random: SeededGenerator(seed: 8949))
        for _ in 0..<3_000 {
            let value = generator.value()
            let encoded = value.encoded()
            let decoded = try CBOR(decoding: encoded)
            #expect(decoded == value)
            #expect(decoded.hashValue == value.hashValue)
            #expect(decoded.encoded() == encoded)
        }
    }

    @Test func `every single-byte change decodes to what encodes the same, or is refused`() throws {
        var generator = CBORGenerator(random: SeededGenerator(seed: 421))
        var (taken, refused) = (0, 0)
        for _ in 0..<60 {
            let encoded = generator.value().encoded()
            for index in encoded.indices.prefix(200) {
                for difference: UInt8 in 1...255 {
                    var changed = encoded
                    changed[index] ^= difference
                    guard let value = try? CBOR(decoding: changed) else {
                        refused += 1
                        continue
                    }
                    taken += 1
                    #expect(value.encoded() == changed)
                }
            }
        }
        #expect(taken > 1_000 && refused > 1_000)
    }

    private func code(_ hex: String, limits: CBORLimits = .standard) throws -> CryptoError.Code? {
        let bytes = try #require([UInt8](hex: hex))
        do throws(CryptoError) {
            _ = try CBOR(decoding: bytes, limits: limits)
            return nil
        } catch { return error.code }
    }
}
