internal import COpenSSL
internal import InterlockCrypto

/// Owns an OpenSSL `PKCS12` that was read.
@safe
struct PKCS12File: ~Copyable {
    private let raw: OpaquePointer

    init(_ der: [UInt8]) throws(IdentityError) {
        let source = try MemoryBIO.holding(der)
        guard let raw = unsafe d2i_PKCS12_bio(source.raw, nil) else {
            throw .openSSL("not PKCS#12", .invalidEncoding)
        }
        guard source.bytes.isEmpty else {
            unsafe PKCS12_free(raw)
            throw IdentityError(.invalidEncoding, "bytes follow the PKCS#12 file")
        }
        unsafe self.raw = raw
    }

    deinit { unsafe PKCS12_free(self.raw) }

    /// Says that the MAC does not ask for more iterations than `limit`; it protects the costs inside.
    func checkCost(limit: Int) throws(IdentityError) {
        var iterations: UnsafePointer<ASN1_INTEGER>?
        unsafe PKCS12_get0_mac(nil, nil, nil, &iterations, self.raw)
        guard unsafe PKCS12_mac_present(self.raw) == 1 else {
            throw IdentityError(.invalidEncoding, "the PKCS#12 file has no MAC")
        }
        // The field is left out for the default of one iteration.
        let count = unsafe iterations.map { unsafe ASN1_INTEGER_get($0) } ?? 1
        guard (1...limit).contains(count) else {
            throw IdentityError(.limitExceeded, "the PKCS#12 file asks for \(count) iterations")
        }
    }

    /// Checks the MAC and takes out key and certificates.
    func open(_ text: borrowing SecretBytes) throws(IdentityError) -> KeyDelivery {
        var key: OpaquePointer?
        var leaf: OpaquePointer?
        var others: OpaquePointer?
        let ok = unsafe text.withUnsafeBytes { text in
            let start = unsafe text.baseAddress?.assumingMemoryBound(to: CChar.self)
            return unsafe PKCS12_parse(self.raw, start, &key, &leaf, &others)
        }
        defer { unsafe il_sk_X509_pop_free(others) }
        guard ok == 1 else {
            ERR_clear_error()
            throw IdentityError(.wrongPassphrase, "the PKCS#12 file does not open with this passphrase")
        }
        let pkey = unsafe key.map { unsafe PKey(taking: $0) }
        let own = unsafe leaf.map { unsafe X509Handle(taking: $0) }
        guard let pkey, let own else {
            throw IdentityError(.invalidEncoding, "the PKCS#12 file has no key with its certificate")
        }
        var certificates = [try Certificate(derRepresentation: own.derRepresentation)]
        let count = unsafe il_sk_X509_num(others)
        guard count < KeyDelivery.certificateLimit else {
            throw IdentityError(.limitExceeded, "the PKCS#12 file holds \(count + 1) certificates")
        }
        for index in 0..<max(0, count) {
            guard let raw = unsafe il_sk_X509_value(others, index), unsafe X509_up_ref(raw) == 1 else {
                continue
            }
            let handle = unsafe X509Handle(taking: raw)
            certificates.append(try Certificate(derRepresentation: handle.derRepresentation))
        }
        return try KeyDelivery(key: SigningKey(copying: pkey), certificates: certificates)
    }
}

extension SigningKey {
    /// Takes the key that OpenSSL read, after checking it.
    init(copying pkey: PKey) throws(IdentityError) {
        let out = try MemoryBIO()
        guard unsafe i2d_PKCS8PrivateKeyInfo_bio(out.raw, pkey.raw) == 1 else {
            throw .openSSL("i2d_PKCS8PrivateKeyInfo_bio", .invalidEncoding)
        }
        do {
            self = try SigningKey(derRepresentation: out.secret)
        } catch {
            throw .from(error, "delivery")
        }
    }
}
