internal import COpenSSL

extension ParameterList {
    /// Runs the key derivation function that OpenSSL knows as `name` with these parameters.
    borrowing func derive(_ name: String, count: Int) throws(CryptoError) -> SecretBytes {
        guard let function = unsafe EVP_KDF_fetch(nil, name, nil) else {
            throw .openSSL("EVP_KDF_fetch(\(name))")
        }
        defer { unsafe EVP_KDF_free(function) }
        guard let context = unsafe EVP_KDF_CTX_new(function) else { throw .openSSL("EVP_KDF_CTX_new") }
        defer { unsafe EVP_KDF_CTX_free(context) }
        return try unsafe SecretBytes(count: count) { buffer throws(CryptoError) in
            let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
            let ok = unsafe self.withUnsafeParameters { unsafe EVP_KDF_derive(context, start, count, $0) }
            guard ok == 1 else { throw .openSSL("EVP_KDF_derive(\(name))") }
        }
    }
}
