internal import InterlockCrypto

/// An identity is vouched for by the one organisation whose namespace holds it.
///
/// Every authority below the anchor has a namespace, as has the anchor where anchors of several names are trusted.
/// That the identity is in the namespaces is checked by ``AttributeAuthorityRule``: they are part of the grants. A self-issued
/// certificate is the same authority's with another key, and needs no namespace of its own.
struct NamespaceRule: PathRule {
    /// The holder of an identity.
    enum Holder: Sendable {
        case leaf(AttributeSchema)
        case implicit(ImplicitCertificate)
    }

    /// A trust anchor, with what it may certify.
    struct Anchor: Sendable {
        let name: DistinguishedName
        let namespace: IdentityNamespace?

        init(_ certificate: Certificate) {
            self.name = certificate.subjectName
            self.namespace = certificate.identityNamespace
        }
    }

    let holder: Holder
    let anchors: [Anchor]

    func check(_ path: CertificatePath, at time: Timestamp) throws(IdentityError) -> ClosedRange<Timestamp> {
        switch self.holder {
        case .leaf(let schema):
            guard let attributes = try path.leaf.attributes(schema: schema) else { return .always }
            try self.check(attributes.identity, "\(path.leaf)", Array(path.certificates.dropFirst()))
        case .implicit(let certificate):
            let authorities = path.isIssuerAnArm ? Array(path.certificates.dropFirst()) : path.certificates
            try self.check(certificate.attributes.identity, "\(certificate)", authorities)
        }
        return .always
    }

    private func check(
        _ identity: ParticipantID,
        _ leaf: String,
        _ authorities: [Certificate]
    ) throws(IdentityError) {
        guard let anchor = authorities.last else { return }
        for authority in authorities.dropLast() where !authority.isSelfIssued {
            guard authority.identityNamespace != nil else { throw Self.missing(authority, leaf) }
        }
        let others = self.anchors.filter { $0.name != anchor.subjectName }
        guard !others.isEmpty else { return }
        guard anchor.identityNamespace != nil else { throw Self.missing(anchor, leaf) }
        for other in others where other.namespace?.contains(identity) ?? false {
            throw IdentityError(
                .identityNamespace,
                "\(leaf): \(identity) is in the namespaces of two roots, \(anchor) and \(other.name)"
            )
        }
    }

    private static func missing(_ authority: Certificate, _ leaf: String) -> IdentityError {
        IdentityError(
            .identityNamespace,
            "\(leaf): \(authority) has no identity namespace, so it may vouch for nobody; expected a grant whose rule "
                + "for identity is a prefix or a list (ca intermediate sign --renew writes one, ca init --namespace for a root)"
        )
    }
}

extension CertificatePath {
    /// Tells whether the first, an issuer of implicit certificates, is of the organisation of the authority that certified it.
    ///
    /// It is that authority's arm then, on its register and its lists, and no authority of another organisation.
    fileprivate var isIssuerAnArm: Bool {
        guard let above = self.certificates.dropFirst().first else { return false }
        let organizations = [self.leaf, above].map { certificate in
            certificate.subjectName.texts(of: .organization).map { Array($0.utf8) }
        }
        return organizations[0] == organizations[1]
    }
}
