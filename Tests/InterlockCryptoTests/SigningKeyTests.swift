import TestSupport
import Testing

@testable import InterlockCrypto

@Suite("ECDSA keys")
struct SigningKeyTests {
    private func key(_ level: SecurityLevel) throws -> SigningKey {
        let hex = try #require(RFC6979Vectors.privateKeys[level])
        return try SigningKey(rawRepresentation: SecretBytes(copying: bytes(hex)), level: level)
    }

    @Test(arguments: RFC6979Vectors.cases)
    func `RFC 6979 appendix A.2`(vector: RFC6979Vectors.Case) throws {
        let raw = try DeterministicECDSA.sign(
            Array(vector.message.utf8),
            key: self.key(vector.level),
            hash: vector.hash
        )
        #expect(raw.hexString == vector.r + vector.s)
    }

    @Test(arguments: SecurityLevel.allCases, [NonceSource.random, .rfc6979])
    func `a signature verifies, has a low s, and survives both encodings`(
        level: SecurityLevel,
        nonce: NonceSource
    ) throws {
        let key = try SigningKey(level: level)
        for round in 0..<20 {
            let message = Array("demand \(round)".utf8)
            let signature = try key.sign(message, nonce: nonce)
            #expect(key.verifyingKey.isValidSignature(signature, for: message))
            #expect(!key.verifyingKey.isValidSignature(signature, for: message + [0]))
            #expect(
                try ECDSASignature(rawRepresentation: signature.rawRepresentation, level: level) == signature
            )
            #expect(
                try ECDSASignature(derRepresentation: signature.derRepresentation, level: level) == signature
            )
        }
    }

    @Test func `only the nonce source decides whether a signature repeats`() throws {
        let key = try SigningKey(level: .bits128)
        #expect(try key.sign([1], nonce: .rfc6979) == key.sign([1], nonce: .rfc6979))
        #expect(try key.sign([1]) != key.sign([1]))
    }

    @Test(arguments: SecurityLevel.allCases)
    func `the other s of a signature is refused`(level: SecurityLevel) throws {
        let signature = try SigningKey(level: level).sign([1, 2, 3])
        let size = level.scalarByteCount
        let order = GroupOrder.of(level)
        let high =
            Array(signature.rawRepresentation[..<size])
            + order.negated(Array(signature.rawRepresentation[size...]))
        let error = #expect(throws: CryptoError.self) {
            try ECDSASignature(rawRepresentation: high, level: level)
        }
        #expect(error?.code == .highS)
        #expect(try ECDSASignature(normalizing: high, level: level) == signature)
    }

    @Test(arguments: SecurityLevel.allCases)
    func `r and s stay in range`(level: SecurityLevel) throws {
        let size = level.scalarByteCount
        let one = [UInt8](repeating: 0, count: size - 1) + [1]
        let zero = [UInt8](repeating: 0, count: size)
        let order = GroupOrder.of(level).bytes
        for raw in [zero + one, one + zero, order + one, one + order, one + one + [0], one] {
            let error = #expect(throws: CryptoError.self) {
                try ECDSASignature(rawRepresentation: raw, level: level)
            }
            #expect(error?.code == .invalidSignature)
        }
        #expect(try ECDSASignature(rawRepresentation: one + one, level: level).rawRepresentation == one + one)
    }

    @Test(arguments: SecurityLevel.allCases)
    func `a private scalar outside its range is refused`(level: SecurityLevel) {
        let size = level.scalarByteCount
        let order = GroupOrder.of(level).bytes
        for bytes in [[UInt8](repeating: 0, count: size), order, [UInt8](repeating: 0xff, count: size), [1]] {
            let error = #expect(throws: CryptoError.self) {
                try SigningKey(rawRepresentation: SecretBytes(copying: bytes), level: level)
            }
            #expect(error?.code == .invalidKey)
        }
    }

    @Test(arguments: SecurityLevel.allCases)
    func `uniform bytes become (c mod (n-1)) + 1`(level: SecurityLevel) throws {
        let size = level.scalarByteCount
        var order = GroupOrder.of(level).bytes
        // c = n − 1 wraps to the scalar 1, c = n − 2 to n − 1.
        order[size - 1] -= 1
        let wrapped = try SigningKey(uniformBytes: Self.wide(order, level), level: level)
        #expect(try Self.scalar(wrapped) == [UInt8](repeating: 0, count: size - 1) + [1])
        order[size - 1] -= 1
        let last = try SigningKey(uniformBytes: Self.wide(order, level), level: level)
        order[size - 1] += 1
        #expect(try Self.scalar(last) == order)
        #expect(throws: CryptoError.self) {
            try SigningKey(uniformBytes: SecretBytes(copying: order), level: level)
        }
    }

    @Test(arguments: SecurityLevel.allCases)
    func `keys survive raw, PKCS8, encrypted PKCS8 and SPKI forms`(level: SecurityLevel) throws {
        let key = try SigningKey(level: level)
        let passphrase = SecretBytes(copying: Array("correct horse".utf8))
        let raw = try SigningKey(rawRepresentation: key.rawRepresentation(), level: level)
        let der = try SigningKey(derRepresentation: key.derRepresentation())
        let pem = try key.encryptedPEMRepresentation(passphrase: passphrase, cost: .minimum)
        let opened = try SigningKey(encryptedPEMRepresentation: pem, passphrase: passphrase)
        for other in [raw, der, opened] {
            #expect(other.verifyingKey == key.verifyingKey)
            #expect(try Self.scalar(other) == Self.scalar(key))
        }
        let publicKey = key.verifyingKey
        #expect(try VerifyingKey(derRepresentation: publicKey.derRepresentation) == publicKey)
        #expect(try VerifyingKey(pemRepresentation: publicKey.pemRepresentation) == publicKey)
        let point = publicKey.x963Representation
        #expect(try VerifyingKey(x963Representation: point, level: level) == publicKey)
        let compressed = [2 + point[point.count - 1] % 2] + point[1...level.scalarByteCount]
        #expect(try VerifyingKey(x963Representation: compressed, level: level) == publicKey)
    }

    @Test func `the wrong passphrase has its own code`() throws {
        let key = try SigningKey(level: .bits128)
        let right = SecretBytes(copying: Array("right".utf8))
        let wrong = SecretBytes(copying: Array("wrong".utf8))
        let pem = try key.encryptedPEMRepresentation(passphrase: right, cost: .minimum)
        let error = #expect(throws: CryptoError.self) {
            try SigningKey(encryptedPEMRepresentation: pem, passphrase: wrong)
        }
        #expect(error?.code == .wrongPassphrase)
    }

    @Test(arguments: SecurityLevel.allCases)
    func `points off the curve, at infinity or of another length are refused`(level: SecurityLevel) throws {
        var point = try SigningKey(level: level).verifyingKey.x963Representation
        point[point.count - 1] ^= 1
        let others: [[UInt8]] = [point, [0], [], Array(point.dropLast()), [6] + point.dropFirst()]
        for bytes in others {
            let error = #expect(throws: CryptoError.self) {
                try VerifyingKey(x963Representation: bytes, level: level)
            }
            #expect(error?.code == .invalidKey)
        }
    }

    @Test func `a key with bytes missing, added or changed in its header is refused`() throws {
        let der = try SigningKey(level: .bits128).verifyingKey.derRepresentation
        let others: [[UInt8]] = [Array(der.dropLast()), der + [0], [], [0x30] + der]
        for bytes in others {
            let error = #expect(throws: CryptoError.self) { try VerifyingKey(derRepresentation: bytes) }
            #expect(error?.code == .invalidKey)
        }
    }

    @Test func `printing a key shows its curve only`() throws {
        let key = try SigningKey(level: .bits192)
        var dumped = ""
        dump(key, to: &dumped)
        #expect("\(key)" == "SigningKey(P-384)")
        #expect(String(reflecting: key) == "SigningKey(P-384)")
        #expect(dumped == "- SigningKey(P-384)\n")
    }

    private static func wide(_ bytes: [UInt8], _ level: SecurityLevel) -> SecretBytes {
        SecretBytes(copying: [UInt8](repeating: 0, count: 9) + bytes)
    }

    private static func scalar(_ key: SigningKey) throws -> [UInt8] {
        try key.rawRepresentation().withBytes { span in
            (0..<span.byteCount).map { unsafe span.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
        }
    }
}

func bytes(_ hex: String) -> [UInt8] { [UInt8](hex: hex) ?? [] }
