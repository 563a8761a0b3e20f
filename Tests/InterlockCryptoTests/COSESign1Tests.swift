import Testing

@testable import InterlockCrypto

@Suite("COSE_Sign1")
struct COSESign1Tests {
    static let aad = Array("interlock/1/demand".utf8)
    static let payload: [UInt8] = ([1: "household-17", 2: 1_465_819_200, 3: 5_000] as CBOR).encoded()
    static let certificates: [COSECertificates] = [
        .none, .chain([[0x30, 0x00]]), .chain([[0x30, 0x00], [0x30, 0x01, 0x00]]),
        .thumbprint(Digest(hashing: [1])),
    ]

    static func message(
        _ key: SigningKey,
        certificates: COSECertificates = .thumbprint(Digest(hashing: [1]))
    ) throws -> COSESign1 {
        try COSESign1.sign(
            Self.payload,
            contentType: "application/vnd.interlock.demand+cbor",
            certificates: certificates,
            externalAAD: Self.aad,
            with: key,
            nonce: .rfc6979
        )
    }

    @Test(arguments: SecurityLevel.allCases, Self.certificates)
    func `a signed message is read back and verifies`(
        level: SecurityLevel,
        certificates: COSECertificates
    ) throws {
        let key = try SigningKey(level: level)
        let message = try Self.message(key, certificates: certificates)
        let encoded = message.encoded()
        let read = try COSESign1(decoding: encoded, limits: .message)
        #expect(read == message)
        #expect(read.payload == Self.payload)
        #expect(read.contentType == "application/vnd.interlock.demand+cbor")
        #expect(read.certificates == certificates)
        #expect(read.level == level)
        #expect(read.hasOnlyProtectedHeaders)
        #expect(read.encoded() == encoded)
        try read.verify(with: key.verifyingKey, externalAAD: Self.aad)
    }

    @Test func `tag 18 is left out only where both sides say so`() throws {
        let key = try SigningKey(level: .bits128)
        let message = try Self.message(key)
        let untagged = message.encoded(isTagged: false)
        #expect([0xd2] + untagged == message.encoded())
        #expect(try COSESign1(decoding: untagged, isTagged: false) == message)
        #expect(Self.code { try COSESign1(decoding: untagged) } == .invalidEncoding)
        #expect(Self.code { try COSESign1(decoding: message.encoded(), isTagged: false) } == .invalidEncoding)
    }

    @Test func `a chain of no certificates is not written`() throws {
        let key = try SigningKey(level: .bits128)
        #expect(Self.code { try Self.message(key, certificates: .chain([])) } == .invalidEncoding)
    }

    @Test(arguments: SecurityLevel.allCases)
    func `a message with any bit changed is refused`(level: SecurityLevel) throws {
        let key = try SigningKey(level: level)
        let encoded = try Self.message(key).encoded()
        for index in encoded.indices {
            for bit in 0..<8 {
                var changed = encoded
                changed[index] ^= 1 << bit
                let refusal = Self.code {
                    try COSESign1(decoding: changed).verify(with: key.verifyingKey, externalAAD: Self.aad)
                }
                #expect(refusal != nil, "byte \(index) bit \(bit)")
            }
        }
    }

    @Test(arguments: SecurityLevel.allCases)
    func `a message with any byte missing or added is refused`(level: SecurityLevel) throws {
        let key = try SigningKey(level: level)
        let encoded = try Self.message(key).encoded()
        for count in encoded.indices {
            #expect(Self.code { try COSESign1(decoding: Array(encoded.prefix(count))) } == .invalidEncoding)
        }
        #expect(Self.code { try COSESign1(decoding: encoded + [0]) } == .invalidEncoding)
    }

    @Test func `another external_aad, key or level does not verify`() throws {
        let key = try SigningKey(level: .bits128)
        let message = try Self.message(key)
        for other: [UInt8] in [[], Array("interlock/1/supply".utf8), Self.aad + [0]] {
            #expect(
                Self.code { try message.verify(with: key.verifyingKey, externalAAD: other) }
                    == .invalidSignature
            )
        }
        for level in SecurityLevel.allCases {
            let other = try SigningKey(level: level).verifyingKey
            #expect(Self.code { try message.verify(with: other, externalAAD: Self.aad) } == .invalidSignature)
        }
    }

    @Test(arguments: SecurityLevel.allCases)
    func `the other s of a signed message is refused`(level: SecurityLevel) throws {
        let encoded = try Self.message(SigningKey(level: level)).encoded()
        let size = level.scalarByteCount
        let high = encoded.dropLast(size) + GroupOrder.of(level).negated(Array(encoded.suffix(size)))
        #expect(Self.code { try COSESign1(decoding: Array(high)) } == .highS)
    }

    @Test func `messages stay within limits`() throws {
        let encoded = try Self.message(SigningKey(level: .bits128)).encoded()
        func code(_ byteCount: Int, _ depth: Int, _ itemCount: Int) -> CryptoError.Code? {
            let limits = CBORLimits(byteCount: byteCount, depth: depth, itemCount: itemCount)
            return Self.code { try COSESign1(decoding: encoded, limits: limits) }
        }
        #expect(code(encoded.count, 3, 9) == nil)
        #expect(code(encoded.count - 1, 3, 9) == .limitExceeded)
        #expect(code(encoded.count, 2, 9) == .limitExceeded)
        #expect(code(encoded.count, 3, 5) == .limitExceeded)
    }

    static func code<Result>(_ body: () throws -> Result) -> CryptoError.Code? {
        do {
            _ = try body()
            return nil
        } catch { return (error as? CryptoError)?.code ?? .cryptoFailure }
    }
}
