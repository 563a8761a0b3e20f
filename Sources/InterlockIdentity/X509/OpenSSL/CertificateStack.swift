internal import COpenSSL

/// Owns a `STACK_OF(X509)`, and lends it the certificates that it holds.
@safe
struct CertificateStack: ~Copyable {
    let raw: OpaquePointer
    private let certificates: [Certificate]

    init(_ certificates: [Certificate]) throws(IdentityError) {
        guard let raw = unsafe il_sk_X509_new() else { throw .openSSL("sk_X509_new_null") }
        for certificate in certificates
        where unsafe il_sk_X509_push(raw, certificate.handle.raw) <= 0 {
            unsafe il_sk_X509_free(raw)
            throw .openSSL("sk_X509_push")
        }
        unsafe self.raw = raw
        self.certificates = certificates
    }

    // The references stay with the certificates: only the stack is freed.
    deinit { unsafe il_sk_X509_free(self.raw) }
}
