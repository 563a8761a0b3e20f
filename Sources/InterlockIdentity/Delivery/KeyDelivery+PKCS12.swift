internal import COpenSSL
public import InterlockCrypto

extension KeyDelivery {
    /// What OWASP asks of PBKDF2 with HMAC-SHA-256.
    public static let standardIterations = 600_000
    /// The most that a file which is read may ask for: some seconds.
    public static let iterationLimit = 10_000_000

    /// Key and certificates as PKCS#12 (RFC 7292): PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC, and an HMAC-SHA-256
    /// over all.
    ///
    /// - Parameters:
    ///   - passphrase: What opens it: UTF-8, not empty, no zero byte.
    ///   - iterations: What trying one passphrase costs.
    /// - Returns: The file in DER.
    /// - Throws: `IdentityError` with code `wrongPassphrase` for a passphrase that PKCS#12 cannot take,
    ///   `limitExceeded` for iterations outside 1,000 to ``iterationLimit``, and `cryptoFailure`.
    public func pkcs12Representation(
        passphrase: borrowing SecretBytes,
        iterations: Int = standardIterations
    ) throws(IdentityError) -> [UInt8] {
        guard (1_000...Self.iterationLimit).contains(iterations) else {
            throw IdentityError(.limitExceeded, "\(iterations) iterations")
        }
        let text = try Self.terminated(passphrase)
        let chain = try CertificateStack(Array(self.certificates.dropFirst()))
        let made = unsafe text.withUnsafeBytes { text in
            unsafe PKCS12_create(
                text.baseAddress?.assumingMemoryBound(to: CChar.self),
                nil,
                self.key.pkey.raw,
                self.certificates[0].handle.raw,
                chain.raw,
                NID_aes_256_cbc,
                NID_aes_256_cbc,
                Int32(iterations),
                Int32(iterations),
                0
            )
        }
        guard let made = unsafe made else { throw .openSSL("PKCS12_create") }
        defer { unsafe PKCS12_free(made) }
        let out = try MemoryBIO()
        guard unsafe i2d_PKCS12_bio(out.raw, made) == 1 else { throw .openSSL("i2d_PKCS12_bio") }
        return out.bytes
    }

    /// Opens what ``pkcs12Representation(passphrase:iterations:)`` wrote.
    ///
    /// - Throws: `IdentityError` with code `wrongPassphrase` where the passphrase is not the one or the file was
    ///   altered, `invalidEncoding`, `invalidCertificate` and `limitExceeded`.
    public init(pkcs12Representation der: [UInt8], passphrase: borrowing SecretBytes) throws(IdentityError) {
        try Self.checkSize(der.count)
        let text = try Self.terminated(passphrase)
        let file = try PKCS12File(der)
        try file.checkCost(limit: Self.iterationLimit)
        self = try file.open(text)
    }

    /// The passphrase as a C string.
    private static func terminated(_ passphrase: borrowing SecretBytes) throws(IdentityError) -> SecretBytes {
        try Self.checkPassphrase(passphrase)
        let hasZero = unsafe passphrase.withUnsafeBytes { unsafe $0.contains(0) }
        guard !hasZero else {
            throw IdentityError(.wrongPassphrase, "a passphrase for PKCS#12 has no zero byte")
        }
        return unsafe passphrase.withUnsafeBytes { bytes in
            unsafe SecretBytes(count: bytes.count + 1) { unsafe $0.copyMemory(from: bytes) }
        }
    }
}
