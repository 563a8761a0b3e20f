internal import COpenSSL
internal import InterlockCrypto

/// Owns an OpenSSL `CMS_ContentInfo` that encrypts to recipients by ECDH.
@safe
struct CMSMessage: ~Copyable {
    private let raw: OpaquePointer

    /// How the content is encrypted.
    enum Cipher {
        case aes256GCM

        fileprivate var method: OpaquePointer? { unsafe EVP_aes_256_gcm() }
    }

    /// Begins a message.
    init(cipher: Cipher) throws(IdentityError) {
        let flags = UInt32(CMS_PARTIAL | CMS_BINARY)
        guard let raw = unsafe CMS_encrypt(nil, nil, cipher.method, flags) else {
            throw .openSSL("CMS_encrypt")
        }
        unsafe self.raw = raw
    }

    /// Reads a message, which must be AuthEnvelopedData.
    init(derRepresentation der: [UInt8]) throws(IdentityError) {
        let source = try MemoryBIO.holding(der)
        let parsed = unsafe d2i_CMS_bio(source.raw, nil)
        guard let raw = unsafe parsed else { throw .openSSL("not CMS", .invalidEncoding) }
        guard unsafe OBJ_obj2nid(CMS_get0_type(raw)) == NID_id_smime_ct_authEnvelopedData,
            source.bytes.isEmpty
        else {
            unsafe CMS_ContentInfo_free(raw)
            throw IdentityError(
                .invalidEncoding,
                "the delivery is not CMS AuthEnvelopedData, or bytes follow it"
            )
        }
        unsafe self.raw = raw
    }

    deinit { unsafe CMS_ContentInfo_free(self.raw) }

    /// Lets the holder of a certificate's key open it: ECDH with a fresh key, the X9.63 KDF over SHA-256.
    func addRecipient(_ certificate: Certificate) throws(IdentityError) {
        let recipient = unsafe CMS_add1_recipient_cert(
            self.raw,
            certificate.handle.raw,
            UInt32(CMS_KEY_PARAM)
        )
        guard let recipient = unsafe recipient,
            let context = unsafe CMS_RecipientInfo_get0_pkey_ctx(recipient)
        else {
            throw .openSSL("CMS_add1_recipient_cert")
        }
        guard unsafe EVP_PKEY_CTX_set_ecdh_kdf_md(context, EVP_sha256()) == 1 else {
            throw .openSSL("EVP_PKEY_CTX_set_ecdh_kdf_md")
        }
    }

    /// Encrypts the content and closes the message.
    func fill(with content: borrowing MemoryBIO) throws(IdentityError) {
        guard unsafe CMS_final(self.raw, content.raw, nil, UInt32(CMS_BINARY)) == 1 else {
            throw .openSSL("CMS_final")
        }
    }

    func derRepresentation() throws(IdentityError) -> [UInt8] {
        let out = try MemoryBIO()
        guard unsafe i2d_CMS_bio(out.raw, self.raw) == 1 else { throw .openSSL("i2d_CMS_bio") }
        return out.bytes
    }

    /// Decrypts the content.
    func open(_ certificate: Certificate, key: SigningKey) throws(IdentityError) -> MemoryBIO {
        let out = try MemoryBIO()
        let ok = unsafe CMS_decrypt(
            self.raw,
            key.pkey.raw,
            certificate.handle.raw,
            nil,
            out.raw,
            UInt32(CMS_BINARY)
        )
        guard ok == 1 else { throw .openSSL("the delivery does not open with this key", .wrongPassphrase) }
        return out
    }
}
