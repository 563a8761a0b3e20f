internal import InterlockCrypto

extension GeneralName {
    /// The kinds of names; a constraint speaks of names of its own kind only.
    enum Form: Hashable {
        case other, mailbox, dns, opaque, directory, resource, address, registered
    }

    var form: Form {
        switch self {
        case .otherName: .other
        case .rfc822Name: .mailbox
        case .dnsName: .dns
        case .opaque: .opaque
        case .directoryName: .directory
        case .uniformResourceIdentifier: .resource
        case .ipAddress: .address
        case .registeredID: .registered
        }
    }

    /// Whether this name is within the subtree, which is of the same form (RFC 5280 section 4.2.1.10).
    ///
    /// - Throws: `IdentityError` with code `nameConstraint` where the name or the subtree cannot be understood: the
    ///   constraint can then not be processed, and the certificate must be rejected.
    func isWithin(_ subtree: GeneralName) throws(IdentityError) -> Bool {
        switch (self, subtree) {
        case (.dnsName(let name), .dnsName(let tree)):
            return try HostName(name, allowsWildcard: true).isWithin(try HostName(subtree: tree))
        case (.rfc822Name(let name), .rfc822Name(let tree)):
            return try Mailbox(name).isWithin(try MailboxSubtree(tree))
        case (.uniformResourceIdentifier(let name), .uniformResourceIdentifier(let tree)):
            return try ResourceHost(name).isWithin(tree)
        case (.ipAddress(let name), .ipAddress(let tree)):
            return try AddressRange(subtree: tree).contains(name)
        case (.directoryName(let name), .directoryName(let tree)):
            return name.isWithin(tree)
        default:
            throw IdentityError(
                .nameConstraint,
                "a constraint on a form of name that nobody here takes apart"
            )
        }
    }

    /// Whether any name that this one stands for is within the subtree: `*.b.example` stands for `a.b.example`.
    func mayBeWithin(_ subtree: GeneralName) throws(IdentityError) -> Bool {
        if case .dnsName(let name) = self, case .dnsName(let tree) = subtree {
            return try HostName(name, allowsWildcard: true).mayBeWithin(try HostName(subtree: tree))
        }
        return try self.isWithin(subtree)
    }
}
