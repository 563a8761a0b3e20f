internal import COpenSSL

/// Owns one reference to an `EVP_PKEY`.
///
/// The key is never changed after `init`, and OpenSSL's reference count is atomic, so sharing one
/// across tasks is sound. `EVP_PKEY_free` wipes a private scalar.
@safe
package final class PKey: @unchecked Sendable {
    package let raw: OpaquePointer

    package init(taking raw: OpaquePointer) { unsafe self.raw = raw }

    deinit { unsafe EVP_PKEY_free(self.raw) }
}
