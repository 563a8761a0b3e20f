internal import COpenSSL

/// Bytes that must not outlive their use: not copyable, wiped when the value ends.
@safe
public struct SecretBytes: ~Copyable, @unchecked Sendable {
    private let base: UnsafeMutableRawPointer
    /// How many bytes there are.
    public let count: Int

    /// Fills a new buffer of `count` bytes with output of the operating system's generator.
    public static func random(count: Int) throws(CryptoError) -> SecretBytes {
        let secret = SecretBytes(zeroed: count)
        let ok = unsafe RAND_priv_bytes(secret.base.assumingMemoryBound(to: UInt8.self), Int32(count))
        guard ok == 1 else { throw .openSSL("RAND_priv_bytes") }
        return secret
    }

    /// Copies `bytes`; wiping the original is up to the caller.
    public init(copying bytes: [UInt8]) {
        self.init(zeroed: bytes.count)
        unsafe UnsafeMutableRawBufferPointer(start: self.base, count: self.count).copyBytes(from: bytes)
    }

    private init(zeroed count: Int) {
        precondition(count > 0)
        unsafe self.base = .allocate(byteCount: count, alignment: 16)
        unsafe self.base.initializeMemory(as: UInt8.self, repeating: 0, count: count)
        self.count = count
    }

    deinit {
        unsafe OPENSSL_cleanse(self.base, self.count)
        unsafe self.base.deallocate()
    }

    /// Lends the bytes to `body`; a span cannot leave it.
    public func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(unsafe RawSpan(_unsafeStart: self.base, byteCount: self.count))
    }

    /// Compares in time that depends on the lengths only.
    public func constantTimeEquals(_ other: borrowing SecretBytes) -> Bool {
        unsafe self.count == other.count && CRYPTO_memcmp(self.base, other.base, self.count) == 0
    }
}
