internal import COpenSSL
internal import InterlockCrypto
internal import InterlockIdentity

/// A private key of a key store as Fabric's software provider reads it (bccsp/sw, pemToPrivateKey): for ECDSA, as PKCS#8
/// or SEC 1 in the first PEM block, in the clear.
struct StoredKey {
    private let key: PKey

    /// Takes a file; nil where Fabric passes over it.
    init?(reading bytes: [UInt8]) {
        defer { ERR_clear_error() }
        guard let key = Self.parse(bytes), unsafe EVP_PKEY_get_base_id(key.raw) == EVP_PKEY_EC else {
            return nil
        }
        self.key = key
    }

    private static func parse(_ bytes: [UInt8]) -> PKey? {
        guard var der = GoPEM(readingFirst: bytes)?.content else { return nil }
        defer { for index in der.indices { der[index] = 0 } }
        let (parsed, isWhole): (OpaquePointer?, Bool) = unsafe der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            let key = unsafe d2i_AutoPrivateKey(nil, &cursor, buffer.count)
            return unsafe (key, cursor == buffer.baseAddress?.advanced(by: buffer.count))
        }
        guard let raw = unsafe parsed else { return nil }
        let key = unsafe PKey(taking: raw)
        return isWhole ? key : nil
    }

    /// Tells whether it is the key of the certificate.
    func isKey(of certificate: Certificate) -> Bool {
        defer { ERR_clear_error() }
        let info = certificate.publicKeyInfo
        let parsed: OpaquePointer? = unsafe info.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return unsafe d2i_PUBKEY(nil, &cursor, buffer.count)
        }
        guard let raw = unsafe parsed else { return false }
        let wanted = unsafe PKey(taking: raw)
        return unsafe EVP_PKEY_eq(self.key.raw, wanted.raw) == 1
    }

    /// The key for this library.
    ///
    /// - Throws: `CryptoError` for a curve that this library does not have.
    func signingKey() throws(CryptoError) -> SigningKey {
        guard let info = unsafe EVP_PKEY2PKCS8(self.key.raw) else {
            throw CryptoError(.invalidKey, "the private key has no PKCS#8 form")
        }
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(info) }
        let length = Int(unsafe i2d_PKCS8_PRIV_KEY_INFO(info, nil))
        guard length > 0 else { throw CryptoError(.invalidKey, "the private key has no PKCS#8 form") }
        let secret = unsafe SecretBytes(count: length) { buffer in
            var cursor = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
            _ = unsafe i2d_PKCS8_PRIV_KEY_INFO(info, &cursor)
        }
        return try SigningKey(derRepresentation: secret)
    }
}
