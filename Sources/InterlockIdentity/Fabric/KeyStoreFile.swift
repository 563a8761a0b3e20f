internal import InterlockCrypto

/// A private key as Hyperledger Fabric's software key store (bccsp/sw/fileks.go) has it: PKCS#8 in PEM, in the clear.
enum KeyStoreFile {
    /// PKCS#8 of P-521 has 250 bytes.
    static let byteLimit = 1 << 14

    /// `SKI_sk`, where SKI is the SHA-256 digest of the point, uncompressed (bccsp/sw/ecdsakey.go, `SKI`).
    static func name(of key: VerifyingKey) -> String {
        "\(Digest(hashing: key.x963Representation))_sk"
    }

    static func write(_ key: SigningKey, in folder: String) throws {
        var text = Array(PEM.encode(try key.derRepresentation().publicCopy(), label: "PRIVATE KEY").utf8)
        defer { for index in text.indices { text[index] = 0 } }
        try FileSystem.create("\(folder)/\(Self.name(of: key.verifyingKey))", mode: 0o600, text)
    }

    /// Reads a key.
    ///
    /// - Throws: `IdentityError` with code `invalidEncoding` for anything but one `PRIVATE KEY` on a curve that is known.
    static func read(_ path: String) throws -> SigningKey {
        var bytes = try FileSystem.read(path, limit: Self.byteLimit)
        defer { for index in bytes.indices { bytes[index] = 0 } }
        do {
            var der = try PEM.decode(String(decoding: bytes, as: UTF8.self), label: "PRIVATE KEY")
            defer { for index in der.indices { der[index] = 0 } }
            return try SigningKey(derRepresentation: SecretBytes(copying: der))
        } catch {
            throw IdentityError(.invalidEncoding, "\(path): \(error)")
        }
    }
}
