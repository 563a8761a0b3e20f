import TestSupport
import Testing

@testable import InterlockCrypto

@Suite("ECQV")
struct ECQVTests {
    private func key(_ hex: String) throws -> SigningKey {
        try SigningKey(rawRepresentation: SecretBytes(copying: bytes(hex)), level: .bits128)
    }

    private func scalar(_ number: UInt8, _ level: SecurityLevel) throws -> SigningKey {
        let bytes = [UInt8](repeating: 0, count: level.scalarByteCount - 1) + [number]
        return try SigningKey(rawRepresentation: SecretBytes(copying: bytes), level: level)
    }

    @Test(arguments: ECQVVectors.cases.indices)
    func `the vectors of IEEE 1609_2`(place: Int) throws {
        let vector = ECQVVectors.cases[place]
        let (request, issuer) = (try self.key(vector.requestKey), try self.key(vector.issuerKey))
        let ephemeral = try self.key(vector.ephemeralKey)
        #expect(request.verifyingKey.x963Representation == bytes(vector.requestPoint))
        #expect(issuer.verifyingKey.x963Representation == bytes(vector.issuerPoint))
        let point = try ECQV.reconstructionPoint(
            request: request.verifyingKey,
            ephemeral: ephemeral.verifyingKey
        )
        #expect(point.x963Representation == bytes(vector.point))
        let certificate = bytes(vector.toBeSigned) + point.compressedRepresentation
        #expect(certificate == bytes(vector.certificate))
        let digest = HashFunction.sha256.hash(certificate)
        let value = try ECQV.reconstructionValue(digest: digest, ephemeral: ephemeral, issuer: issuer)
        #expect(value.publicCopy() == bytes(vector.value))
        let key = try ECQV.privateKey(digest: digest, request: request, value: value)
        #expect(try key.rawRepresentation().publicCopy() == bytes(vector.privateKey))
        let extracted = try ECQV.publicKey(digest: digest, point: point, issuer: issuer.verifyingKey)
        #expect(extracted.x963Representation == bytes(vector.publicKey))
        #expect(extracted == key.verifyingKey)
    }

