internal import COpenSSL
public import InterlockCrypto

extension KeyDelivery {
    /// Key and certificates in PEM inside CMS AuthEnvelopedData (RFC 5083), AES-256-GCM, for one recipient.
    ///
    /// The content key is wrapped (AES-256) under an ECDH secret between a fresh key and the recipient's
    /// (dhSinglePass-stdDH-sha256kdf, RFC 5753), so only the holder of the transport certificate's key can open it.
    ///
    /// - Parameter transport: The participant's transport certificate, which the caller has verified.
    /// - Returns: The message in DER.
    /// - Throws: `IdentityError` with code `invalidCertificate` where its key is not on one of the three curves or
    ///   may not be used for key agreement, and `cryptoFailure`.
    public func enveloped(for transport: Certificate) throws(IdentityError) -> [UInt8] {
        guard transport.verifyingKey != nil, transport.keyUsage?.contains(.keyAgreement) ?? true else {
            throw IdentityError(.invalidCertificate, "\(transport) cannot receive a delivery: no ECDH")
        }
        let message = try CMSMessage(cipher: .aes256GCM)
        try message.addRecipient(transport)
        try message.fill(with: self.plainPEM())
        return try message.derRepresentation()
    }

    /// Opens what ``enveloped(for:)`` wrote.
    ///
    /// - Parameters:
    ///   - message: The CMS message in DER.
    ///   - transport: The certificate that it was made for.
    ///   - transportKey: The private key of that certificate.
    /// - Throws: `IdentityError` with code `wrongPassphrase` where the key does not open it or it was altered,
    ///   `invalidEncoding`, `invalidCertificate` and `limitExceeded`.
    public init(
        enveloped message: [UInt8],
        for transport: Certificate,
        key transportKey: SigningKey
    ) throws(IdentityError) {
        try Self.checkSize(message.count)
        let content = try CMSMessage(derRepresentation: message).open(transport, key: transportKey)
        guard let info = unsafe PEM_read_bio_PKCS8_PRIV_KEY_INFO(content.raw, nil, nil, nil) else {
            throw .openSSL("the delivery holds no private key", .invalidEncoding)
        }
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(info) }
        guard let raw = unsafe EVP_PKCS82PKEY(info) else {
            throw .openSSL("EVP_PKCS82PKEY", .invalidEncoding)
        }
        let pkey = unsafe PKey(taking: raw)
        // What is left after the key is the certificates, which are public.
        let rest = String(decoding: content.bytes, as: UTF8.self)
        try self.init(key: SigningKey(copying: pkey), certificates: Certificate.readPEM(rest))
    }

    private func plainPEM() throws(IdentityError) -> MemoryBIO {
        let bio = try MemoryBIO()
        guard unsafe PEM_write_bio_PKCS8PrivateKey(bio.raw, self.key.pkey.raw, nil, nil, 0, nil, nil) == 1
        else {
            throw .openSSL("PEM_write_bio_PKCS8PrivateKey")
        }
        try bio.write(self.certificates.flatMap { Array($0.pemRepresentation.utf8) })
        return bio
    }
}
