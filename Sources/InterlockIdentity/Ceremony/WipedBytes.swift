internal import COpenSSL
internal import InterlockCrypto

/// Secret bytes in the making: a buffer of a fixed size, which is never moved and is wiped in the end.
struct WipedBytes: ~Copyable {
    private var bytes: [UInt8]
    private(set) var count = 0

    /// Makes room for `capacity` bytes.
    init(capacity: Int) { self.bytes = [UInt8](repeating: 0, count: capacity) }

    deinit {
        // The array is this value's alone; what is taken of it is a copy.
        unsafe self.bytes.withUnsafeBytes { buffer in
            unsafe OPENSSL_cleanse(UnsafeMutableRawPointer(mutating: buffer.baseAddress), buffer.count)
        }
    }

    /// Adds a byte, for which there is room.
    mutating func append(_ byte: UInt8, if isWanted: Bool = true) {
        guard isWanted else { return }
        self.bytes[self.count] = byte
        self.count += 1
    }

    /// What was added.
    func secret() -> SecretBytes { SecretBytes(copying: self.bytes[..<self.count]) }
}
