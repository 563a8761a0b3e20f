import ArgumentParser
import Interlock

struct MeterShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an implicit certificate, and the public key that it gives.",
        discussion: """
            Anyone can write such a certificate. That this one was issued is proven by no more than a signature that \
            verifies with its key: see `verify`.

            EXAMPLE
              interlock meter show meter.ecqv
            """
    )

    @Argument(help: "The certificate (PEM, or as it is).", completion: .file())
    var certificate: String

    @Option(help: "The issuer's X.509 certificate; the file's own where it is left out.", completion: .file())
    var issuer: String?

    @OptionGroup var output: OutputOptions

    private struct Shown: Encodable {
        var identity: String
        var serial: String
        var issuer: String
        var notBefore: Timestamp
        var notAfter: Timestamp
        var attributes: AttributeSet
        var reconstructionPoint: String
        var bytes: Int
        var sha256: String
        /// X9.63; nil where the issuer's certificate is not at hand.
        var publicKey: String?
        var subject: String?
    }

    func run() throws {
        guard let certificate = try CredentialFile.readImplicit(self.certificate) else {
            throw Failure(.usage, "\(self.certificate): no implicit certificate in it")
        }
        let credential = try self.credential(of: certificate)
        let shown = Shown(
            identity: certificate.attributes.identity.description,
            serial: certificate.serialNumber.description,
            issuer: certificate.issuerIdentifier.hexString,
            notBefore: certificate.notBefore,
            notAfter: certificate.notAfter,
            attributes: certificate.attributes,
            reconstructionPoint: certificate.point.compressedRepresentation.hexString,
            bytes: certificate.encoded.count,
            sha256: certificate.thumbprint.description,
            publicKey: credential?.verifyingKey.x963Representation.hexString,
            subject: credential?.subject
        )
        let text = try Self.text(shown)
        try self.output.print(shown, text: text)
    }

    private func credential(of certificate: ImplicitCertificate) throws -> Credential? {
        if let issuer {
            let chain = try CertificateFile.read(issuer)
            return try Failure.naming(issuer) {
                try Credential(certificate, issuer: ImplicitIssuer(chain[0]))
            }
        }
        guard let own = try? CertificateFile.read(self.certificate).first else { return nil }
        return try Failure.naming(self.certificate) {
            try Credential(certificate, issuer: ImplicitIssuer(own))
        }
    }

    private static func text(_ shown: Shown) throws -> String {
        [
            "identity    \(shown.subject ?? shown.identity)", "serial      \(shown.serial)",
            "issuer      \(shown.issuer)", "valid       \(shown.notBefore) to \(shown.notAfter)",
            "attributes  \(try JSON.text(shown.attributes))", "point       \(shown.reconstructionPoint)",
            "bytes       \(shown.bytes)", "sha256      \(shown.sha256)",
            "key         \(shown.publicKey ?? "give --issuer"), proven by no signature here",
        ].joined(separator: "\n")
    }
}
