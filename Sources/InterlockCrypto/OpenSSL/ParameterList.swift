internal import COpenSSL
internal import Glibc

/// The `OSSL_PARAM` array that an OpenSSL 3 fetch-based call takes.
///
/// Holds its own copy of every value and wipes it.
struct ParameterList: ~Copyable {
    private enum Kind { case text, octets, unsigned, integer }

    @safe
    private struct Entry {
        let key: UnsafeMutablePointer<CChar>
        let value: UnsafeMutableRawBufferPointer
        let kind: Kind

        init(_ key: String, _ bytes: UnsafeRawBufferPointer, _ kind: Kind) {
            unsafe self.key = strdup(key)
            unsafe self.value = .allocate(byteCount: bytes.count + 1, alignment: 16)
            unsafe self.value.copyMemory(from: bytes)
            unsafe self.value[bytes.count] = 0
            self.kind = kind
        }

        var parameter: OSSL_PARAM {
            let start = unsafe self.value.baseAddress
            let count = unsafe self.value.count - 1
            return switch self.kind {
            case .text:
                unsafe OSSL_PARAM_construct_utf8_string(
                    self.key,
                    start?.assumingMemoryBound(to: CChar.self),
                    count
                )
            case .octets: unsafe OSSL_PARAM_construct_octet_string(self.key, start, count)
            case .unsigned:
                unsafe OSSL_PARAM_construct_uint64(self.key, start?.assumingMemoryBound(to: UInt64.self))
            case .integer:
                unsafe OSSL_PARAM_construct_BN(self.key, start?.assumingMemoryBound(to: UInt8.self), count)
            }
        }

        func wipe() {
            unsafe OPENSSL_cleanse(self.value.baseAddress, self.value.count)
            unsafe self.value.deallocate()
            unsafe free(self.key)
        }
    }

    private var entries: [Entry] = []

    mutating func append(_ key: String, utf8 text: String) {
        unsafe Array(text.utf8).withUnsafeBytes { unsafe self.entries.append(Entry(key, $0, .text)) }
    }

    mutating func append(_ key: String, octets: [UInt8]) {
        unsafe octets.withUnsafeBytes { unsafe self.entries.append(Entry(key, $0, .octets)) }
    }

    mutating func append(_ key: String, octets: borrowing SecretBytes) {
        unsafe octets.withUnsafeBytes { unsafe self.entries.append(Entry(key, $0, .octets)) }
    }

    mutating func append(_ key: String, _ value: UInt64) {
        unsafe withUnsafeBytes(of: value) { unsafe self.entries.append(Entry(key, $0, .unsigned)) }
    }

    /// Appends a big-endian natural number of any length.
    mutating func append(_ key: String, bigEndian bytes: borrowing SecretBytes) {
        // OSSL_PARAM integers are in the machine's byte order: little-endian on every platform built for.
        let count = bytes.count
        let reversed = unsafe SecretBytes(count: count) { out in
            unsafe bytes.withUnsafeBytes { input in
                for index in 0..<count { unsafe out[index] = input[count - 1 - index] }
            }
        }
        unsafe reversed.withUnsafeBytes { unsafe self.entries.append(Entry(key, $0, .integer)) }
    }

    borrowing func withUnsafeParameters<Result>(_ body: (UnsafePointer<OSSL_PARAM>) -> Result) -> Result {
        var list = unsafe self.entries.map { unsafe $0.parameter }
        unsafe list.append(OSSL_PARAM_construct_end())
        return unsafe body(&list)
    }

    deinit {
        for entry in self.entries { entry.wipe() }
    }
}