    @Test(arguments: SecurityLevel.allCases)
    func `the key that is reconstructed is the one that is extracted`(level: SecurityLevel) throws {
        for round in 0..<20 {
            let (request, ephemeral) = (try SigningKey(level: level), try SigningKey(level: level))
            let issuer = try SigningKey(level: level)
            let digest = level.hashFunction.hash(Array("certificate \(round)".utf8))
            let point = try ECQV.reconstructionPoint(
                request: request.verifyingKey,
                ephemeral: ephemeral.verifyingKey
            )
            let value = try ECQV.reconstructionValue(digest: digest, ephemeral: ephemeral, issuer: issuer)
            let key = try ECQV.privateKey(digest: digest, request: request, value: value)
            let extracted = try ECQV.publicKey(digest: digest, point: point, issuer: issuer.verifyingKey)
            #expect(extracted == key.verifyingKey)
            // Another digest is another key.
            let other = level.hashFunction.hash(digest)
            #expect(
                try ECQV.publicKey(digest: other, point: point, issuer: issuer.verifyingKey) != extracted
            )
        }
    }

    @Test(arguments: SecurityLevel.allCases)
    func `e is below the order, and never zero`(level: SecurityLevel) throws {
        let ones = [UInt8](repeating: 0xff, count: level.hashFunction.digestByteCount)
        let multiplier = try ECQV.multiplier(ones, level)
        #expect(multiplier.count == level.scalarByteCount)
        #expect(GroupOrder.of(level).contains(multiplier))
        // 2^255 − 1 and 2^383 − 1; a digest of 512 bits is below 2^520 as it is.
        #expect(multiplier.first == (level == .bits256 ? 0 : 0x7f))
        var last = [UInt8](repeating: 0, count: ones.count)
        #expect(throws: CryptoError.self) { try ECQV.multiplier(last, level) }
        last[last.count - 1] = 1
        let isThere = (try? ECQV.multiplier(last, level)) != nil
        #expect(isThere == (level == .bits256))
    }

    @Test func `sums at infinity and points of two curves are refused`() throws {
        let level = SecurityLevel.bits128
        let one = try self.scalar(1, level)
        let order = GroupOrder.of(level)
        let last = try SigningKey(
            rawRepresentation: SecretBytes(
                copying: order.negated(self.scalar(1, level).rawRepresentation().publicCopy())
            ),
            level: level
        )
        // G + (n − 1)·G is nowhere.
        let error = #expect(throws: CryptoError.self) {
            try ECQV.reconstructionPoint(request: one.verifyingKey, ephemeral: last.verifyingKey)
        }
        #expect(error?.code == .invalidKey)
        // e = 1 (a digest of 2), P = G, Q = −G.
        var digest = [UInt8](repeating: 0, count: 32)
        digest[31] = 2
        #expect(throws: CryptoError.self) {
            try ECQV.publicKey(digest: digest, point: one.verifyingKey, issuer: last.verifyingKey)
        }
        // d = 1·1 + (n − 1) = 0.
        #expect(throws: CryptoError.self) {
            try ECQV.privateKey(digest: digest, request: one, value: last.rawRepresentation())
        }
        let other = try SigningKey(level: .bits192)
        #expect(throws: CryptoError.self) {
            try ECQV.publicKey(digest: digest, point: one.verifyingKey, issuer: other.verifyingKey)
        }
    }

    @Test(arguments: SecurityLevel.allCases)
    func `a point survives its compressed form`(level: SecurityLevel) throws {
        for _ in 0..<20 {
            let key = try SigningKey(level: level).verifyingKey
            let short = key.compressedRepresentation
            #expect(short.count == level.scalarByteCount + 1)
            #expect(try VerifyingKey(x963Representation: short, level: level) == key)
        }
    }

    @Test func `a hedged key depends on the other key, the use and the randomness`() throws {
        let (key, other) = (try SigningKey(level: .bits128), try SigningKey(level: .bits128))
        func made(_ secret: SigningKey, _ context: [UInt8], _ random: UInt8) throws -> VerifyingKey {
            let randomness = SecretBytes(copying: [UInt8](repeating: random, count: 32))
            return try SigningKey(hedgedBy: secret, context: context, randomness: randomness).verifyingKey
        }
        let first = try made(key, [1], 0)
        #expect(try made(key, [1], 0) == first)
        #expect(try made(other, [1], 0) != first)
        #expect(try made(key, [2], 0) != first)
        #expect(try made(key, [1], 1) != first)
    }

    /// Where the certificate could be a signed message, anyone could make both without a key (Kravitz; Brown, Campagna and
    /// Vanstone, ePrint 2009/620): with h the message's digest and h = 2e, P = r⁻¹·(u·Q − 2·G) leaves of the verifier's
    /// (h/s)·G + (r/s)·(e·P + Q) nothing but ((e·u + r)/s)·Q, which is the chosen R = a·Q where s = (e·u + r)/a.
    ///
    /// The attack works here on bare ECDSA, so that it is seen to be real; in `ImplicitSignerTests` it fails on messages,
    /// none of which is what e is a digest of.
    @Test func `Kravitz's attack forges a bare signature over what e is a digest of`() throws {
        let level = SecurityLevel.bits128
        let order = GroupOrder.of(level)
        let issuer = try SigningKey(level: level).verifyingKey
        for round in 1...200 {
            // R = a·Q_CA with a = 1: r is the issuer's own x-coordinate; u = round.
            let r = SecretLimbs(
                bigEndian: SecretBytes(copying: issuer.x963Representation[1...32]),
                count: order.limbCount
            ).reduced(modulo: order.limbs)
            guard let inverse = r.inverted(modulo: order.limbs) else { continue }
            let u = SecretLimbs(bigEndian: SecretBytes(copying: [UInt8(round)]), count: order.limbCount)
            let minusTwo = order.negated([UInt8](repeating: 0, count: 31) + [2])
            let twoLess = try self.point(minusTwo)
            let inner = try CurveMultiplication.sum(
                [UInt8(round)],
                times: issuer.x963Representation,
                plus: twoLess,
                level: level
            )
            let point = try self.product(inverse.publicBytes(count: 32), inner, level)
            let message = Array("a certificate for anyone".utf8) + point
            let digest = HashFunction.sha256.hash(message)
            guard digest[31] & 1 == 0 else { continue }
            let e = SecretLimbs(
                bigEndian: SecretBytes(copying: try ECQV.multiplier(digest, level)),
                count: order.limbCount
            )
            let s = e.multiplied(by: u, modulo: order.limbs).added(to: r, modulo: order.limbs)
            let signature = try ECDSASignature(
                normalizing: r.publicBytes(count: 32) + s.publicBytes(count: 32),
                level: level
            )
            let key = try ECQV.publicKey(
                digest: digest,
                point: VerifyingKey(x963Representation: point, level: level),
                issuer: issuer
            )
            #expect(key.isValidSignature(signature, for: message))
            return
        }
        Issue.record("no digest was even")
    }

    private func point(_ scalar: [UInt8]) throws -> [UInt8] {
        try CurveMultiplication.basePoint(times: SecretBytes(copying: scalar), level: .bits128)
    }

    /// `scalar`·`point`: the sum of (scalar − 1)·point and the point.
    private func product(_ scalar: [UInt8], _ point: [UInt8], _ level: SecurityLevel) throws -> [UInt8] {
        let one = SecretLimbs(bigEndian: SecretBytes(copying: [1]), count: 4)
        let order = GroupOrder.of(level)
        let less = SecretLimbs(bigEndian: SecretBytes(copying: scalar), count: 4)
            .added(
                to: SecretLimbs(
                    bigEndian: SecretBytes(copying: order.negated(one.publicBytes(count: 32))),
                    count: 4
                ),
                modulo: order.limbs
            )
        return try CurveMultiplication.sum(
            less.publicBytes(count: 32),
            times: point,
            plus: point,
            level: level
        )
    }
}
