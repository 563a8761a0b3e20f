internal import InterlockCrypto

/// A private key as Hyperledger Fabric's software key store (bccsp/sw/fileks.go) has it: PKCS#8 in PEM, in the clear.
enum KeyStoreFile {
    /// `SKI_sk`, where SKI is the SHA-256 digest of the point, uncompressed (bccsp/sw/ecdsakey.go, `SKI`).
    static func name(of key: VerifyingKey) -> String {
        "\(Digest(hashing: key.x963Representation))_sk"
    }

    static func write(_ key: SigningKey, in folder: String) throws {
        var text = Array(PEM.encode(try key.derRepresentation().publicCopy(), label: "PRIVATE KEY").utf8)
        defer { for index in text.indices { text[index] = 0 } }
        try FileSystem.create("\(folder)/\(Self.name(of: key.verifyingKey))", mode: 0o600, text)
    }

    /// The content of the file that says of a key store that the key is elsewhere.
    static let elsewhere = """
        The private key of the certificate in signcerts is kept elsewhere, such as in a hardware module.
        A node whose software key store should sign needs it in this folder; then remove this file.

        """
}
