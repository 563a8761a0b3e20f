internal import COpenSSL
internal import Glibc

/// The `OSSL_PARAM` array an OpenSSL 3 fetch-based call takes.
///
/// Holds its own copy of every value and wipes it.
struct ParameterList: ~Copyable {
    private var entries: [Entry] = []

    @safe
    private struct Entry {
        let key: UnsafeMutablePointer<CChar>
        let value: UnsafeMutableRawBufferPointer
        let isText: Bool

        var parameter: OSSL_PARAM {
            unsafe self.isText
                ? OSSL_PARAM_construct_utf8_string(
                    self.key,
                    self.value.baseAddress?.assumingMemoryBound(to: CChar.self),
                    self.value.count - 1
                )
                : OSSL_PARAM_construct_octet_string(self.key, self.value.baseAddress, self.value.count - 1)
        }

        func wipe() {
            unsafe OPENSSL_cleanse(self.value.baseAddress, self.value.count)
            unsafe self.value.deallocate()
            unsafe free(self.key)
        }
    }

    mutating func append(_ key: String, utf8 text: String) {
        self.append(key, Array(text.utf8), isText: true)
    }

    mutating func append(_ key: String, octets: [UInt8]) {
        self.append(key, octets, isText: false)
    }

    mutating func append(_ key: String, octets: borrowing SecretBytes) {
        octets.withBytes { unsafe $0.withUnsafeBytes { unsafe self.append(key, $0, isText: false) } }
    }

    private mutating func append(_ key: String, _ bytes: [UInt8], isText: Bool) {
        unsafe bytes.withUnsafeBytes { unsafe self.append(key, $0, isText: isText) }
    }

    private mutating func append(_ key: String, _ bytes: UnsafeRawBufferPointer, isText: Bool) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + 1, alignment: 16)
        unsafe copy.copyMemory(from: bytes)
        unsafe copy[bytes.count] = 0
        unsafe self.entries.append(Entry(key: strdup(key), value: copy, isText: isText))
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
