internal import COpenSSL
internal import InterlockCrypto

/// Algorithms whose identifier names no hash of its own: RSASSA-PSS (RFC 4055) and EdDSA (RFC 8410).
extension SignatureAlgorithm {
    private static let rsassaPSS = ObjectIdentifier(1, 2, 840, 113549, 1, 1, 10)

    /// Whether the signature is that of the key, as OpenSSL reads the algorithm's parameters.
    static func isValidByParameters(_ object: SignedObject, _ pkey: OpaquePointer) -> Bool {
        guard let algorithm = unsafe Self.parse(object.algorithm) else { return false }
        defer { unsafe X509_ALGOR_free(algorithm) }
        let parsed: UnsafeMutablePointer<ASN1_TYPE>? = unsafe object.signedBytes.withUnsafeBufferPointer {
            bytes in
            var cursor = bytes.baseAddress
            return unsafe d2i_ASN1_TYPE(nil, &cursor, bytes.count)
        }
        guard let message = unsafe parsed else { return false }
        defer { unsafe ASN1_TYPE_free(message) }
        guard let signature = unsafe ASN1_BIT_STRING_new() else { return false }
        defer { unsafe ASN1_BIT_STRING_free(signature) }
        guard
            unsafe ASN1_STRING_set(signature, object.signature, Int32(clamping: object.signature.count)) == 1
        else { return false }
        return unsafe ASN1_item_verify(ASN1_ANY_it(), algorithm, signature, message, pkey) == 1
    }

    /// The strength of an algorithm's hash against collisions, in bits; nil where it has none to choose, as EdDSA.
    static func strength(of algorithm: [UInt8]) -> Int32? {
        if let digest = unsafe Self.digest(of: algorithm) { return unsafe Self.strength(digest) }
        var outer = DERReader(algorithm)
        guard var content = try? outer.read(DERTag.sequence),
            let name = try? content.readObjectIdentifier(), name == Self.rsassaPSS
        else { return nil }
        return Self.strengthOfPSS(content)
    }

    /// RFC 4055 section 3.1: the hash is the first parameter, [0], and SHA-1 where that is left out.
    private static func strengthOfPSS(_ content: DERReader) -> Int32 {
        var content = content
        guard var parameters = try? content.read(DERTag.sequence),
            var tagged = try? parameters.readOptional(DERTag.constructed(0)),
            var hash = try? tagged.read(DERTag.sequence), let name = try? hash.readObjectIdentifier()
        else { return Self.strengthOfSHA1 }
        let encoded = name.derRepresentation
        let object = unsafe encoded.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return unsafe d2i_ASN1_OBJECT(nil, &cursor, buffer.count)
        }
        defer { unsafe ASN1_OBJECT_free(object) }
        guard let digest = unsafe EVP_get_digestbyname(OBJ_nid2sn(OBJ_obj2nid(object))) else { return 0 }
        return unsafe Self.strength(digest)
    }

    /// As OpenSSL's X509_get_signature_info says: 2^63.1 (Stevens 2013).
    private static let strengthOfSHA1: Int32 = 63

    private static func strength(_ digest: OpaquePointer) -> Int32 {
        switch unsafe EVP_MD_get_type(digest) {
        case NID_sha1: Self.strengthOfSHA1
        // As OpenSSL's X509_get_signature_info says.
        case NID_md5: 39
        case NID_md4, NID_md2: 0
        default: unsafe EVP_MD_get_size(digest) * 4
        }
    }
}
