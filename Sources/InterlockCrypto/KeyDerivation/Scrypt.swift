internal import COpenSSL

/// What scrypt costs (RFC 7914 section 2): it takes 128·r·N bytes of memory and time in proportion to p.
public struct ScryptCost: Hashable, Sendable {
    /// The CPU and memory cost N as its base-2 logarithm.
    public let logN: UInt8
    /// The block size r.
    public let blockSize: UInt32
    /// The parallelization p.
    public let parallelization: UInt32

    /// What one derivation may take: a hostile file cannot ask for more.
    public static let memoryLimit = 1 << 28

    /// N = 2^14, r = 8, p = 5: 16 MiB.
    ///
    /// Of the settings that OWASP holds to be of equal strength, the one within the 32 MiB that OpenSSL's own
    /// commands allow when they read an encrypted PKCS#8 file.
    public static let standard = ScryptCost(checkedLogN: 14, blockSize: 8, parallelization: 5)
    /// N = 2^10, r = 8, p = 1: quick enough for tests, too weak for a passphrase that a person chose.
    package static let minimum = ScryptCost(checkedLogN: 10, blockSize: 8, parallelization: 1)

    /// Takes the three parameters.
    ///
    /// - Throws: `CryptoError` with code `limitExceeded` unless 10 ≤ logN ≤ 22, 1 ≤ r ≤ 32, 1 ≤ p ≤ 16, and the
    ///   memory stays within ``memoryLimit``.
    public init(logN: UInt8, blockSize: UInt32, parallelization: UInt32) throws(CryptoError) {
        guard (10...22).contains(logN), (1...32).contains(blockSize), (1...16).contains(parallelization),
            128 * Int(blockSize) << Int(logN) <= Self.memoryLimit
        else {
            throw CryptoError(
                .limitExceeded,
                "scrypt cost logN=\(logN) r=\(blockSize) p=\(parallelization) is outside the limits"
            )
        }
        self.init(checkedLogN: logN, blockSize: blockSize, parallelization: parallelization)
    }

    private init(checkedLogN logN: UInt8, blockSize: UInt32, parallelization: UInt32) {
        self.logN = logN
        self.blockSize = blockSize
        self.parallelization = parallelization
    }

    var n: UInt64 { 1 << UInt64(self.logN) }
    /// What OpenSSL is allowed: N blocks, and some for its own book-keeping.
    var openSSLMemoryLimit: UInt64 { UInt64(Self.memoryLimit) + (1 << 22) }
}

/// scrypt, the memory-hard passphrase function (RFC 7914), by OpenSSL.
public enum Scrypt {
    /// Derives `count` bytes from a passphrase.
    public static func derive(
        passphrase: borrowing SecretBytes,
        salt: [UInt8],
        cost: ScryptCost,
        count: Int
    ) throws(CryptoError) -> SecretBytes {
        var parameters = ParameterList()
        parameters.append(OSSL_KDF_PARAM_PASSWORD, octets: passphrase)
        parameters.append(OSSL_KDF_PARAM_SALT, octets: salt)
        parameters.append(OSSL_KDF_PARAM_SCRYPT_N, cost.n)
        parameters.append(OSSL_KDF_PARAM_SCRYPT_R, UInt64(cost.blockSize))
        parameters.append(OSSL_KDF_PARAM_SCRYPT_P, UInt64(cost.parallelization))
        parameters.append(OSSL_KDF_PARAM_SCRYPT_MAXMEM, cost.openSSLMemoryLimit)
        return try parameters.derive("SCRYPT", count: count)
    }
}
