import ArgumentParser
import Interlock
import InterlockAuthority

struct MeterIssue: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue",
        abstract: "Answer a request with an implicit certificate, and what its holder makes the key of.",
        discussion: """
            The certificate says what --attributes says, or what was decided when the token was made. It is on record \
            before the answer is written, and revoked by `revoke` like any other. An answer is given once: for one that \
            is lost, the meter makes a new request, and the certificate before is revoked. Below an authority that has an \
            identity namespace the meter requests by its whole name, such as north:meter-17.

            EXAMPLES
              interlock meter issue --ca ca --request meter.req --attributes meter.json --out meter.resp
              interlock meter issue --ca ca --request meter.req --token-file meter.token --out meter.resp
            """
    )

    @OptionGroup var authority: AuthorityOptions

    @Option(help: "The meter's request.", completion: .file())
    var request: String

    @Option(help: "The attribute set (JSON; - for standard input).", completion: .file())
    var attributes: String?

    @Option(help: "The token (first line), in place of --attributes.", completion: .file())
    var tokenFile: String?

    @Option(help: "Write the answer here; it is no secret.", completion: .file())
    var out: String

    @OptionGroup var lifetime: LifetimeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (self.attributes == nil) != (self.tokenFile == nil) else {
            throw ValidationError("either --attributes or --token-file")
        }
    }

    func run() throws {
        try FileSystem.checkFree(self.out)
        let request = try Failure.naming(self.request) {
            try ImplicitRequest(encoded: FileSystem.read(self.request, limit: 1 << 12))
        }
        let attributes = try self.attributes.map { try JSON.read($0, as: AttributeSet.self) }
        let folder = self.authority.folder
        let masterKey = try folder.openMasterKey(self.authority.passphrase)
        let issue = try self.issue(
            request,
            attributes,
            folder.openDesk(masterKey),
            folder.openImplicitAuthority(masterKey)
        )
        try FileSystem.create(self.out, mode: 0o644, issue.response.encoded)
        let certificate = issue.response.certificate
        try self.output.print(
            [
                "identity": issue.issued.identity, "serial": issue.issued.serialNumber.description,
                "generation": "\(issue.issued.generation)", "response": self.out,
                "certificateBytes": "\(certificate.encoded.count)",
                "sha256": certificate.thumbprint.description,
            ],
            text: "\(issue.issued.subject)\nserial \(issue.issued.serialNumber)\n\(self.out)"
        )
    }

    private func issue(
        _ request: ImplicitRequest,
        _ attributes: AttributeSet?,
        _ desk: AuthorityDesk,
        _ issuer: ImplicitAuthority
    ) throws -> AuthorityDesk.ImplicitIssue {
        let validity = try self.lifetime.validity(under: issuer.issuer.certificate, at: .now)
        if let tokenFile {
            let text = try PassphraseOptions.read(file: tokenFile)
            let secret = try Failure.naming(tokenFile) { try EnrolmentSecret(text) }
            return try desk.enrol(secret, request: request, by: issuer, validity: validity, at: .now)
        }
        guard let given = attributes else { throw Failure(.usage, "either --attributes or --token-file") }
        let attributes = try desk.qualified(given)
        guard request.identity == attributes.identity else {
            throw Failure(
                .no,
                "\(self.request): is by \(request.identity), expected \(attributes.identity); request anew by that name"
            )
        }
        let order = ImplicitOrder(
            request: request,
            attributes: attributes,
            generation: try desk.nextGeneration(of: attributes.identity, profile: .implicit),
            validity: validity
        )
        guard let issue = try desk.issue([order], by: issuer, at: .now).first else {
            throw Failure(.no, "\(self.request): nothing was issued")
        }
        return issue
    }
}
