import ArgumentParser
import Interlock

struct CertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cert",
        abstract: "Show and verify certificates.",
        subcommands: [CertShow.self, CertVerify.self]
    )
}

struct CertShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what certificates say; nothing is verified.",
        discussion: """
            EXAMPLE
              interlock cert show alice.cert.pem --json
            """
    )

    @Argument(help: "Certificates: PEM, many a file, or DER.", completion: .file())
    var file: String

    @OptionGroup var output: OutputOptions

    struct Shown: Encodable {
        var subject: String
        var issuer: String
        var serial: String
        var notBefore: Timestamp
        var notAfter: Timestamp
        var isAuthority: Bool
        var curve: String?
        var sha256: String
        var attributes: String?

        init(_ certificate: Certificate) {
            self.subject = certificate.subject
            self.issuer = certificate.issuer
            self.serial = certificate.serialNumber.description
            self.notBefore = certificate.notBefore
            self.notAfter = certificate.notAfter
            self.isAuthority = certificate.isAuthority
            self.curve = certificate.verifyingKey?.level.curveName
            self.sha256 = certificate.thumbprint.description
            self.attributes = certificate.attributeExtension.map { String(decoding: $0, as: UTF8.self) }
        }

        var text: String {
            [
                "subject     \(self.subject)", "issuer      \(self.issuer)", "serial      \(self.serial)",
                "valid       \(self.notBefore) to \(self.notAfter)", "authority   \(self.isAuthority)",
                "curve       \(self.curve ?? "none of ours")", "sha256      \(self.sha256)",
                "attributes  \(self.attributes ?? "none")",
            ].joined(separator: "\n")
        }
    }

    func run() throws {
        let shown = try CertificateFile.read(self.file).map(Shown.init)
        try self.output.print(shown, text: shown.map(\.text).joined(separator: "\n\n"))
    }
}

struct CertVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify a certificate's chain and revocation at a moment.",
        discussion: """
            EXAMPLE
              interlock cert verify alice.cert.pem --root ca/ca.cert.pem --crl ca/crl.pem
            """
    )

    @Argument(help: "The certificate; others in the file may be intermediates.", completion: .file())
    var leaf: String

    @OptionGroup var trust: TrustOptions
    @OptionGroup var output: OutputOptions

    private struct Verdict: Encodable {
        var valid: Bool
        var code: String?
        var reason: String?
        var path: [String]?
        var attributes: AttributeSet?
    }

    func run() throws {
        let certificates = try CertificateFile.read(self.leaf)
        let verifier = try self.trust.verifier()
        do {
            let chain = try verifier.verify(
                certificates[0],
                presented: Array(certificates.dropFirst()),
                at: self.trust.moment
            )
            let path = chain.certificates.map(\.subject)
            try self.output.print(
                Verdict(valid: true, path: path, attributes: chain.attributes),
                text: "valid: \(path.joined(separator: " < "))"
            )
        } catch let error as IdentityError {
            guard self.output.json else { throw Failure(.no, error.description) }
            try self.output.print(
                Verdict(valid: false, code: error.code.description, reason: error.reason),
                text: ""
            )
            throw ExitCode(ExitStatus.no.rawValue)
        }
    }
}
