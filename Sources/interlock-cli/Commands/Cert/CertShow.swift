import ArgumentParser
import Interlock

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

    struct ShownExtension: Encodable {
        var name: String
        var critical: Bool
        var text: String

        init(_ summary: Certificate.ExtensionSummary) {
            self.name = summary.name
            self.critical = summary.isCritical
            self.text = summary.text
        }
    }

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
        var extensions: [ShownExtension]

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
            self.extensions = certificate.extensionSummaries.map(ShownExtension.init)
        }

        var text: String {
            ([
                "subject     \(self.subject)", "issuer      \(self.issuer)", "serial      \(self.serial)",
                "valid       \(self.notBefore) to \(self.notAfter)", "authority   \(self.isAuthority)",
                "curve       \(self.curve ?? "none of ours")", "sha256      \(self.sha256)",
                "attributes  \(self.attributes ?? "none")",
            ]
                + self.extensions.filter { $0.name != "attributes" }.map {
                    "extension   \($0.name)\($0.critical ? ", critical" : ""): \($0.text)"
                })
                .joined(separator: "\n")
        }
    }

    func run() throws {
        let shown = try CertificateFile.read(self.file).map(Shown.init)
        try self.output.print(shown, text: shown.map(\.text).joined(separator: "\n\n"))
    }
}
