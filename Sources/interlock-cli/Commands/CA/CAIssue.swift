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

            EXAMPLES
              interlock ca issue --ca ca --request alice.csr.pem --attributes alice.json --out alice
              interlock ca issue --ca ca --request tls.csr.pem --profile tlsServer --node gate --host gate.example --out tls
            """
    )

    @OptionGroup var authority: AuthorityOptions

    @Option(help: "The applicant's request (PEM or DER).", completion: .file())
    var request: String

    @Option(help: "The attribute set (JSON; - for standard input).", completion: .file())
    var attributes: String?

    @Option(help: "Whom it is for, where the profile has no attributes: ocspSigner, tlsServer, tlsClient.")
    var node: String?

    @Option(help: "A DNS name of the node.")
    var host: [String] = []

    @Option(help: "What the key will be for.")
    var profile: EnrolmentProfile = .participant

    @Flag(
        help:
            "Revoke the certificates of the generations before as superseded, those on hold too, and publish the list."
    )
    var supersede = false

    @Option(help: "Write PREFIX.cert.pem.")
    var out: String

    @OptionGroup var lifetime: LifetimeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (self.attributes != nil) == self.profile.hasAttributes,
            (self.node != nil) != self.profile.hasAttributes
        else {
            throw ValidationError(
                "\(self.profile.rawValue) needs \(self.profile.hasAttributes ? "--attributes" : "--node")"
            )
        }
    }

    func run() throws {
        let issuing = try Issuing(out: self.out)
        let request = try RequestFile.read(self.request)
        let attributes = try self.attributes.map { try JSON.read($0, as: AttributeSet.self) }
        let identity = try attributes?.identity ?? ParticipantID(self.node ?? "")
        let name = request.subjectName.commonName ?? identity.description
        guard name == identity.description else {
            throw Failure(.no, "\(self.request): is by \(name), and not by \(identity)")
        }
        let desk = try self.authority.openDesk()
        let issued = try desk.issue(self.order(identity, attributes, request, desk), at: .now)
        if self.supersede, let publication = try desk.supersede(before: issued, at: .now) {
            try self.authority.folder.publish(publication)
        }
        try issuing.finish(issued, above: self.authority.folder.chain(), self.output)
    }

    private func order(
        _ identity: ParticipantID,
        _ attributes: AttributeSet?,
        _ request: VerifiedRequest,
        _ desk: AuthorityDesk
    ) throws -> CertificateOrder {
        let generation = try desk.generation(of: request.key, identity: identity, profile: self.profile)
        let validity = try self.lifetime.validity(
            under: desk.authority.certificate,
            at: .now,
            atMost: self.profile.maximumLifetime
        )
        guard let attributes else {
            return CertificateOrder(
                node: identity,
                hosts: self.host,
                key: request.key,
                generation: generation,
                profile: self.profile,
                validity: validity
            )
        }
        return CertificateOrder(
            attributes: attributes,
            key: request.key,
            generation: generation,
            profile: self.profile,
            validity: validity
        )
    }
}
