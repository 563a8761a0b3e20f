import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockIdentity

@Suite("Implicit certificates: format")
struct ImplicitCertificateTests {
    private let made: ImplicitWorld
    private var certificate: ImplicitCertificate { self.made.response.certificate }

    init() throws { self.made = try ImplicitWorld() }

    @Test func `a certificate survives its bytes and PEM`() throws {
        let read = try ImplicitCertificate(encoded: self.certificate.encoded)
        #expect(read == self.certificate)
        #expect(read.attributes == self.made.attributes)
        #expect(try ImplicitCertificate(pemRepresentation: read.pemRepresentation) == read)
    }

    @Test func `a certificate has a fifth of X_509's bytes`() throws {
        let x509 = try self.made.world.intermediate.issue(
            to: self.made.attributes,
            key: self.made.requestKey.verifyingKey,
            validity: CertificateWorld.validity
        )
        #expect(self.certificate.encoded.count * 5 <= x509.derRepresentation.count)
    }

    /// No changed bit makes a certificate by which the holder's signature, or one of another, still verifies.
    @Test func `no bit may be changed`() throws {
        let (key, _) = try self.made.receive(self.made.response)
        let message = Array("a demand".utf8)
        let signature = try key.sign(message)
        var parsed = 0
        for place in self.certificate.encoded.indices {
            for bit in 0..<8 {
                var bytes = self.certificate.encoded
                bytes[place] ^= 1 << UInt8(bit)
                guard let changed = try? ImplicitCertificate(encoded: bytes) else { continue }
                parsed += 1
                #expect(changed != self.certificate)
                guard let other = try? self.made.issuer.publicKey(of: changed) else { continue }
                #expect(other != key.verifyingKey)
                #expect(!other.isValidSignature(signature, for: message))
            }
        }
        #expect(parsed > 100)
    }

    @Test func `random sets are read as they were written`() throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            let set = try AttributeSamples.random(using: &generator)
            let value = CompactAttributes.encode(set)
            #expect(try CompactAttributes.decode(value) == set)
            #expect(try CBOR(decoding: value.encoded()) == value)
        }
    }

    @Test(arguments: [
        "0x52908400098527886E0F7030069857D2E4169EE7", "0x" + String(repeating: "aB", count: 20),
        "0x" + String(repeating: "0", count: 40), "0x" + String(repeating: "f", count: 40),
        "0x" + String(repeating: "F", count: 40),
    ])
    func `a wallet keeps its letters' case`(wallet: String) throws {
        let bytes = try #require(WalletBytes(wallet))
        #expect(bytes.bytes.count == (wallet.contains { $0.isUppercase } ? 25 : 20))
        #expect(WalletBytes(bytes.bytes)?.text == wallet)
    }

    @Test func `another form of the same certificate is refused`() throws {
        func edited(_ change: (inout [CBOR]) -> Void) throws -> [UInt8] {
            var fields = try CBOR(decoding: self.certificate.encoded).arrayValue ?? []
            change(&fields)
            return CBOR.array(fields).encoded()
        }
        func attributes(_ change: (inout [(CBOR, CBOR)]) -> Void) throws -> [UInt8] {
            try edited { pairs in
                var inner = pairs[5].mapValue?.entries.map { ($0.key, $0.value) } ?? []
                change(&inner)
                pairs[5] = .map(inner)
            }
        }
        let wrong: [[UInt8]] = [
            self.certificate.encoded + [0], Array(self.certificate.encoded.dropLast()), [], [0xa0],
            try edited { $0.removeLast() }, try edited { $0.append(1) },
            try edited { $0[4] = 2 },  // another usage
            try edited { $0[0] = .bytes([0]) }, try edited { $0[0] = .bytes([0x80]) },
            try edited { $0[0] = .bytes([0, 1]) }, try edited { $0[1] = .bytes([1, 2, 3]) },
            try edited { $0[2] = -1 }, try edited { $0[3] = .unsigned(1 << 32) },
            try attributes { $0[0].0 = "identity" },  // a word that has a number
            try attributes { $0[1].1 = "seller" }, try attributes { $0[1].1 = 99 },
            try attributes { $0[2].1 = ["offer", "offer"] }, try attributes { $0[2].1 = ["SubmitDemand"] },
            try attributes { $0[2].1 = [1, 0] }, try attributes { $0[2].1 = [1, 1] },
            try attributes { $0[4].1 = .bytes([UInt8](repeating: 0xab, count: 20) + [0, 0, 0, 0, 0]) },
            try attributes { $0[4].1 = .text("0x" + String(repeating: "ab", count: 20)) },
        ]
        for bytes in wrong {
            #expect(
                code { try ImplicitCertificate(encoded: bytes) } == .invalidEncoding,
                "\(bytes.hexString)"
            )
        }
        #expect(
            code { try ImplicitCertificate(encoded: [UInt8](repeating: 0, count: 9_000)) } == .limitExceeded
        )
        #expect(
            code { try ImplicitCertificate(encoded: attributes { $0[3].1 = 1_001 }) } == .invalidAttribute
        )
    }
}
