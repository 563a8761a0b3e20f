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
            generation; with --supersede the one before is revoked. A bare identity gets the authority's namespace before it.

            client, peer, orderer, administrator and gateway are roles of Hyperledger Fabric: the certificate has exactly \
            one unit of a role. They take --node where no attributes are needed.

            One key has one place. For a node that signs and speaks TLS with one key, --shared-key says so.

            EXAMPLES
              interlock ca issue --ca ca --request alice.csr.pem --attributes alice.json --out alice
              interlock ca issue --ca ca --request peer0.csr.pem --profile peer --node peer0 --out peer0
              interlock ca issue --ca tlsca --request tls.csr.pem --profile tlsNode --node peer0 \\
                --host peer0.example --host 127.0.0.1 --out tls
            """
    )

    @OptionGroup var authority: AuthorityOptions

    @Option(help: "The applicant's request (PEM or DER).", completion: .file())
    var request: String

    @Option(help: "The attribute set (JSON; - for standard input).", completion: .file())
    var attributes: String?

    @Option(
        help:
            "Whom it is for, where there are no attributes: nodes, ocspSigner, tlsServer, tlsClient, tlsNode."
    )
    var node: String?

    @Option(help: "A DNS name or an IP address of the node.")
    var host: [String] = []

    @Flag(help: "Certify a key that is this identity's already, for TLS beside the node's own signatures.")
    var sharedKey = false

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
        let name = self.profile.rawValue
        guard (self.attributes != nil) != (self.node != nil) else {
            throw ValidationError("\(name) needs \(self.profile.needsAttributes ? "--attributes" : "--node")")
        }
        guard self.attributes == nil || self.profile.mayHaveAttributes else {
            throw ValidationError("\(name) has no attributes; it needs --node")
        }
        guard self.node == nil || !self.profile.needsAttributes else {
            throw ValidationError("\(name) needs --attributes")
        }
        guard self.host.isEmpty || self.profile.mayNameHosts else {
            throw ValidationError(
                "\(name) names no hosts; --host goes with nodes, tlsServer, tlsClient and tlsNode"
            )
        }
    }

    func run() throws {
        let issuing = try Issuing(out: self.out)
        let request = try RequestFile.read(self.request)
        let given = try self.attributes.map { try JSON.read($0, as: AttributeSet.self) }
        let desk = try self.authority.openDesk()
        let attributes = try given.map { try desk.qualified($0) }
        let identity = try attributes?.identity ?? ParticipantID(self.node ?? "")
        let name = request.subjectName.commonName ?? identity.description
        guard name == identity.description || attributes != nil && desk.isName(name, of: identity) else {
            throw Failure(.no, "\(self.request): is by \(name), and not by \(identity)")
        }
        let issued = try desk.issue(self.order(identity, attributes, request, desk), at: .now)
        if self.supersede, let publication = try desk.supersede(before: issued, at: .now) {
            try self.authority.folder.publish(publication)
        }
        try issuing.finish(issued, above: self.authority.folder.chain(), self.output)
        desk.tell(given?.identity, isCertifiedAs: issued.identity)
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
        var order =
            attributes.map {
                CertificateOrder(
                    attributes: $0,
                    hosts: self.host,
                    key: request.key,
                    generation: generation,
                    profile: self.profile,
                    validity: validity
                )
            }
            ?? CertificateOrder(
                node: identity,
                hosts: self.host,
                key: request.key,
                generation: generation,
                profile: self.profile,
                validity: validity
            )
        order.sharesKey = self.sharedKey
        return order
    }
}
