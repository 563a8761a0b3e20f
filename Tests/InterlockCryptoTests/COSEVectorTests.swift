import Testing

@testable import InterlockCrypto

@Suite("COSE working group's examples")
struct COSEVectorTests {
    @Test func `the Sig_structure is that of RFC 9052 appendix C.2.1`() throws {
        let message = try COSESign1(decoding: self.bytes(COSEVectors.appendixC21.hex))
        let structure = COSESign1.sigStructure(
            message.protectedHeader,
            externalAAD: [],
            payload: message.payload
        )
        #expect(structure.hexString == COSEVectors.appendixC21SigStructure)
        #expect(message.unprotectedHeader == [4: .bytes(Array("11".utf8))])
        #expect(message.payload == Array("This is the content.".utf8))
    }

    @Test(arguments: COSEVectors.valid)
    func `valid messages verify`(vector: COSEVectors.Message) throws {
        let encoded = try self.bytes(vector.hex)
        let message = try COSESign1(decoding: encoded)
        #expect(message.encoded() == encoded)
        let key = try self.key(vector.level)
        try message.verify(with: key, externalAAD: self.bytes(vector.externalAAD))
        #expect(COSESign1Tests.code { try message.verify(with: key, externalAAD: [0]) } == .invalidSignature)
    }

    @Test func `the untagged message verifies where asked for`() throws {
        let message = try COSESign1(decoding: self.bytes(COSEVectors.signPass03.hex), isTagged: false)
        try message.verify(with: self.key(.bits128), externalAAD: [])
    }

    @Test(arguments: COSEVectors.refused)
    func `messages outside the profile are refused`(vector: COSEVectors.Message) throws {
        let encoded = try self.bytes(vector.hex)
        #expect(COSESign1Tests.code { try COSESign1(decoding: encoded) } == vector.refusal)
    }

    @Test(arguments: COSEVectors.highS)
    func `messages with a high s verify once it is low`(vector: COSEVectors.Message) throws {
        let encoded = try self.bytes(vector.hex)
        let size = vector.level.scalarByteCount
        let low = encoded.dropLast(size) + GroupOrder.of(vector.level).negated(Array(encoded.suffix(size)))
        try COSESign1(decoding: Array(low)).verify(with: self.key(vector.level), externalAAD: [])
    }

    @Test(arguments: COSEVectors.unverified)
    func `changed messages do not verify`(vector: COSEVectors.Message) throws {
        let message = try COSESign1(decoding: self.bytes(vector.hex))
        let key = try self.key(vector.level)
        #expect(COSESign1Tests.code { try message.verify(with: key, externalAAD: []) } == .invalidSignature)
    }

    private func bytes(_ hex: String) throws -> [UInt8] { try #require([UInt8](hex: hex)) }

    private func key(_ level: SecurityLevel) throws -> VerifyingKey {
        let point = try self.bytes(#require(COSEVectors.points[level]))
        return try VerifyingKey(x963Representation: point, level: level)
    }
}
