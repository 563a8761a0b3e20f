internal import InterlockCrypto

/// No certificate has a critical extension that nobody here processes (RFC 5280 section 4.2).
struct CriticalExtensionRule: CertificateRule {
    /// What this library or OpenSSL beneath it processes, and OpenSSL takes for processed.
    private static let understood: Set<ObjectIdentifier> = [
        .keyUsage, .extendedKeyUsage, .basicConstraints, .subjectAlternativeName, .nameConstraints,
        .certificatePolicies, .policyMappings, .policyConstraints, .inhibitAnyPolicy, .crlDistributionPoints,
    ]

    func check(
        _ certificate: Certificate,
        above path: CertificatePath?,
        at time: Timestamp
    ) throws(IdentityError) {
        for entry in certificate.extensions
        where entry.isCritical && !Self.understood.contains(entry.identifier) {
            throw IdentityError(
                .unknownCriticalExtension,
                "\(certificate) has the critical extension \(entry.identifier), which is not understood"
            )
        }
    }
}
