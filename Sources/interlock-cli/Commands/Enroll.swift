import ArgumentParser
import Interlock
import InterlockAuthority

struct Enroll: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give the sender of a request its certificate, for a one-time token of `ca register`.",
        discussion: """
            The certificate says what was decided when the token was made. A token is used once; the same request \
            with the same token gets the same certificate again. Ten wrong tokens lock one.

            EXAMPLE
              interlock enroll --ca ca --request alice.csr.pem --token-file alice.token --out alice
            """
    )

    @OptionGroup var authority: AuthorityOptions

    @Option(help: "The applicant's request (PKCS#10, PEM or DER).", completion: .file())
    var request: String

    @Option(help: "The token (first line; - for standard input).", completion: .file())
    var tokenFile: String

    @Option(help: "Write PREFIX.cert.pem.")
    var out: String

    @OptionGroup var lifetime: LifetimeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let issuing = try Issuing(out: self.out)
        let request = try RequestFile.read(self.request)
        let text = try PassphraseOptions.read(file: self.tokenFile)
        let secret = try Failure.naming(self.tokenFile) { try EnrolmentSecret(text) }
        let desk = try self.authority.openDesk()
        let validity = try self.lifetime.validity(under: desk.authority.certificate, at: .now)
        let issued = try desk.enrol(secret, request: request, validity: validity, at: .now)
        try issuing.finish(issued, above: self.authority.folder.chain(), self.output)
    }
}

/// What a command does with a certificate that was issued for a key that others hold.
struct Issuing {
    private let file: String

    /// Says that the file is free, before anything is issued.
    init(out: String) throws {
        self.file = "\(out).cert.pem"
        try FileSystem.checkFree(self.file)
    }

    func finish(
        _ issued: IssuedCertificate,
        above: [Certificate],
        namespace: IdentityNamespace? = nil,
        _ output: OutputOptions
    ) throws {
        try CertificateFile.create(self.file, [issued.certificate()] + above)
        var told = [
            "identity": issued.identity, "serial": issued.serialNumber.description,
            "generation": "\(issued.generation)", "certificate": self.file,
        ]
        told["namespace"] = namespace?.description
        let line = namespace.map { "\nidentities \($0)" } ?? ""
        try output.print(
            told,
            text: "\(issued.subject)\nserial \(issued.serialNumber)\(line)\n\(self.file)"
        )
    }
}
