public import InterlockCrypto

extension KeyDelivery {
    /// The key as encrypted PKCS#8 (RFC 5958; PBES2 with scrypt and AES-256-CBC), then the certificates, all in PEM.
    ///
    /// - Parameters:
    ///   - passphrase: What opens it; not empty.
    ///   - cost: What trying one passphrase costs.
    /// - Returns: The text, in ASCII.
    /// - Throws: `IdentityError` with code `wrongPassphrase` for an empty one, and `cryptoFailure`.
    public func pemRepresentation(
        passphrase: borrowing SecretBytes,
        cost: ScryptCost = .standard
    ) throws(IdentityError) -> String {
        try Self.checkPassphrase(passphrase)
        do {
            let key = try self.key.encryptedPEMRepresentation(passphrase: passphrase, cost: cost)
            return key + self.certificates.map(\.pemRepresentation).joined()
        } catch {
            throw .from(error, "delivery")
        }
    }

    /// Opens what ``pemRepresentation(passphrase:cost:)`` wrote.
    ///
    /// - Throws: `IdentityError` with code `wrongPassphrase` where the key does not open, `invalidCertificate` where
    ///   the first certificate is of another key, `invalidEncoding` and `limitExceeded`.
    public init(pemRepresentation pem: String, passphrase: borrowing SecretBytes) throws(IdentityError) {
        try Self.checkSize(pem.utf8.count)
        let key: SigningKey
        do {
            key = try SigningKey(encryptedPEMRepresentation: pem, passphrase: passphrase)
        } catch {
            throw .from(error, "delivery")
        }
        try self.init(key: key, certificates: Certificate.readPEM(pem))
    }
}
