internal import COpenSSL

/// AES-256-GCM (NIST SP 800-38D) by OpenSSL, for secrets at rest.
public enum AESGCM {
    /// The bytes of a key.
    public static let keyByteCount = 32
    /// The bytes of a nonce; a nonce must never serve twice under one key.
    public static let nonceByteCount = 12
    /// The bytes of the tag that ends every sealed text.
    public static let tagByteCount = 16

    /// Encrypts `plaintext` and authenticates it together with `header`; the result is ciphertext, then tag.
    public static func seal(
        _ plaintext: borrowing SecretBytes,
        key: borrowing SecretBytes,
        nonce: [UInt8],
        authenticating header: [UInt8]
    ) throws(CryptoError) -> [UInt8] {
        let context = try CipherContext()
        try context.begin(key: key, nonce: nonce, encrypting: true)
        try context.authenticate(header)
        var out = [UInt8](repeating: 0, count: plaintext.count + Self.tagByteCount)
        var length: Int32 = 0
        let ok = unsafe plaintext.withUnsafeBytes { input in
            unsafe out.withUnsafeMutableBufferPointer { out in
                let start = unsafe input.baseAddress?.assumingMemoryBound(to: UInt8.self)
                return unsafe EVP_CipherUpdate(
                    context.raw,
                    out.baseAddress,
                    &length,
                    start,
                    Int32(input.count)
                ) == 1
                    && EVP_CipherFinal_ex(context.raw, out.baseAddress?.advanced(by: Int(length)), &length)
                        == 1
                    && EVP_CIPHER_CTX_ctrl(
                        context.raw,
                        EVP_CTRL_AEAD_GET_TAG,
                        Int32(Self.tagByteCount),
                        out.baseAddress?.advanced(by: input.count)
                    ) == 1
            }
        }
        guard ok else { throw .openSSL("AES-256-GCM") }
        return out
    }

    /// Decrypts what ``seal(_:key:nonce:authenticating:)`` made.
    ///
    /// - Throws: `CryptoError` with code `wrongPassphrase` where key, nonce, header or text are not the ones sealed.
    public static func open(
        _ sealed: [UInt8],
        key: borrowing SecretBytes,
        nonce: [UInt8],
        authenticating header: [UInt8]
    ) throws(CryptoError) -> SecretBytes {
        guard sealed.count >= Self.tagByteCount else {
            throw CryptoError(.invalidEncoding, "sealed text is shorter than its tag")
        }
        let context = try CipherContext()
        try context.begin(key: key, nonce: nonce, encrypting: false)
        try context.authenticate(header)
        let textCount = sealed.count - Self.tagByteCount
        var tag = Array(sealed[textCount...])
        return try unsafe SecretBytes(count: textCount) { buffer throws(CryptoError) in
            let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
            var length: Int32 = 0
            let opened =
                unsafe EVP_CipherUpdate(context.raw, start, &length, sealed, Int32(textCount)) == 1
                && EVP_CIPHER_CTX_ctrl(context.raw, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1
                && EVP_CipherFinal_ex(context.raw, start?.advanced(by: Int(length)), &length) == 1
            ERR_clear_error()
            guard opened else {
                throw CryptoError(.wrongPassphrase, "the sealed bytes do not open with this key")
            }
        }
    }
}

/// Owns an `EVP_CIPHER_CTX` for one AES-256-GCM operation.
@safe
private struct CipherContext: ~Copyable {
    let raw: OpaquePointer

    init() throws(CryptoError) {
        guard let raw = unsafe EVP_CIPHER_CTX_new() else { throw .openSSL("EVP_CIPHER_CTX_new") }
        unsafe self.raw = raw
    }

    func begin(key: borrowing SecretBytes, nonce: [UInt8], encrypting: Bool) throws(CryptoError) {
        guard key.count == AESGCM.keyByteCount else {
            throw CryptoError(.invalidKey, "AES-256 takes a key of 32 bytes, not \(key.count)")
        }
        guard nonce.count == AESGCM.nonceByteCount else {
            throw CryptoError(.invalidEncoding, "GCM takes a nonce of 12 bytes, not \(nonce.count)")
        }
        let context = unsafe self.raw
        let ok = unsafe key.withUnsafeBytes { key in
            let start = unsafe key.baseAddress?.assumingMemoryBound(to: UInt8.self)
            return unsafe EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nil, start, nonce, encrypting ? 1 : 0)
        }
        guard ok == 1 else { throw .openSSL("EVP_CipherInit_ex") }
    }

    func authenticate(_ header: [UInt8]) throws(CryptoError) {
        var length: Int32 = 0
        guard unsafe EVP_CipherUpdate(self.raw, nil, &length, header, Int32(header.count)) == 1 else {
            throw .openSSL("EVP_CipherUpdate")
        }
    }

    deinit { unsafe EVP_CIPHER_CTX_free(self.raw) }
}
