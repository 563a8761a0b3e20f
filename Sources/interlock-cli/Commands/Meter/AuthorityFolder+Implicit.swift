import Interlock
import InterlockAuthority

extension AuthorityFolder {
    var implicitIssuerFile: String { "\(self.path)/implicit.cert.pem" }

    /// The issuer of implicit certificates, which `meter issuer` makes.
    func openImplicitAuthority(_ masterKey: borrowing MasterKey) throws -> ImplicitAuthority {
        guard FileSystem.exists(self.implicitIssuerFile),
            let certificate = try CertificateFile.read(self.implicitIssuerFile).first
        else {
            throw Failure(
                .usage,
                "\(self.path): has no issuer of implicit certificates; `interlock meter issuer` makes one"
            )
        }
        return try ImplicitAuthority(certificate: certificate, key: masterKey.implicitIssuerKey())
    }

    /// Makes the issuer, or finds it on record; its certificate is written where it is not.
    func makeImplicitAuthority(
        _ desk: AuthorityDesk,
        _ masterKey: borrowing MasterKey,
        named name: String,
        validity: ClosedRange<Timestamp>,
        grant: AttributeGrant? = nil,
        at moment: Timestamp
    ) throws -> ImplicitAuthority {
        let key = try masterKey.implicitIssuerKey()
        let issued = try desk.certifyImplicitIssuer(
            named: name,
            key: key.verifyingKey,
            validity: validity,
            grant: grant,
            at: moment
        )
        let certificate = try issued.certificate()
        let pem = try ([certificate] + self.chain()).map(\.pemRepresentation).joined()
        try FileSystem.replace(self.implicitIssuerFile, mode: 0o644, Array(pem.utf8))
        return try ImplicitAuthority(certificate: certificate, key: key)
    }
}
