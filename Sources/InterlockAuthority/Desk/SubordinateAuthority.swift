internal import InterlockIdentity

/// An authority that another has certified: its name, and the identities that are its to certify.
struct SubordinateAuthority {
    let name: DistinguishedName
    let namespace: IdentityNamespace?

    init(_ certificate: Certificate) {
        self.name = certificate.subjectName
        self.namespace = certificate.identityNamespace
    }

    /// Tells whether it is of an organisation, byte for byte.
    func isOf(_ organization: String) -> Bool {
        self.name.organization.map { $0.utf8.elementsEqual(organization.utf8) } ?? false
    }
}
