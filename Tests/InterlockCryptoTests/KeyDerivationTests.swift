import Testing

@testable import InterlockCrypto

@Suite("Key derivation and sealing")
struct KeyDerivationTests {
    struct Case: Sendable {
        let secret: [UInt8]
        let salt: [UInt8]
        let info: [UInt8]
        let prk: String
        let out: String
    }

    /// RFC 5869 appendix A.1 to A.3: the cases for SHA-256.
    static let rfc5869 = [
        Case(
            secret: [UInt8](repeating: 0x0b, count: 22),
            salt: Array(0x00...0x0c),
            info: Array(0xf0...0xf9),
            prk: "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
            out: "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        ),
        Case(
            secret: Array(0x00...0x4f),
            salt: Array(0x60...0xaf),
            info: Array(0xb0...0xff),
            prk: "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
            out:
                "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
        ),
        Case(
            secret: [UInt8](repeating: 0x0b, count: 22),
            salt: [],
            info: [],
            prk: "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
            out: "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        ),
    ]

    @Test(arguments: rfc5869)
    func `RFC 5869 appendix A`(vector: Case) throws {
        let secret = SecretBytes(copying: vector.secret)
        let count = vector.out.utf8.count / 2
        let prk = try HKDF.extract(hash: .sha256, secret: secret, salt: vector.salt)
        let expanded = try HKDF.expand(hash: .sha256, pseudorandomKey: prk, info: vector.info, count: count)
        let derived = try HKDF.derive(
            hash: .sha256,
            secret: secret,
            salt: vector.salt,
            info: vector.info,
            count: count
        )
        #expect(hex(prk) == vector.prk)
        #expect(hex(expanded) == vector.out)
        #expect(hex(derived) == vector.out)
    }

    @Test(arguments: [0, -1, 255 * 32 + 1])
    func `HKDF gives 1 to 255 digests`(count: Int) {
        let error = #expect(throws: CryptoError.self) {
            _ = try HKDF.derive(
                hash: .sha256,
                secret: SecretBytes(copying: [1]),
                salt: [],
                info: [],
                count: count
            )
        }
        #expect(error?.code == .limitExceeded)
    }

    /// RFC 7914 section 12, the second case (N = 1024, r = 8, p = 16).
    @Test func `RFC 7914 section 12`() throws {
        let out = try Scrypt.derive(
            passphrase: SecretBytes(copying: Array("password".utf8)),
            salt: Array("NaCl".utf8),
            cost: ScryptCost(logN: 10, blockSize: 8, parallelization: 16),
            count: 64
        )
        #expect(
            hex(out)
                == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
        )
    }

    @Test func `scrypt costs are bounded`() {
        for (logN, r, p) in [(9, 8, 1), (23, 1, 1), (22, 32, 1), (14, 0, 1), (14, 8, 17)]
            as [(UInt8, UInt32, UInt32)]
        {
            let error = #expect(throws: CryptoError.self) {
                try ScryptCost(logN: logN, blockSize: r, parallelization: p)
            }
            #expect(error?.code == .limitExceeded)
        }
    }

    /// McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, test case 16.
    @Test func `AES-256-GCM test case 16`() throws {
        let key = SecretBytes(
            copying: bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
        )
        let plaintext = bytes(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
        )
        let sealed = try AESGCM.seal(
            SecretBytes(copying: plaintext),
            key: key,
            nonce: bytes("cafebabefacedbaddecaf888"),
            authenticating: bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2")
        )
        #expect(
            sealed.hexString
                == "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                + "76fc6ece0f4e1768cddf8853bb2d551b"
        )
    }

    @Test func `a sealed text opens only whole, under its key, nonce and header`() throws {
        let key = try SecretBytes.random(count: 32)
        let other = try SecretBytes.random(count: 32)
        let nonce = [UInt8](repeating: 7, count: 12)
        let sealed = try AESGCM.seal(
            SecretBytes(copying: [1, 2, 3]),
            key: key,
            nonce: nonce,
            authenticating: [9]
        )
        let opened = try AESGCM.open(sealed, key: key, nonce: nonce, authenticating: [9])
        #expect(hex(opened) == "010203")
        func code(_ text: [UInt8], _ key: borrowing SecretBytes, _ header: [UInt8]) -> CryptoError.Code? {
            do {
                _ = try AESGCM.open(text, key: key, nonce: nonce, authenticating: header)
                return nil
            } catch { return error.code }
        }
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 0x10
            #expect(code(changed, key, [9]) == .wrongPassphrase)
        }
        #expect(code(sealed, other, [9]) == .wrongPassphrase)
        #expect(code(sealed, key, [8]) == .wrongPassphrase)
        #expect(code([1], key, [9]) == .invalidEncoding)
    }
}

func hex(_ secret: borrowing SecretBytes) -> String {
    unsafe secret.withUnsafeBytes { unsafe Array($0).hexString }
}
