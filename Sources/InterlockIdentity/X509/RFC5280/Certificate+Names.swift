internal import InterlockCrypto

extension Certificate {
    /// The subject's alternative names; none where the extension is not there (RFC 5280 section 4.2.1.6).
    func alternativeNames() throws(IdentityError) -> [GeneralName] {
        try self.extensions.read(.subjectAlternativeName, [GeneralName].init(derRepresentation:)) ?? []
    }

    /// The names below this authority, where it constrains them (RFC 5280 section 4.2.1.10).
    func nameConstraints() throws(IdentityError) -> NameConstraints? {
        try self.extensions.read(.nameConstraints, NameConstraints.init(derRepresentation:))
    }

    /// What the key may be used for, where that is limited (RFC 5280 section 4.2.1.12).
    func extendedKeyUsage() throws(IdentityError) -> ExtendedKeyUsage? {
        try self.extensions.read(.extendedKeyUsage, ExtendedKeyUsage.init(derRepresentation:))
    }

    /// Every name of the subject that constraints may speak of (RFC 5280 section 4.2.1.10).
    func constrainedNames() throws(IdentityError) -> [GeneralName] {
        var names = try self.alternativeNames()
        let hasMailbox = names.contains { $0.form == .mailbox }
        // An address in the subject counts where the alternative names have none, as old certificates have it.
        let addresses = hasMailbox ? [] : self.subjectName.texts(of: .emailAddress)
        names += addresses.map(GeneralName.rfc822Name)
        if !self.subjectName.isEmpty { names.append(.directoryName(self.subjectName)) }
        return names
    }
}

extension ObjectIdentifier {
    /// PKCS#9's attribute (RFC 2985 section 5.2.1).
    static let emailAddress = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 1)
}
