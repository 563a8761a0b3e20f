extension Certificate {
    /// A critical extension that Go's crypto/x509 does not process, for which it refuses every chain with the certificate.
    ///
    /// Source: Go 1.20 to 1.23 (Fabric 2.5 is built with these), crypto/x509 parser.go, processExtensions. Constraints on
    /// names other than hosts, addresses, mailboxes and URIs are among them.
    func extensionUnknownToGo() throws(IdentityError) -> ObjectIdentifier? {
        for entry in self.extensions where entry.isCritical {
            switch entry.identifier {
            case .subjectKeyIdentifier, .keyUsage, .basicConstraints, .crlDistributionPoints,
                .certificatePolicies,
                .authorityKeyIdentifier, .extendedKeyUsage:
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
}

extension GeneralName {
    fileprivate var isKnownToGo: Bool {
        switch self {
        case .rfc822Name, .dnsName, .uniformResourceIdentifier, .ipAddress: true
        default: false
        }
    }
}
