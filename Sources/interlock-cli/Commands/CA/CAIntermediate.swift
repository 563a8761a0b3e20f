import ArgumentParser
import Interlock
import InterlockAuthority

struct CAIntermediate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "intermediate",
        abstract: "Make an organisation's authority below a root that may be offline.",
        discussion: """
            The organisation makes a request, the root signs it, the organisation installs what comes back; files \
            go to and fro, no key does.

            EXAMPLES
              interlock ca intermediate request --ca org --out org.csr.pem
              interlock ca intermediate sign --ca root --request org.csr.pem --organization "Valley Grid" --out org
              interlock ca intermediate install --ca org --certificate org.cert.pem --root root.cert.pem
            """,
        subcommands: [CAIntermediateRequest.self, CAIntermediateSign.self, CAIntermediateInstall.self]
    )
}

struct CAIntermediateRequest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Make the organisation's master key, and a request for its authority's certificate.",
        discussion: """
            EXAMPLE
              interlock ca intermediate request --ca org --out org.csr.pem
            """
    )

    @Option(help: "The folder to make.", completion: .directory)
    var ca: String

    @Option(help: "The security parameter: 128 (P-256), 192 (P-384) or 256 (P-521).")
    var level: SecurityLevel = .bits128

    @Option(help: "An attribute schema (JSON) in place of the standard one.", completion: .file())
    var schema: String?

    @Option(help: "The request's file to write.", completion: .file())
    var out: String

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try FileSystem.checkFree(self.out)
        let folder = AuthorityFolder(path: self.ca)
        try FileSystem.checkFree(folder.masterKeyFile)
        let schema = try self.schema.map { try JSON.read($0, as: AttributeSchema.self) } ?? .standard
        let secret = try self.passphrase.choose(for: "the master key")
        try FileSystem.makeFolder(self.ca, mode: 0o700)
        let masterKey = try MasterKey.setup(level: self.level)
        let request = try VerifiedRequest(
            from: DistinguishedName(commonName: "Authority"),
            key: masterKey.authorityKey()
        )
        try folder.write(schema)
        try FileSystem.create(folder.masterKeyFile, mode: 0o600, masterKey.sealed(passphrase: secret))
        try RequestFile.create(self.out, request)
        try self.output.print(["request": self.out], text: self.out)
    }
}

struct CAIntermediateSign: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Certify an organisation's authority below this one.",
        discussion: """
            Its grant holds it to a namespace of identities that no other organisation has, so that it can vouch for no \
            other's members: valley-grid: for Valley Grid, or --namespace, or the rule for identity in the file of \
            --grant. Its members are certified as valley-grid:household-1. Name constraints hold it to its \
            organisation's names beside that. Another key under the same name is a rollover; both certificates are \
            valid then, with the same namespace.

            EXAMPLES
              interlock ca intermediate sign --ca root --request org.csr.pem --organization "Valley Grid" --out org
              interlock ca intermediate sign --ca root --request org.csr.pem --organization "Süd" --namespace sued: --out org
            """
    )

    @OptionGroup var authority: AuthorityOptions

    @Option(help: "The organisation's request (PEM or DER).", completion: .file())
    var request: String

    @Option(help: "The organisation.")
    var organization: String

    @Option(help: "The authority's common name; the organisation's and CA where it is left out.")
    var name: String?

    @Option(help: "How many further authorities may stand below it.")
    var pathLength = 0

    @Option(help: "A DNS name below which the organisation's TLS servers are; none where it is left out.")
    var host: [String] = []

    @Option(
        help:
            "Which attributes it may assert (JSON); those of this authority or its schema where it is left out.",
        completion: .file()
    )
    var grant: String?

    @Option(
        help:
            "What the identities of its members begin with, such as north:; made from the organisation where it is left out."
    )
    var namespace: IdentityNamespace?

    @Flag(
        help:
            "Leave out the name constraints, as Hyperledger Fabric needs it; the namespace of identities stays."
    )
    var insecureNoNameConstraints = false

    @Flag(help: "Give a key that has a certificate a further one.")
    var renew = false

    @Option(help: "Write PREFIX.cert.pem.")
    var out: String

    @OptionGroup var lifetime: LifetimeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (0...16).contains(self.pathLength) else { throw ValidationError("--path-length is 0 to 16") }
    }

    func run() throws {
        let issuing = try Issuing(out: self.out)
        let request = try RequestFile.read(self.request)
        let desk = try self.authority.openDesk()
        let issued = try desk.certify(
            .init(
                request: request,
                organization: self.organization,
                commonName: self.name ?? "\(self.organization) CA",
                pathLength: self.pathLength,
                scope: AuthorityScope(
                    organization: self.insecureNoNameConstraints ? nil : self.organization,
                    hosts: self.host,
                    grant: self.grant.map { try JSON.read($0, as: AttributeGrant.self) }
                ),
                namespace: self.namespace,
                isRenewal: self.renew,
                validity: self.lifetime.validity(
                    under: desk.authority.certificate,
                    at: .now,
                    atMost: CertificateProfile.authority(pathLength: nil).maximumLifetime
                )
            ),
            at: .now
        )
        if issued.generation > 0, issued.renewal == 0 {
            Terminal.warn(
                "\(issued.subject): the next key of this authority; the certificate of the key before stays valid"
            )
        }
        try issuing.finish(
            issued,
            above: self.authority.folder.chain(),
            namespace: issued.certificate().identityNamespace,
            self.output
        )
    }
}

struct CAIntermediateInstall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Begin to work as an authority with the certificate that came back; or take its next one.",
        discussion: """
            EXAMPLE
              interlock ca intermediate install --ca org --certificate org.cert.pem --root root.cert.pem
            """
    )

    @OptionGroup var authority: AuthorityOptions

    @Option(help: "The authority's certificate, and those above it.", completion: .file())
    var certificate: String

    @Option(help: "The root, as it was made known otherwise than by this file.", completion: .file())
    var root: String

    @OptionGroup var output: OutputOptions

    func run() throws {
        let folder = self.authority.folder
        let chain = try CertificateFile.read(self.certificate)
        // The root's list may be as far away as its key; whether this is still the organisation's, members verify.
        var policy = PathPolicy()
        policy.revocation = .whereKnown
        let validator = try PathValidator(anchors: CertificateFile.read(self.root), policy: policy)
        _ = try validator.validate(chain[0], presented: Array(chain.dropFirst()), at: .now)
        let masterKey = try self.authority.openMasterKey(of: chain[0])
        if chain[0].identityNamespace == nil {
            Terminal.warn(
                "\(self.certificate): has no identity namespace, so verifiers will believe no member below it; have it signed anew (ca intermediate sign --renew)"
            )
        }
        try folder.install(chain, masterKey, at: .now)
        try self.output.print(
            ["certificate": folder.certificateFile, "subject": chain[0].subject],
            text: "\(chain[0].subject)\nsha256 \(chain[0].thumbprint)"
        )
    }
}
