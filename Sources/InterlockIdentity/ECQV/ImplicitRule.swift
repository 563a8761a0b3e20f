internal import InterlockCrypto

/// An implicit certificate is good under the path of its issuer, as an X.509 leaf would be there: in time, with attributes
/// that the schema knows and every authority was granted, under a name that each may name, and not revoked.
///
/// It is revoked as if the authority that certified its issuer had issued it: on that authority's lists, or by its OCSP
/// responses, by its serial number.
struct ImplicitRule: PathRule {
    let certificate: ImplicitCertificate
    let issuer: ImplicitIssuer
    let schema: AttributeSchema
    let names: NameConstraintRule
    let revocation: RevocationRule

    func check(_ path: CertificatePath, at time: Timestamp) throws(IdentityError) -> ClosedRange<Timestamp> {
        let own = self.certificate.notBefore...self.certificate.notAfter
        guard time >= own.lowerBound else {
            throw IdentityError(.notYetValid, "\(self.certificate) is not valid before \(own.lowerBound)")
        }
        guard time <= own.upperBound else {
            throw IdentityError(.expired, "\(self.certificate) expired at \(own.upperBound)")
        }
        try self.schema.validate(self.certificate.attributes)
        try AttributeAuthorityRule.check(
            self.certificate.attributes,
            of: "\(self.certificate)",
            granted: path.certificates
        )
        let name = try self.issuer.subjectName(of: self.certificate.attributes)
        try self.names.check([.directoryName(name)], of: "\(self.certificate)", below: path.certificates)
        guard path.certificates.count > 1 else {
            throw IdentityError(.unknownIssuer, "\(self.issuer.certificate) is certified by nobody")
        }
        let subject = Subject(
            certificate: self.certificate,
            issuer: path.certificates[1].subject,
            issuerName: path.certificates[1].subjectName
        )
        let range = try self.revocation.check(
            subject,
            issuer: path.certificates[1],
            anchor: path.last,
            at: time
        )
        return own.clamped(to: range)
    }

    private struct Subject: RevocationSubject {
        let certificate: ImplicitCertificate
        let issuer: String
        let issuerName: DistinguishedName

        var serialNumber: SerialNumber { self.certificate.serialNumber }
        var isAuthority: Bool { false }
        var needsNoRevocation: Bool { false }
        var description: String { self.certificate.description }

        func statedPoints() -> [DistributionPoint] { [] }
    }
}
