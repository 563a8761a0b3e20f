internal import InterlockCrypto

extension ProfileRule {
    /// Alternative names are there and keep to the syntax of their form (sections 4.2.1.6 and 4.2.1.7).
    static func checkAlternativeNames(_ certificate: Certificate) throws(IdentityError) -> String? {
        let issuerNames = try certificate.extensions.read(
            .issuerAlternativeName,
            [GeneralName].init(derRepresentation:)
        )
        for name in try certificate.alternativeNames() + (issuerNames ?? []) {
            do throws(IdentityError) {
                try name.validateSyntax()
            } catch {
                return "\(error.reason) (4.2.1.6)"
            }
        }
        return nil
    }
}

extension GeneralName {
    /// Says that the name keeps to the syntax of its form (section 4.2.1.6).
    fileprivate func validateSyntax() throws(IdentityError) {
        switch self {
        case .dnsName(let text): _ = try HostName(text, allowsWildcard: true)
        case .rfc822Name(let text): _ = try Mailbox(text)
        case .ipAddress(let octets) where octets.count != 4 && octets.count != 16:
            throw IdentityError(.nameConstraint, "\(octets.hexString) is no IP address")
        case .uniformResourceIdentifier(let text): try Self.validateResource(text)
        case .directoryName(let name) where name.isEmpty:
            throw IdentityError(.nameConstraint, "a directory name is empty")
        default: break
        }
    }

    /// Absolute: a scheme, a colon and something behind it (RFC 3986 section 3).
    private static func validateResource(_ text: String) throws(IdentityError) {
        let scheme = text.prefix { $0 != ":" }
        let isScheme = scheme.first?.isLetter == true && scheme.utf8.count + 1 < text.utf8.count
        guard isScheme, scheme.allSatisfy({ $0.isLetter || $0.isNumber || "+-.".contains($0) }) else {
            throw IdentityError(.nameConstraint, "\"\(text)\" is no absolute URI")
        }
    }
}
