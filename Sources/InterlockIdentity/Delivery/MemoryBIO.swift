internal import COpenSSL
internal import InterlockCrypto

/// Owns an OpenSSL memory BIO; what it held is wiped when it goes.
@safe
struct MemoryBIO: ~Copyable {
    let raw: OpaquePointer

    init() throws(IdentityError) {
        guard let raw = unsafe BIO_new(BIO_s_secmem()) else { throw .openSSL("BIO_new") }
        unsafe self.raw = raw
    }

    /// Holds a copy of `bytes` to be read.
    static func holding(_ bytes: [UInt8]) throws(IdentityError) -> MemoryBIO {
        let bio = try MemoryBIO()
        try bio.write(bytes)
        return bio
    }

    deinit { unsafe BIO_free_all(self.raw) }

    func write(_ bytes: [UInt8]) throws(IdentityError) {
        guard unsafe BIO_write(self.raw, bytes, Int32(clamping: bytes.count)) == bytes.count else {
            throw .openSSL("BIO_write")
        }
    }

    func write(_ bytes: borrowing SecretBytes) throws(IdentityError) {
        let count = bytes.count
        let written = unsafe bytes.withUnsafeBytes { bytes in
            unsafe BIO_write(self.raw, bytes.baseAddress, Int32(clamping: bytes.count))
        }
        guard written == count else { throw .openSSL("BIO_write") }
    }

    /// What was written and not yet read.
    var bytes: [UInt8] {
        unsafe Array(self.unread)
    }

    /// What was written and not yet read, as a secret.
    var secret: SecretBytes {
        let unread = unsafe self.unread
        return unsafe SecretBytes(count: unread.count) {
            unsafe $0.copyMemory(from: UnsafeRawBufferPointer(unread))
        }
    }

    private var unread: UnsafeBufferPointer<UInt8> {
        var start: UnsafeMutablePointer<CChar>?
        let count = unsafe il_BIO_get_mem_data(self.raw, &start)
        let bytes = unsafe UnsafeRawPointer(start)?.assumingMemoryBound(to: UInt8.self)
        return unsafe UnsafeBufferPointer(start: bytes, count: Int(count))
    }
}
