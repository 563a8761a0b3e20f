import ArgumentParser
import Interlock
import NIOCore

/// An OCSP responder over HTTP (RFC 6960 appendix A, RFC 9919).
@main
struct ResponderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interlock-ocsp",
        abstract: "Answer OCSP requests over HTTP from an authority's revocation list.",
        discussion: """
            The responder has a key of its own, certified by the authority for signing OCSP responses; the \
            authority's key stays where it is. List, certificate and key are read again whenever their files change; \
            until a changed file is good, the responder goes on with what it had, and says so. Prints the port, and ends \
            at SIGTERM or SIGINT.

            While the list is out of force, or the responder's certificate is expired or revoked, requests get tryLater.

            EXIT STATUS
              0  ended by a signal
              1  the certificate, list or key is not fit to sign with
              2  the command line, or what a file says, is wrong
              3  a file cannot be read, or the address cannot be listened at

            EXAMPLE
              interlock-ocsp --issuer ca.cert.pem --certificate ocsp.cert.pem --key ocsp.key.pem \
            --passphrase-file pass --crl crl.pem --port 8080
            """,
        version: "0.1.0"
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

    @Option(
        help:
            "For how many seconds one signed response without a nonce is given to all who ask; 0 signs each anew."
    )
    var reuse: Int64 = 60

    @Option(help: "The connections that may be open at once.")
    var connections = 1_000

    @Option(help: "The seconds in which a request must have come in, and a silent connection is closed.")
    var timeout: Int64 = 10

    func validate() throws {
        try Self.check("--port", self.port, 0...65_535)
        try Self.check("--lifetime", self.lifetime, 1...604_800)
        try Self.check("--reuse", self.reuse, 0...self.lifetime)
        try Self.check("--connections", self.connections, 1...100_000)
        try Self.check("--timeout", self.timeout, 1...3_600)
    }

    private static func check<Number: FixedWidthInteger>(
        _ option: String,
        _ value: Number,
        _ range: ClosedRange<Number>
    ) throws {
        guard range.contains(value) else {
            throw ValidationError("\(option) is \(value); it is \(range.lowerBound) to \(range.upperBound)")
        }
    }

    func run() async throws {
        let source = try ResponderSource(
            ResponderFiles(
                issuer: self.issuer,
                certificate: self.certificate,
                key: self.key,
                passphrase: self.passphraseFile,
                list: self.crl
            ),
            lifetime: self.lifetime,
            reuse: self.reuse
        )
        let server = OCSPServer(
            source: source,
            connections: self.connections,
            timeout: .seconds(self.timeout)
        )
        try await server.run(host: self.host, port: self.port)
    }

    static func main() async {
        StandardStreams.survive()
        do {
            let command = try Self.parse()
            try await command.run()
        } catch {
            Self.end(with: error)
        }
    }

    /// Prints the fault in one line, and ends with the status that stands for it.
    private static func end(with error: any Error) -> Never {
        if let failure = Failure(error) {
            StandardStreams.log(failure.message)
            Self.exit(withError: ExitCode(failure.status.rawValue))
        }
        guard Self.exitCode(for: error) == .validationFailure else { Self.exit(withError: error) }
        StandardStreams.log(Self.message(for: error))
        Self.exit(withError: ExitCode(Failure.Status.usage.rawValue))
    }
}
