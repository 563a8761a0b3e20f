public import InterlockCrypto

/// A private key with its certificates, on its way from the authority to the participant over a secure channel.
///
/// Three forms, each of which `openssl` reads: a passphrase that both know protects ``pemRepresentation(passphrase:cost:)``
/// and ``pkcs12Representation(passphrase:iterations:)``; the participant's transport key protects ``enveloped(for:)``.
public struct KeyDelivery: Sendable {
    /// The private key.
    public let key: SigningKey
    /// The key's certificate, then those of the authorities above it.
    public let certificates: [Certificate]

    /// The largest delivery that is read, in bytes: a key and some certificates have a few kB.
    public static let byteLimit = 1 << 20
    /// How many certificates a delivery may hold.
    public static let certificateLimit = 16

    /// Packs a key and its certificates, the key's own first.
    ///
    /// - Throws: `IdentityError` with code `invalidCertificate` where there is no certificate or the first is of
    ///   another key, and `limitExceeded` above ``certificateLimit``.
    public init(key: SigningKey, certificates: [Certificate]) throws(IdentityError) {
        guard let leaf = certificates.first, leaf.verifyingKey == key.verifyingKey else {
            throw IdentityError(.invalidCertificate, "a delivery begins with the certificate of its key")
        }
        guard certificates.count <= Self.certificateLimit else {
            throw IdentityError(
                .limitExceeded,
                "more than \(Self.certificateLimit) certificates in a delivery"
            )
        }
        self.key = key
        self.certificates = certificates
    }

    static func checkSize(_ count: Int) throws(IdentityError) {
        guard count <= Self.byteLimit else {
            throw IdentityError(
                .limitExceeded,
                "a delivery of \(count) bytes; the limit is \(Self.byteLimit)"
            )
        }
    }

    static func checkPassphrase(_ passphrase: borrowing SecretBytes) throws(IdentityError) {
        guard passphrase.count > 0 else {
            throw IdentityError(.wrongPassphrase, "an empty passphrase protects nothing")
        }
    }
}
