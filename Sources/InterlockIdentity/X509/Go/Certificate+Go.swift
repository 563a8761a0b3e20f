internal import InterlockCrypto

extension Certificate {
    /// The reason for which Go's crypto/x509 does not parse the certificate; nil where it does.
    ///
    /// Source: Go 1.26, crypto/x509 parser.go (processExtensions, parsePublicKey).
    package func faultForGo() throws(IdentityError) -> String? {
        let uncritical: [ObjectIdentifier] = [
            .subjectKeyIdentifier, .authorityKeyIdentifier, .authorityInformationAccess,
        ]
        for entry in self.extensions where entry.isCritical && uncritical.contains(entry.identifier) {
            return "Go takes no critical extension \(entry.identifier)"
        }
        if self.serialNumber.rawRepresentation.first.map({ $0 >= 0x80 }) ?? false {
            return "Go takes no negative serial number"
        }
        guard case .unknownCurve = try GoPublicKey(derRepresentation: self.fields.publicKeyInfo) else {
            return nil
        }
        return "Go takes points on P-224, P-256, P-384 and P-521, named and uncompressed, only"
    }

    /// Tells whether Fabric imports the key: for ECDSA, or an authority's for RSA (bccsp/sw/keyimport.go).
    package var hasKeyForFabric: Bool {
        switch try? GoPublicKey(derRepresentation: self.fields.publicKeyInfo) {
        case .ecdsa, .rsa: true
        default: false
        }
    }

    /// The public point, uncompressed; nil where the key is not for ECDSA on a curve that Go has.
    package var pointForGo: [UInt8]? {
        guard case .ecdsa(let point) = try? GoPublicKey(derRepresentation: self.fields.publicKeyInfo) else {
            return nil
        }
        return point
    }

    /// The `SubjectPublicKeyInfo`, in DER.
    package var publicKeyInfo: [UInt8] { self.fields.publicKeyInfo }

    /// Tells whether the certificate is signed by ECDSA, whatever the hash.
    package var isSignedByECDSA: Bool { SignatureAlgorithm.isOfECDSA(self.signedObject.algorithm) }

    /// Tells whether its ECDSA signature, which is by `issuer`, has the s above half the order.
    package func hasHighS(by issuer: Certificate) -> Bool {
        guard self.isSignedByECDSA else { return false }
        do {
            try self.signedObject.checkLowS(by: issuer, of: "\(self)")
            return false
        } catch {
            return error.code == .highS
        }
    }

    /// Tells whether the certificate vouches for itself as Go's `CheckSignatureFrom` sees it.
    package var isSelfSignedForGo: Bool {
        do throws(IdentityError) {
            try self.checkSignatureForGo(by: self)
            return true
        } catch {
            return false
        }
    }

    /// Says that `issuer` signed this and may sign certificates (crypto/x509 x509.go, CheckSignatureFrom).
    func checkSignatureForGo(by issuer: Certificate) throws(IdentityError) {
        let hasConstraints = issuer.extensions[.basicConstraints] != nil
        guard issuer.isAuthority || issuer.fields.version < 3 && !hasConstraints,
            issuer.keyUsage?.contains(.keyCertSign) ?? true
        else {
            throw IdentityError(.keyUsage, "\(issuer) may not sign certificates")
        }
        // Go refuses MD5 and SHA-1 (InsecureAlgorithmError).
        if let strength = SignatureAlgorithm.strength(of: self.signedObject.algorithm), strength < 80 {
            throw IdentityError(.weakAlgorithm, "\(self) is signed over a hash that Go refuses")
        }
        try self.signedObject.verifySignature(by: issuer, of: "\(self)", requiresLowS: false)
    }

    /// A critical extension that Go's crypto/x509 does not process, for which it refuses every chain with the certificate.
    ///
    /// Source: Go 1.26, crypto/x509 parser.go, processExtensions. Constraints on names other than hosts, addresses,
    /// mailboxes and URIs are among them.
    func extensionUnknownToGo() throws(IdentityError) -> ObjectIdentifier? {
        for entry in self.extensions where entry.isCritical {
            switch entry.identifier {
            case .keyUsage, .basicConstraints, .crlDistributionPoints, .certificatePolicies, .policyMappings,
                .policyConstraints, .inhibitAnyPolicy, .extendedKeyUsage:
                continue
            case .nameConstraints:
                let constraints = try NameConstraints(derRepresentation: entry.value)
                if (constraints.permitted + constraints.excluded).allSatisfy(\.isKnownToGo) { continue }
            case .subjectAlternativeName:
                if try self.alternativeNames().contains(where: \.isKnownToGo) { continue }
            default: break
            }
            return entry.identifier
        }
        return nil
    }

    /// Tells whether Go takes both for one authority in a chain: name, key and alternative names (verify.go, alreadyInChain).
    func isSameForGo(as other: Certificate) -> Bool {
        self.subjectName.derRepresentation == other.subjectName.derRepresentation
            && self.fields.publicKeyInfo == other.fields.publicKeyInfo
            && self.extensions[.subjectAlternativeName]?.value
                == other.extensions[.subjectAlternativeName]?.value
    }
}

extension GeneralName {
    var isKnownToGo: Bool {
        switch self {
        case .rfc822Name, .dnsName, .uniformResourceIdentifier, .ipAddress: true
        default: false
        }
    }
}
