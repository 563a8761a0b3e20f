internal import COpenSSL
internal import InterlockCrypto

/// ECDSA with the hash function of a level (RFC 5758 section 3.2).
enum SignatureAlgorithm {
    /// The `AlgorithmIdentifier`: the parameters are absent.
    static func identifier(for level: SecurityLevel) -> [UInt8] {
        let name: ObjectIdentifier =
            switch level {
            case .bits128: .ecdsaWithSHA256
            case .bits192: .ecdsaWithSHA384
            case .bits256: .ecdsaWithSHA512
            }
        return DER.sequence(name.derRepresentation)
    }

    /// Whether the object's signature is that of the certificate's key, by whichever algorithm the object names.
    static func isValid(_ object: SignedObject, key: X509Handle) -> Bool {
        guard let pkey = unsafe X509_get0_pubkey(key.raw) else { return false }
        return unsafe Self.isValid(object, pkey)
    }

    /// Whether the object's signature is that of the key.
    static func isValid(_ object: SignedObject, key: VerifyingKey) -> Bool {
        unsafe Self.isValid(object, key.pkey.raw)
    }

    /// Whether an algorithm is ECDSA with SHA-256, SHA-384 or SHA-512, whatever the curve.
    static func isECDSA(_ algorithm: [UInt8]) -> Bool {
        SecurityLevel.allCases.contains { Self.identifier(for: $0) == algorithm }
    }

    private static func isValid(_ object: SignedObject, _ pkey: OpaquePointer) -> Bool {
        guard let digest = unsafe Self.digest(of: object.algorithm) else {
            return unsafe Self.isValidByParameters(object, pkey)
        }
        guard let context = unsafe EVP_MD_CTX_new() else { return false }
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_DigestVerifyInit(context, nil, digest, nil, pkey) == 1 else { return false }
        let signature = object.signature
        return unsafe object.signedBytes.withUnsafeBufferPointer { message in
            unsafe EVP_DigestVerify(
                context,
                signature,
                signature.count,
                message.baseAddress,
                message.count
            ) == 1
        }
    }

    /// The digest of an algorithm such as ecdsa-with-SHA256 or sha256WithRSAEncryption.
    static func digest(of algorithm: [UInt8]) -> OpaquePointer? {
        guard let parsed = unsafe Self.parse(algorithm) else { return nil }
        defer { unsafe X509_ALGOR_free(parsed) }
        var name: OpaquePointer?
        unsafe X509_ALGOR_get0(&name, nil, nil, parsed)
        var digest: Int32 = 0
        var kind: Int32 = 0
        guard unsafe OBJ_find_sigid_algs(OBJ_obj2nid(name), &digest, &kind) == 1 else { return nil }
        return unsafe EVP_get_digestbyname(OBJ_nid2sn(digest))
    }

    /// The `AlgorithmIdentifier` as OpenSSL has it, for the caller to free.
    static func parse(_ algorithm: [UInt8]) -> UnsafeMutablePointer<X509_ALGOR>? {
        unsafe algorithm.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return unsafe d2i_X509_ALGOR(nil, &cursor, buffer.count)
        }
    }
}

extension SignedObject {
    /// Signs with the lower s, and puts the parts together.
    static func sign(
        _ toBeSigned: [UInt8],
        key: SigningKey,
        nonce: NonceSource
    ) throws(IdentityError) -> [UInt8] {
        do {
            let signature = try key.sign(toBeSigned, nonce: nonce).derRepresentation
            return DER.sequence(
                toBeSigned,
                SignatureAlgorithm.identifier(for: key.level),
                DER.bitString(signature)
            )
        } catch {
            throw .from(error, "signing")
        }
    }

    /// Says that an ECDSA signature of `issuer` has the lower s; other kinds of signature have one form only.
    func checkLowS(by issuer: Certificate, of what: @autoclosure () -> String) throws(IdentityError) {
        guard let level = issuer.verifyingKey?.level else { return }
        do {
            _ = try ECDSASignature(derRepresentation: self.signature, level: level)
        } catch {
            throw .from(error, "the signature of \(what())")
        }
    }

    /// Says that `issuer` signed, by any algorithm that OpenSSL has and RFC 5280 allows; an ECDSA signature with the
    /// higher s is refused where `requiresLowS` says so.
    func verifySignature(
        by issuer: Certificate,
        of what: String,
        requiresLowS: Bool = true
    ) throws(IdentityError) {
        if requiresLowS { try self.checkLowS(by: issuer, of: what) }
        guard SignatureAlgorithm.isValid(self, key: issuer.handle) else {
            throw .openSSL("\(what) is not signed by \(issuer)", .badSignature)
        }
    }
}
