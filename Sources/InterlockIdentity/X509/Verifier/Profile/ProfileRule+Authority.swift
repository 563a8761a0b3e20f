internal import InterlockCrypto

extension ProfileRule {
    /// How the keys of subject and issuer are named (sections 4.2.1.1 and 4.2.1.2).
    static func checkKeyIdentifiers(_ certificate: Certificate) -> String? {
        if certificate.isAuthority, certificate.subjectKeyIdentifier == nil {
            return "it is an authority without a subject key identifier (4.2.1.2)"
        }
        let isNamed = certificate.authorityKeyIdentifier != nil
        if certificate.extensions[.authorityKeyIdentifier] != nil, !isNamed {
            return "its authority key identifier has no key identifier (4.2.1.1)"
        }
        // Only where an authority gives out its own key may the identifier be left out.
        guard isNamed || certificate.isSelfSigned else {
            return "it has no authority key identifier (4.2.1.1)"
        }
        return nil
    }

    /// Basic constraints, key usage and name constraints agree with one another (sections 4.2.1.3, 9 and 10).
    static func checkAuthority(_ certificate: Certificate) throws(IdentityError) -> String? {
        let signsCertificates = certificate.keyUsage?.contains(.keyCertSign) ?? false
        guard certificate.isAuthority else {
            if signsCertificates { return "it signs certificates, but is no authority (4.2.1.9)" }
            if certificate.fields.pathLength != nil {
                return "it limits paths, but is no authority (4.2.1.9)"
            }
            let constraints = try certificate.nameConstraints()
            return constraints == nil ? nil : "it constrains names, but is no authority (4.2.1.10)"
        }
        guard certificate.extensions[.basicConstraints]?.isCritical == true else {
            return "it is an authority whose basic constraints are not critical (4.2.1.9)"
        }
        if let constraints = try certificate.nameConstraints(), constraints.isEmpty {
            return "its name constraints name nothing (4.2.1.10)"
        }
        guard signsCertificates else { return "it is an authority that may not sign certificates (4.2.1.3)" }
        return nil
    }

    /// Policies are named once (section 4.2.1.4).
    static func checkPolicies(_ certificate: Certificate) throws(IdentityError) -> String? {
        guard let value = certificate.extensions[.certificatePolicies]?.value else { return nil }
        var outer = DERReader(value)
        var content = try outer.read(DERTag.sequence)
        try outer.finish()
        var seen: Set<ObjectIdentifier> = []
        repeat {
            var entry = try content.read(DERTag.sequence)
            let policy = try entry.readObjectIdentifier()
            guard seen.insert(policy).inserted else { return "it names the policy \(policy) twice (4.2.1.4)" }
        } while !content.isAtEnd
        return nil
    }

    /// Where to find more is written as its syntax has it (section 4.2.2.1 and 4.2.1.13).
    static func checkAccess(_ certificate: Certificate) throws(IdentityError) -> String? {
        _ = try certificate.extensions.read(.authorityInformationAccess, AccessDescription.readAll)
        _ = try certificate.extensions.read(.subjectInformationAccess, AccessDescription.readAll)
        _ = try certificate.extensions.read(.crlDistributionPoints, DistributionPoint.readAll)
        _ = try certificate.extensions.read(.freshestCRL, DistributionPoint.readAll)
        return nil
    }
}

extension Certificate {
    /// Whether it is signed by the very key that it certifies, under whatever name.
    fileprivate var isSelfSigned: Bool { SignatureAlgorithm.isValid(self.signedObject, key: self.handle) }
}
