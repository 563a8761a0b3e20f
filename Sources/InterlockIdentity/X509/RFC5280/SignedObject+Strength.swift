internal import COpenSSL
internal import InterlockCrypto

extension SignedObject {
    /// Says that neither the signature algorithm nor the issuer's key is weaker than one of OpenSSL's levels
    /// (`SSL_CTX_set_security_level`): 0 for anything, 1 for 80 bits, 2 for 112, 3 for 128, 4 for 192, 5 for 256.
    ///
    /// Level 2 refuses SHA-1 and RSA below 2048 bits.
    func checkStrength(
        by issuer: Certificate,
        minimumSecurityLevel level: Int32,
        of what: @autoclosure () -> String
    ) throws(IdentityError) {
        let bits: [Int32] = [0, 80, 112, 128, 192, 256]
        let wanted = bits[Int(min(max(level, 0), 5))]
        guard wanted > 0 else { return }
        let ofKey =
            unsafe X509_get0_pubkey(issuer.handle.raw).map { unsafe EVP_PKEY_get_security_bits($0) } ?? 0
        guard ofKey >= wanted else {
            throw IdentityError(
                .weakAlgorithm,
                "\(what()): the key of \(issuer) has \(ofKey) bits of strength"
            )
        }
        // Where the algorithm has no hash of its own, as EdDSA, the key alone counts.
        guard let digest = SignatureAlgorithm.strength(of: self.algorithm), digest < wanted else { return }
        throw IdentityError(.weakAlgorithm, "\(what()) is signed over a hash with \(digest) bits of strength")
    }
}
