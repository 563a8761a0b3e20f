import Testing

@testable import InterlockCrypto

/// A key is its point: named curve, uncompressed (RFC 5480 sections 2.1.1 and 2.2).
@Suite struct PublicKeyFormTests {
    private static let named = "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
    private static let x = "f1c60c59f067dd34435f9f3f2baaeafdbc8373177bbb74f8d24ef9e86520d8cb"
    private static let y = "5af5646c989676f7579bc8780b257db84c5ac320e9b49be5c1885488836ad16c"
    /// `openssl ec -pubout -param_enc explicit` for the same key.
    static let explicitParameters =
        "3082010306072a8648ce3d02013081f7020101302c06072a8648ce3d0101022100ffffffff000000010000000000000000"
        + "00000000ffffffffffffffffffffffff305b0420ffffffff00000001000000000000000000000000ffffffffffffffff"
        + "fffffffc04205ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b031500c49d360886e704"
        + "936a6678e1139d26b7819f7e900441046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
        + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5022100ffffffff00000000ffffffffff"
        + "ffffffbce6faada7179e84f3b9cac2fc632551020101"

    private func key(_ hex: String) throws -> VerifyingKey { try VerifyingKey(derRepresentation: bytes(hex)) }

    @Test func `a key read compressed is equal to the key, and written uncompressed`() throws {
        let plain = try self.key(Self.named + Self.x + Self.y)
        let compressed = try self.key("3039301306072a8648ce3d020106082a8648ce3d03010703220002" + Self.x)
        #expect(plain == compressed)
        #expect(compressed.derRepresentation == bytes(Self.named + Self.x + Self.y))
        #expect(plain.otherDERRepresentations.count == 2)
        #expect(try VerifyingKey(derRepresentation: plain.otherDERRepresentations[0]) == plain)
    }

    @Test(arguments: SecurityLevel.allCases)
    func `every curve's key is read from both forms`(level: SecurityLevel) throws {
        let key = try SigningKey(level: level).verifyingKey
        for der in [key.derRepresentation, key.otherDERRepresentations[0]] {
            let read = try VerifyingKey(derRepresentation: der)
            #expect(read == key && read.derRepresentation == key.derRepresentation)
        }
    }

    @Test func `a hybrid point and explicit parameters are refused`() throws {
        let hybrid = "3059301306072a8648ce3d020106082a8648ce3d03010703420006" + Self.x + Self.y
        let explicit = "3082014b" + Self.explicitParameters + "03420004" + "00"
        let point = "034200" + "04" + Self.x + Self.y
        for hex in [hybrid, explicit, "3082014b" + Self.explicitParameters + point] {
            let error = #expect(throws: CryptoError.self) { try self.key(hex) }
            #expect(error?.code == .invalidKey)
        }
        let error = #expect(throws: CryptoError.self) {
            try self.key("3082014b" + Self.explicitParameters + point)
        }
        #expect(error?.reason.contains("explicit curve parameters") ?? false)
    }

    @Test func `a private key with explicit parameters is refused`() throws {
        let inner =
            "306b02010104204f223c32dfd513edc2516fcee2febfe2ce37181a26e68db95f3073a5d3342b38a144034200"
            + "04" + Self.x + Self.y
        let der = bytes("30820179020100" + Self.explicitParameters + "046d" + inner)
        let error = #expect(throws: CryptoError.self) {
            try SigningKey(derRepresentation: SecretBytes(copying: der))
        }
        #expect(error?.reason.contains("explicit curve parameters") ?? false)
    }
}
