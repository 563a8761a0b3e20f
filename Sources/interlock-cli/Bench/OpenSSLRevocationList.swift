internal import COpenSSL
import Interlock

/// OpenSSL's own revocation list, for the benchmark to stand beside.
@safe
final class OpenSSLRevocationList {
    private let raw: OpaquePointer

    /// Parses as `openssl crl` does; nil where OpenSSL refuses.
    init?(derRepresentation der: [UInt8]) {
        let parsed: OpaquePointer? = unsafe der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return unsafe d2i_X509_CRL(nil, &cursor, buffer.count)
        }
        guard let raw = unsafe parsed else { return nil }
        unsafe self.raw = raw
    }

    deinit { unsafe X509_CRL_free(self.raw) }

    /// Whether the list has the number; the first call sorts the list.
    func contains(_ number: Number) -> Bool {
        var entry: OpaquePointer?
        return unsafe X509_CRL_get0_by_serial(self.raw, &entry, number.raw) == 1
    }

    /// A serial number as OpenSSL takes it.
    @safe
    final class Number {
        fileprivate let raw: UnsafeMutablePointer<ASN1_INTEGER>

        /// Takes a positive number; nil where memory runs out.
        init?(_ serialNumber: SerialNumber) {
            guard let raw = unsafe ASN1_INTEGER_new() else { return nil }
            let octets = serialNumber.rawRepresentation.drop { $0 == 0 }
            unsafe self.raw = raw
            guard unsafe ASN1_STRING_set(raw, Array(octets), Int32(octets.count)) == 1 else { return nil }
        }

        deinit { unsafe ASN1_INTEGER_free(self.raw) }
    }
}
