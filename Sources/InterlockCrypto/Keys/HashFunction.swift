internal import COpenSSL

/// A hash function of FIPS 180-4.
public enum HashFunction: String, CaseIterable, Hashable, Sendable, Codable {
    /// SHA-256.
    case sha256 = "SHA-256"
    /// SHA-384.
    case sha384 = "SHA-384"
    /// SHA-512.
    case sha512 = "SHA-512"

    /// The bytes of a digest.
    public var digestByteCount: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// The name by which OpenSSL fetches it.
    var openSSLName: String {
        switch self {
        case .sha256: "SHA256"
        case .sha384: "SHA384"
        case .sha512: "SHA512"
        }
    }

    /// OpenSSL's static method table for it.
    var method: OpaquePointer? {
        switch self {
        case .sha256: unsafe EVP_sha256()
        case .sha384: unsafe EVP_sha384()
        case .sha512: unsafe EVP_sha512()
        }
    }

    /// The digest of `message`.
    public func hash(_ message: [UInt8]) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: self.digestByteCount) { buffer, count in
            let ok = unsafe EVP_Digest(message, message.count, buffer.baseAddress, nil, self.method, nil)
            precondition(ok == 1, "hashing bytes in memory")
            count = self.digestByteCount
        }
    }
}
