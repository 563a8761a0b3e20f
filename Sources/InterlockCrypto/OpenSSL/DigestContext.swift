internal import COpenSSL

/// Owns an `EVP_MD_CTX` for one operation.
@safe
struct DigestContext: ~Copyable {
    let raw: OpaquePointer

    init() throws(CryptoError) {
        guard let raw = unsafe EVP_MD_CTX_new() else { throw .openSSL("EVP_MD_CTX_new") }
        unsafe self.raw = raw
    }

    deinit { unsafe EVP_MD_CTX_free(self.raw) }
}
