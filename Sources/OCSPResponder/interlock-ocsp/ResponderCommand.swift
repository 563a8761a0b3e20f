import ArgumentParser
import Foundation
import Hummingbird
import Interlock

/// An OCSP responder over HTTP (RFC 6960 appendix A, RFC 5019).
@main
struct ResponderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interlock-ocsp",
        abstract: "Answer OCSP requests over HTTP from an authority's revocation list.",
        discussion: """
            The responder has a key of its own, certified by the authority for signing OCSP responses; the \
            authority's key stays where it is. The list is read again whenever its file changes. Prints the port, and \
            ends at SIGTERM or SIGINT.

            EXAMPLE
              interlock-ocsp --issuer ca.cert.pem --certificate ocsp.cert.pem --key ocsp.key.pem \
            --passphrase-file pass --crl crl.pem --port 8080
            """
    )

    @Option(help: "The authority's certificate (PEM).", completion: .file())
    var issuer: String

    @Option(help: "The responder's certificate (PEM).", completion: .file())
    var certificate: String

    @Option(help: "The responder's encrypted private key (PEM).", completion: .file())
    var key: String

    @Option(help: "The file with the key's passphrase.", completion: .file())
    var passphraseFile: String

    @Option(help: "The authority's revocation list (PEM or DER).", completion: .file())
    var crl: String

    @Option(help: "The address to listen at.")
    var host = "127.0.0.1"

    @Option(help: "The port; 0 for a free one.")
    var port = 8080

    @Option(help: "For how many seconds a response speaks; no longer than the list.")
    var lifetime: Int64 = 3_600

    func validate() throws {
        guard (0...65_535).contains(self.port) else { throw ValidationError("--port is 0 to 65535") }
        guard (1...604_800).contains(self.lifetime) else {
            throw ValidationError("--lifetime is 1 to 604800")
        }
    }

    func run() async throws {
        let source = try ResponderSource(self)
        let handler = OCSPHandler(source: source, lifetime: self.lifetime)
        let application = Application(
            responder: CallbackResponder<BasicRequestContext> { request, _ in
                try await handler.respond(to: request)
            },
            configuration: .init(
                address: .hostname(self.host, port: self.port),
                serverName: "interlock-ocsp"
            ),
            // Unbuffered: whoever started the responder waits for this line.
            onServerRunning: { channel in
                FileHandle.standardOutput.write(Data("\(channel.localAddress?.port ?? 0)\n".utf8))
            }
        )
        try await application.runService()
    }
}
