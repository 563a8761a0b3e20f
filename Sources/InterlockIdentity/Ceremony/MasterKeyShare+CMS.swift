public import InterlockCrypto

extension MasterKeyShare {
    /// The share in CMS AuthEnvelopedData (RFC 5083), as ``KeyDelivery/enveloped(for:)`` encrypts a key.
    ///
    /// - Parameter custodian: The custodian's certificate, which the caller has verified.
    /// - Returns: The message in DER.
    /// - Throws: `IdentityError` with code `invalidCertificate` where its key is not on one of the three curves or
    ///   may not be used for key agreement, and `cryptoFailure`.
    public func enveloped(for custodian: Certificate) throws(IdentityError) -> [UInt8] {
        guard custodian.verifyingKey != nil, custodian.keyUsage?.contains(.keyAgreement) ?? true else {
            throw IdentityError(.invalidCertificate, "\(custodian) cannot receive a share: no ECDH")
        }
        let message = try CMSMessage(cipher: .aes256GCM)
        try message.addRecipient(custodian)
        let content = try MemoryBIO()
        try content.write(self.encoded())
        try message.fill(with: content)
        return try message.derRepresentation()
    }

    /// Opens what ``enveloped(for:)`` wrote.
    ///
    /// - Parameters:
    ///   - message: The CMS message in DER.
    ///   - custodian: The certificate that it was made for.
    ///   - key: The private key of that certificate.
    /// - Throws: `IdentityError` with code `wrongPassphrase` where the key does not open it or it was altered,
    ///   `invalidEncoding`, `wrongShare` and `limitExceeded`.
    public init(
        enveloped message: [UInt8],
        for custodian: Certificate,
        key: SigningKey
    ) throws(IdentityError) {
        try KeyDelivery.checkSize(message.count)
        let content = try CMSMessage(derRepresentation: message).open(custodian, key: key)
        try self.init(decoding: content.secret)
    }
}
