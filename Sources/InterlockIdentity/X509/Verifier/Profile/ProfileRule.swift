internal import InterlockCrypto

/// Every certificate of the path keeps to the profile of RFC 5280 section 4, whether or not section 6 depends on it.
struct ProfileRule: CertificateRule {
    func check(
        _ certificate: Certificate,
        above path: CertificatePath?,
        at time: Timestamp
    ) throws(IdentityError) {
        let breaches = [
            Self.checkVersion(certificate), Self.checkSerialNumber(certificate), Self.checkNames(certificate),
            Self.checkTimes(certificate), Self.checkCriticality(certificate),
            Self.checkKeyIdentifiers(certificate), try Self.checkAuthority(certificate),
            try Self.checkAlternativeNames(certificate), try Self.checkPolicies(certificate),
            try Self.checkAccess(certificate),
        ]
        guard let breach = breaches.compactMap(\.self).first else { return }
        throw IdentityError(.invalidCertificate, "\(certificate): \(breach)")
    }

    /// Extensions need version 3, and unique identifiers are not to be used (sections 4.1.2.1 and 4.1.2.8).
    private static func checkVersion(_ certificate: Certificate) -> String? {
        if certificate.fields.hasUniqueIdentifiers { return "it has a unique identifier (4.1.2.8)" }
        return nil
    }

    /// Positive, of at most 20 octets (section 4.1.2.2).
    private static func checkSerialNumber(_ certificate: Certificate) -> String? {
        certificate.serialNumber.isPositive ? nil : "its serial number is not positive (4.1.2.2)"
    }

    /// An issuer has a name, and so has a subject that issues (sections 4.1.2.4 and 4.1.2.6).
    private static func checkNames(_ certificate: Certificate) -> String? {
        if certificate.issuerName.isEmpty { return "its issuer has no name (4.1.2.4)" }
        guard certificate.subjectName.isEmpty else { return nil }
        if certificate.isAuthority { return "it is an authority without a name (4.1.2.6)" }
        guard certificate.extensions[.subjectAlternativeName]?.isCritical == true else {
            return "its subject has no name, and no critical alternative name (4.1.2.6)"
        }
        return nil
    }

    /// UTCTime through 2049, GeneralizedTime from 2050 on (section 4.1.2.5).
    private static func checkTimes(_ certificate: Certificate) -> String? {
        guard certificate.fields.hasShortestTimes else {
            return "a time before 2050 is written as GeneralizedTime (4.1.2.5)"
        }
        guard certificate.notBefore <= certificate.notAfter else { return "it is never valid (4.1.2.5)" }
        return nil
    }

    /// Which extensions must be critical and which must not (section 4.2.1).
    private static func checkCriticality(_ certificate: Certificate) -> String? {
        for entry in certificate.extensions {
            if entry.isCritical, Self.neverCritical.contains(entry.identifier) {
                return "the extension \(entry.identifier) must not be critical (4.2)"
            }
            if !entry.isCritical, Self.alwaysCritical.contains(entry.identifier) {
                return "the extension \(entry.identifier) must be critical (4.2)"
            }
        }
        return nil
    }

    private static let neverCritical: Set<ObjectIdentifier> = [
        .authorityKeyIdentifier, .subjectKeyIdentifier, .subjectDirectoryAttributes, .freshestCRL,
        .authorityInformationAccess, .subjectInformationAccess,
    ]

    private static let alwaysCritical: Set<ObjectIdentifier> = [
        .nameConstraints, .policyConstraints, .inhibitAnyPolicy,
    ]
}

extension ObjectIdentifier {
    // RFC 5280 sections 4.2.1.8 and 4.2.2.2.
    static let subjectDirectoryAttributes = ObjectIdentifier(2, 5, 29, 9)
    static let subjectInformationAccess = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 1, 11)
}
