internal import InterlockCrypto

extension Certificate {
    /// An extension as a person reads it.
    package struct ExtensionSummary: Sendable {
        /// The name that RFC 5280 gives it, or its object identifier.
        package let name: String
        package let isCritical: Bool
        /// What it says; its value in hexadecimal where nobody here takes it apart.
        package let text: String
    }

    /// Every extension, in order.
    package var extensionSummaries: [ExtensionSummary] {
        self.extensions.map { entry in
            ExtensionSummary(
                name: Self.extensionNames[entry.identifier] ?? entry.identifier.description,
                isCritical: entry.isCritical,
                text: (try? self.text(of: entry)) ?? "#\(entry.value.hexString)"
            )
        }
    }

    private static let extensionNames: [ObjectIdentifier: String] = [
        .subjectKeyIdentifier: "subjectKeyIdentifier", .authorityKeyIdentifier: "authorityKeyIdentifier",
        .keyUsage: "keyUsage", .extendedKeyUsage: "extKeyUsage", .basicConstraints: "basicConstraints",
        .subjectAlternativeName: "subjectAltName", .issuerAlternativeName: "issuerAltName",
        .nameConstraints: "nameConstraints", .certificatePolicies: "certificatePolicies",
        .policyMappings: "policyMappings", .policyConstraints: "policyConstraints",
        .inhibitAnyPolicy: "inhibitAnyPolicy", .crlDistributionPoints: "cRLDistributionPoints",
        .freshestCRL: "freshestCRL", .authorityInformationAccess: "authorityInfoAccess",
        .subjectInformationAccess: "subjectInfoAccess", .ocspNoCheck: "ocspNoCheck",
        .noRevocationAvailable: "noRevAvail", .fabricAttributes: "attributes",
        .attributeGrant: "attributeGrant",
    ]

    private func text(of entry: CertificateExtension) throws(IdentityError) -> String? {
        switch entry.identifier {
        case .basicConstraints:
            let limit = self.fields.pathLength.map { ", at most \($0) authorities below" } ?? ""
            return self.isAuthority ? "authority\(limit)" : "end entity"
        case .keyUsage: return self.keyUsage?.description
        case .extendedKeyUsage:
            return try self.extendedKeyUsage()?.purposes.map(\.description).joined(separator: ", ")
        case .subjectKeyIdentifier: return self.subjectKeyIdentifier?.hexString
        case .authorityKeyIdentifier: return self.authorityKeyIdentifier?.hexString
        case .subjectAlternativeName:
            return try self.alternativeNames().map(\.description).joined(separator: ", ")
        case .nameConstraints: return try self.nameConstraints()?.description
        case .fabricAttributes: return String(validating: entry.value, as: UTF8.self)
        case .attributeGrant:
            let rules = try self.attributeGrant()?.rules.sorted { $0.key < $1.key }
            return rules?.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
        default: return nil
        }
    }
}

extension NameConstraints: CustomStringConvertible {
    /// What is permitted and what is not.
    var description: String {
        let permitted = self.permitted.map { "within \($0)" }
        let excluded = self.excluded.map { "not within \($0)" }
        return (permitted + excluded).joined(separator: ", ")
    }
}

extension KeyUsage: CustomStringConvertible {
    /// The names of RFC 5280 section 4.2.1.3, the highest bit first.
    var description: String {
        let names = [
            "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
            "keyCertSign", "cRLSign", "encipherOnly",
        ]
        return names.enumerated().filter { self.rawValue & 0x80 >> $0.offset != 0 }.map(\.element)
            .joined(separator: ", ")
    }
}
