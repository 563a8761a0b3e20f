internal import COpenSSL

/// Private keys in PKCS#8 (RFC 5958), plain and under a passphrase.
enum PKCS8 {
    static func encode(_ pkey: PKey) throws(CryptoError) -> SecretBytes {
        guard let info = unsafe EVP_PKEY2PKCS8(pkey.raw) else { throw .openSSL("EVP_PKEY2PKCS8") }
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(info) }
        let length = Int(unsafe i2d_PKCS8_PRIV_KEY_INFO(info, nil))
        guard length > 0 else { throw .openSSL("i2d_PKCS8_PRIV_KEY_INFO") }
        return unsafe SecretBytes(count: length) { buffer in
            var cursor = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
            _ = unsafe i2d_PKCS8_PRIV_KEY_INFO(info, &cursor)
        }
    }

    static func decode(_ der: borrowing SecretBytes) throws(CryptoError) -> PKey {
        let (parsed, isWhole): (OpaquePointer?, Bool) = unsafe der.withUnsafeBytes { buffer in
            let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
            var cursor = unsafe start
            let info = unsafe d2i_PKCS8_PRIV_KEY_INFO(nil, &cursor, buffer.count)
            return unsafe (info, cursor == start?.advanced(by: buffer.count))
        }
        guard let info = unsafe parsed else { throw .openSSL("not a PKCS#8 private key", .invalidKey) }
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(info) }
        guard isWhole else { throw CryptoError(.invalidKey, "bytes after the PKCS#8 private key") }
        return try unsafe Self.key(of: info)
    }

    static func encrypt(
        _ pkey: PKey,
        passphrase: borrowing SecretBytes,
        cost: ScryptCost
    ) throws(CryptoError) -> [UInt8] {
        guard let info = unsafe EVP_PKEY2PKCS8(pkey.raw) else { throw .openSSL("EVP_PKEY2PKCS8") }
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(info) }
        // A nil salt and initialization vector are drawn by OpenSSL.
        let scheme = unsafe PKCS5_pbe2_set_scrypt(
            EVP_aes_256_cbc(),
            nil,
            16,
            nil,
            cost.n,
            UInt64(cost.blockSize),
            UInt64(cost.parallelization)
        )
        guard let scheme = unsafe scheme else { throw .openSSL("PKCS5_pbe2_set_scrypt") }
        let sealed = unsafe passphrase.withUnsafeBytes { pass in
            let start = unsafe pass.baseAddress?.assumingMemoryBound(to: CChar.self)
            return unsafe PKCS8_set0_pbe(start, Int32(pass.count), info, scheme)
        }
        guard let sealed = unsafe sealed else {
            unsafe X509_ALGOR_free(scheme)
            throw .openSSL("PKCS8_set0_pbe")
        }
        defer { unsafe X509_SIG_free(sealed) }
        var out: UnsafeMutablePointer<UInt8>?
        let length = unsafe i2d_X509_SIG(sealed, &out)
        guard length > 0 else { throw .openSSL("i2d_X509_SIG") }
        defer { unsafe il_OPENSSL_free(out) }
        return unsafe Array(UnsafeBufferPointer(start: out, count: Int(length)))
    }

    static func decrypt(_ der: [UInt8], passphrase: borrowing SecretBytes) throws(CryptoError) -> PKey {
        let parsed: OpaquePointer? = unsafe der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return unsafe d2i_X509_SIG(nil, &cursor, buffer.count)
        }
        guard let sealed = unsafe parsed else {
            throw .openSSL("not an encrypted PKCS#8 private key", .invalidEncoding)
        }
        defer { unsafe X509_SIG_free(sealed) }
        let info = unsafe passphrase.withUnsafeBytes { pass in
            let start = unsafe pass.baseAddress?.assumingMemoryBound(to: CChar.self)
            return unsafe PKCS8_decrypt(sealed, start, Int32(pass.count))
        }
        guard let info = unsafe info else {
            ERR_clear_error()
            throw CryptoError(.wrongPassphrase, "the private key does not open with this passphrase")
        }
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(info) }
        return try unsafe Self.key(of: info)
    }

    private static func key(of info: OpaquePointer) throws(CryptoError) -> PKey {
        guard let raw = unsafe EVP_PKCS82PKEY(info) else { throw .openSSL("EVP_PKCS82PKEY", .invalidKey) }
        return unsafe PKey(taking: raw)
    }
}
