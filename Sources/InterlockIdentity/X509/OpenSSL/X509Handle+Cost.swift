internal import COpenSSL
internal import InterlockCrypto

/// The cost of checking a signature with a key.
extension X509Handle {
    /// The name of the key's algorithm, as OpenSSL has it, with its size.
    var keyKind: String {
        guard let key = unsafe X509_get0_pubkey(self.raw) else { return "a key that OpenSSL does not read" }
        let name = unsafe EVP_PKEY_get0_type_name(key).map { unsafe String(cString: $0) } ?? "another kind"
        return unsafe "\(name) of \(EVP_PKEY_get_bits(key)) bits"
    }

    /// The bits of the modulus of RSA or DSA; nil for other keys.
    var modulusBitCount: Int? {
        guard let key = unsafe X509_get0_pubkey(self.raw) else { return nil }
        let hasModulus = unsafe Self.isAny(of: ["RSA", "RSA-PSS", "DSA"], key)
        return hasModulus ? unsafe Int(EVP_PKEY_get_bits(key)) : nil
    }

    /// The cost of one verification, in verifications on P-256 (60 µs); rounded up, and for rare kinds the worst.
    ///
    /// Measured with `openssl speed` of OpenSSL 3.0: P-384 760 µs, P-521 680 µs, Ed448 220 µs, RSA of 2,048 bits 22 µs,
    /// DSA of 2,048 bits 204 µs, a curve of 571 bits over a binary field 4,700 µs.
    func verificationCost(_ key: VerifyingKey?) -> Int {
        defer { ERR_clear_error() }
        switch key?.level {
        case .bits128?: return 1
        case .bits192?: return 13
        case .bits256?: return 12
        case nil: break
        }
        guard let key = unsafe X509_get0_pubkey(self.raw) else { return 1 }
        guard let bits = self.modulusBitCount else {
            return unsafe Self.isAny(of: ["ED25519", "ED448"], key) ? 4 : 80
        }
        // The square of the modulus for each multiplication; RSA of 2,048 bits and 65,537 takes 19.
        let multiplications = unsafe Self.multiplications(key)
        return 1 + bits * bits * multiplications / 220_000_000
    }

    private static func isAny(of kinds: [String], _ key: OpaquePointer) -> Bool {
        kinds.contains { unsafe EVP_PKEY_is_a(key, $0) == 1 }
    }

    /// The multiplications of an exponentiation: one a bit, and one a bit that is set.
    private static func multiplications(_ key: OpaquePointer) -> Int {
        var exponent: OpaquePointer?
        guard unsafe EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1 else {
            // DSA: two exponents of 256 bits.
            return 1_024
        }
        defer { unsafe BN_free(exponent) }
        return unsafe 2 * Int(BN_num_bits(exponent))
    }
}
