internal import InterlockCrypto

extension RevocationList {
    /// Tells whether Fabric takes the list for `issuer`'s: the signature alone counts (Go x509.go, CheckCRLSignature).
    package func isSignedForGo(by issuer: Certificate) -> Bool {
        do throws(IdentityError) {
            let object = try SignedObject(derRepresentation: self.derRepresentation)
            // Of lists Go takes SHA-1, and no MD5.
            guard SignatureAlgorithm.strength(of: object.algorithm).map({ $0 >= 63 }) ?? true else {
                return false
            }
            try object.verifySignature(by: issuer, of: "\(self)", requiresLowS: false)
            return true
        } catch {
            return false
        }
    }

    /// Tells whether it speaks of certificates of other issuers.
    package var isIndirect: Bool { self.fields.issuingDistributionPoint?.isIndirect ?? false }
}
