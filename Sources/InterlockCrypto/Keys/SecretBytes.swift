internal import COpenSSL

/// Bytes that must not outlive their use: not copyable, without a description, wiped when the value ends.
@safe
public struct SecretBytes: ~Copyable, @unchecked Sendable {
    private let base: UnsafeMutableRawPointer
    /// How many bytes there are.
    public let count: Int

    /// Fills a new buffer of `count` bytes from the generator that OpenSSL keeps for private values.
    ///
    /// - Throws: `CryptoError` with code `cryptoFailure` where the system has no randomness to give.
    public static func random(count: Int) throws(CryptoError) -> SecretBytes {
        try unsafe SecretBytes(count: count) { buffer throws(CryptoError) in
            let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
            guard unsafe RAND_priv_bytes(start, Int32(count)) == 1 else { throw .openSSL("RAND_priv_bytes") }
        }
    }

    /// Copies `bytes`; wiping the original is up to the caller.
    public init(copying bytes: some Collection<UInt8>) {
        self.init(zeroed: bytes.count)
        unsafe UnsafeMutableRawBufferPointer(start: self.base, count: self.count).copyBytes(from: bytes)
    }

    /// Lets `body` fill a new buffer of `count` zero bytes.
    package init<Failure: Error>(
        count: Int,
        initializing body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        self.init(zeroed: count)
        try unsafe body(UnsafeMutableRawBufferPointer(start: self.base, count: count))
    }

    private init(zeroed count: Int) {
        precondition(count >= 0)
        unsafe self.base = .allocate(byteCount: max(count, 1), alignment: 16)
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

    /// Lends the bytes to a call into C.
    package func withUnsafeBytes<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(UnsafeRawBufferPointer(start: self.base, count: self.count))
    }

    /// Compares in time that depends on the lengths only.
    public func constantTimeEquals(_ other: borrowing SecretBytes) -> Bool {
        unsafe self.count == other.count && CRYPTO_memcmp(self.base, other.base, self.count) == 0
    }

    /// A copy of a part, wiped on its own.
    package func slice(_ range: Range<Int>) -> SecretBytes {
        precondition(range.lowerBound >= 0 && range.upperBound <= self.count)
        let part = SecretBytes(zeroed: range.count)
        unsafe part.base.copyMemory(from: self.base.advanced(by: range.lowerBound), byteCount: range.count)
        return part
    }
}

extension SecretBytes {
    /// The bytes as an array, for what turned out not to be secret: a salt, a nonce, a certificate.
    package func publicCopy() -> [UInt8] { unsafe self.withUnsafeBytes { unsafe Array($0) } }
}
