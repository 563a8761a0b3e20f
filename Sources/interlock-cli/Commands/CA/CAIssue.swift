import ArgumentParser
import Interlock
import InterlockAuthority

struct CAIssue: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue",
        abstract:
            "Issue a certificate to the sender of a request (PKCS#10), with attributes that you decide.",
        discussion: """
            For keys that the authority makes itself, see `keygen`. A new key of the same identity becomes its next \
            generation; with --supersede the one before is revoked.

            EXAMPLE
              interlock ca issue --ca ca --request alice.csr.pem --attributes alice.json --out alice
            """
    )

    @OptionGroup var authority: AuthorityOptions

    @Option(help: "The applicant's request (PEM or DER).", completion: .file())
    var request: String

    @Option(help: "The attribute set (JSON; - for standard input).", completion: .file())
    var attributes: String

    @Option(help: "What the key will be for.")
    var profile: EnrolmentProfile = .participant

    @Flag(help: "Revoke the certificates of the generation before as superseded, and publish the list.")
    var supersede = false

    @Option(help: "Write PREFIX.cert.pem.")
    var out: String

    @OptionGroup var lifetime: LifetimeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let issuing = try Issuing(out: self.out)
        let request = try RequestFile.read(self.request)
        let attributes = try JSON.read(self.attributes, as: AttributeSet.self)
        let name = request.subjectName.commonName ?? attributes.identity.description
        guard name == attributes.identity.description else {
            throw Failure(.no, "\(self.request): is by \(name), the attributes are of \(attributes.identity)")
        }
        let desk = try self.authority.openDesk()
        let issued = try desk.issue(
            CertificateOrder(
                attributes: attributes,
                key: request.key,
                generation: desk.generation(
                    of: request.key,
                    identity: attributes.identity,
                    profile: self.profile
                ),
                profile: self.profile,
                validity: self.lifetime.validity(under: desk.authority.certificate, at: .now)
            ),
            at: .now
        )
        if self.supersede { try self.revokeEarlier(than: issued, desk) }
        try issuing.finish(issued, above: self.authority.folder.chain(), self.output)
    }

    private func revokeEarlier(than issued: IssuedCertificate, _ desk: AuthorityDesk) throws {
        var query = CertificateQuery(at: .now)
        query.identity = issued.identity
        query.profile = issued.profile
        query.status = .valid
        let earlier = try desk.store.certificates(query).filter { $0.generation < issued.generation }
        guard !earlier.isEmpty else { return }
        try self.authority.folder.publish(
            desk.revoke(earlier.map(\.serialNumber), reason: .superseded, at: .now)
        )
    }
}
