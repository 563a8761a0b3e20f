import ArgumentParser
import Interlock

struct Setup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a certificate authority: its master key MPK and root certificate.",
        discussion: """
            EXAMPLE
              interlock setup --ca ca --level 128 --name "Valley Energy Market"
            """
    )

    @OptionGroup var options: SetupOptions

    func run() throws { try self.options.run() }
}

/// What makes an authority; `setup` and `ca init` are the same.
struct SetupOptions: ParsableArguments {
    @Option(help: "The folder to make.", completion: .directory)
    var ca: String

    @Option(help: "The security parameter: 128 (P-256), 192 (P-384) or 256 (P-521).")
    var level: SecurityLevel = .bits128

    @Option(help: "The organisation that the authority is of.")
    var name = "Interlock"

    @Option(help: "How long the root certificate is valid, in days.")
    var days: Int64 = 3_650

    @Option(help: "An attribute schema (JSON) in place of the standard one.", completion: .file())
    var schema: String?

    @Option(
        help:
            "The namespace of the identities that it certifies, such as north:; for a market that trusts several roots."
    )
    var namespace: IdentityNamespace?

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...36_500).contains(self.days) else { throw ValidationError("--days is 1 to 36500") }
    }

    func run() throws {
        guard !FileSystem.exists(AuthorityFolder(path: self.ca).masterKeyFile) else {
            throw Failure(.usage, "\(self.ca): there is an authority already; it is never overwritten")
        }
        let schema = try self.schema.map { try JSON.read($0, as: AttributeSchema.self) } ?? .standard
        let secret = try self.passphrase.choose(for: "the master key")
        let now = Timestamp.now
        let authority = try AuthorityFolder.make(
            at: self.ca,
            name: self.name,
            level: self.level,
            validity: now.adding(
                seconds: -LifetimeOptions.backdating
            )...now.adding(seconds: self.days * 86_400),
            at: now,
            schema: schema,
            namespace: self.namespace,
            passphrase: secret
        )
        let certificate = authority.certificate
        try self.output.print(
            [
                "certificate": AuthorityFolder(path: self.ca).certificateFile,
                "sha256": certificate.thumbprint.description,
            ],
            text: "\(certificate.subject)\nsha256 \(certificate.thumbprint)"
        )
    }
}
