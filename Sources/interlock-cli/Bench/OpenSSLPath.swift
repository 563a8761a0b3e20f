internal import COpenSSL
import Interlock

/// OpenSSL's own path validation, as its users call it, for the benchmark to stand beside.
@safe
final class OpenSSLPath {
    private let store: OpaquePointer
    private let untrusted: OpaquePointer
    private let leaf: OpaquePointer
    private let time: Int

    /// Takes a path from a leaf to a root, and lists for every authority where revocation is to be checked.
    init(_ path: [Certificate], lists: [RevocationList], at time: Timestamp) throws {
        guard let store = unsafe X509_STORE_new(), let untrusted = unsafe il_sk_X509_new() else {
            throw Failure(.no, "OpenSSL has no memory")
        }
        unsafe self.store = store
        unsafe self.untrusted = untrusted
        unsafe self.leaf = try Self.parse(path[0])
        self.time = Int(time.secondsSinceEpoch)
        let root = unsafe try Self.parse(path[path.count - 1])
        unsafe X509_STORE_add_cert(store, root)
        unsafe X509_free(root)
        for certificate in path.dropFirst().dropLast() {
            unsafe il_sk_X509_push(untrusted, try Self.parse(certificate))
        }
        for list in lists {
            let parsed = unsafe Self.parse(list)
            unsafe X509_STORE_add_crl(store, parsed)
            unsafe X509_CRL_free(parsed)
        }
        guard !lists.isEmpty else { return }
        let flags = X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL
        unsafe X509_STORE_set_flags(store, UInt(flags))
    }

    deinit {
        unsafe X509_STORE_free(self.store)
        unsafe il_sk_X509_pop_free(self.untrusted)
        unsafe X509_free(self.leaf)
    }

    /// One `X509_verify_cert`.
    func verify() throws {
        let context = unsafe X509_STORE_CTX_new()
        defer { unsafe X509_STORE_CTX_free(context) }
        unsafe X509_STORE_CTX_init(context, self.store, self.leaf, self.untrusted)
        unsafe X509_STORE_CTX_set_time(context, 0, self.time)
        guard unsafe X509_verify_cert(context) == 1 else {
            throw Failure(.no, "OpenSSL refuses the path that is timed")
        }
    }

    private static func parse(_ certificate: Certificate) throws -> OpaquePointer {
        let parsed: OpaquePointer? = unsafe certificate.derRepresentation.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return unsafe d2i_X509(nil, &cursor, buffer.count)
        }
        guard let parsed = unsafe parsed else { throw Failure(.no, "OpenSSL refuses a certificate") }
        return unsafe parsed
    }

    private static func parse(_ list: RevocationList) -> OpaquePointer? {
        unsafe list.derRepresentation.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return unsafe d2i_X509_CRL(nil, &cursor, buffer.count)
        }
    }
}
