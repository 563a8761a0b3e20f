internal import COpenSSL

/// A SHA-256 digest: 32 bytes held in place, compared and hashed without touching the heap.
public struct Digest: Hashable, Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// How many bytes a digest has.
    public static let byteCount = 32

    /// The SHA-256 digest of `message`.
    public init(hashing message: [UInt8]) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        let ok = unsafe withUnsafeMutableBytes(of: &words) { out in
            unsafe EVP_Digest(
                message,
                message.count,
                out.baseAddress?.assumingMemoryBound(to: UInt8.self),
                nil,
                EVP_sha256(),
                nil
            )
        }
        precondition(ok == 1, "hashing bytes in memory")
        self.words = words
    }

    /// Takes the 32 bytes of a digest.
    ///
    /// - Throws: `CryptoError` with code `invalidEncoding` unless there are exactly 32.
    public init(rawRepresentation bytes: some Collection<UInt8>) throws(CryptoError) {
        guard bytes.count == Self.byteCount else {
            throw CryptoError(.invalidEncoding, "a SHA-256 digest has 32 bytes, not \(bytes.count)")
        }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        unsafe withUnsafeMutableBytes(of: &words) { unsafe $0.copyBytes(from: bytes) }
        self.words = words
    }

    /// The 32 bytes.
    public var rawRepresentation: [UInt8] { unsafe withUnsafeBytes(of: self.words) { unsafe Array($0) } }

    /// 32 bytes of zero: what stands for "nothing before this" at the start of a chain.
    public static let zero = Digest(words: (0, 0, 0, 0))

    private init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

    /// Whether both are the same bytes; not constant time, digests of messages are public.
    public static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

    /// Hashes the first eight bytes, which are as good as random already.
    public func hash(into hasher: inout Hasher) { hasher.combine(self.words.0) }
}

extension Digest: CustomStringConvertible {
    /// The digest in hexadecimal.
    public var description: String { self.rawRepresentation.hexString }
}

extension Digest: Comparable {
    /// The order of the bytes, first byte first.
    public static func < (left: Digest, right: Digest) -> Bool {
        (left.words.0.bigEndian, left.words.1.bigEndian, left.words.2.bigEndian, left.words.3.bigEndian)
            < (
                right.words.0.bigEndian, right.words.1.bigEndian, right.words.2.bigEndian,
                right.words.3.bigEndian
            )
    }
}
