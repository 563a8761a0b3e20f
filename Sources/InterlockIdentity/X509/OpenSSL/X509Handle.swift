internal import COpenSSL

/// Owns one reference to an OpenSSL `X509`.
///
/// It is never changed after `init`, which also fills OpenSSL's cache of parsed extensions, so sharing one
/// across tasks is sound.
@safe
final class X509Handle: @unchecked Sendable {
    let raw: OpaquePointer

    /// Where OpenSSL keeps it: the identity of this very object.
    var address: UInt { unsafe UInt(bitPattern: self.raw) }

    init(taking raw: OpaquePointer) {
        unsafe self.raw = raw
        // -1: parse and cache the extensions, judge nothing.
        unsafe X509_check_purpose(raw, -1, 0)
        ERR_clear_error()
    }

    /// Parses `der`; OpenSSL must take all of it and write the same bytes again.
    convenience init(derRepresentation der: [UInt8]) throws(IdentityError) {
        let parsed: OpaquePointer? = unsafe der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return unsafe d2i_X509(nil, &cursor, buffer.count)
        }
        guard let raw = unsafe parsed else { throw .openSSL("not an X.509 certificate", .invalidEncoding) }
        unsafe self.init(taking: raw)
        guard self.derRepresentation == der else {
            throw IdentityError(.invalidEncoding, "the certificate is not DER, or bytes follow it")
        }
    }

    var derRepresentation: [UInt8] {
        var out: UnsafeMutablePointer<UInt8>?
        let length = unsafe i2d_X509(self.raw, &out)
        precondition(length > 0, "encoding a certificate held in memory")
        defer { unsafe il_OPENSSL_free(out) }
        return unsafe Array(UnsafeBufferPointer(start: out, count: Int(length)))
    }

    /// Tells whether both have one public key: the same point or modulus, in whatever encoding.
    func hasSameKey(as other: X509Handle) -> Bool {
        defer { ERR_clear_error() }
        guard let own = unsafe X509_get0_pubkey(self.raw), let others = unsafe X509_get0_pubkey(other.raw)
        else {
            return false
        }
        return unsafe EVP_PKEY_eq(own, others) == 1
    }

    deinit { unsafe X509_free(self.raw) }
}
