import ArgumentParser
import Interlock

struct OCSPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ocsp",
        abstract: "Ask about revocation, and show what a responder said (RFC 6960).",
        subcommands: [OCSPAsk.self, OCSPShow.self]
    )
}

struct OCSPAsk: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Write a request about certificates of one authority.",
        discussion: """
            EXAMPLE
              interlock ocsp request --cert alice.cert.pem --issuer ca/ca.cert.pem --out request.ocsp
            """
    )

    @Option(help: "A certificate to ask about.", completion: .file())
    var cert: [String]

    @Option(help: "The certificate of the authority that issued them.", completion: .file())
    var issuer: String

    @Flag(help: "Put a random nonce into it, so that no older response will do.")
    var nonce = false

    @Option(help: "Write the request (DER) here.", completion: .file())
    var out: String

    @OptionGroup var output: OutputOptions

    func run() throws {
        let certificates = try self.cert.map { try CertificateFile.read($0)[0] }
        var generator = SystemRandomNumberGenerator()
        let random = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let request = try OCSPRequest(
            for: certificates,
            issuer: CertificateFile.read(self.issuer)[0],
            nonce: self.nonce ? random : nil
        )
        try FileSystem.create(self.out, mode: 0o644, request.derRepresentation)
        try self.output.print(["request": self.out], text: self.out)
    }
}

struct OCSPShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what a response says; nothing is verified, for that there is `cert verify --ocsp`.",
        discussion: """
            EXAMPLE
              interlock ocsp show alice.ocsp --json
            """
    )

    @Argument(help: "The response (DER).", completion: .file())
    var file: String

    @OptionGroup var output: OutputOptions

    func run() throws {
        let shown = ShownResponse(try CertificateFile.readOCSPResponse(self.file))
        try self.output.print(shown, text: shown.text)
    }
}

/// A response as the commands print it.
struct ShownResponse: Encodable {
    struct Answer: Encodable {
        var serial: String
        var status: String
        var revokedAt: Timestamp?
        var reason: String?
        var thisUpdate: Timestamp
        var nextUpdate: Timestamp?

        init(_ answer: OCSPResponse.Answer) {
            self.serial = answer.serialNumber.description
            self.thisUpdate = answer.thisUpdate
            self.nextUpdate = answer.nextUpdate
            switch answer.status {
            case .good: self.status = "good"
            case .unknown: self.status = "unknown"
            case .revoked(let time, let reason):
                self.status = "revoked"
                self.revokedAt = time
                self.reason = reason.description
            }
        }

        var text: String {
            let revocation = self.revokedAt.map { " at \($0): \(self.reason ?? "")" } ?? ""
            let until = self.nextUpdate.map { " to \($0)" } ?? ""
            return "\(self.serial) \(self.status)\(revocation), \(self.thisUpdate)\(until)"
        }
    }

    var producedAt: Timestamp
    var nonce: Hex?
    var answers: [Answer]

    init(_ response: OCSPResponse) {
        self.producedAt = response.producedAt
        self.nonce = response.nonce.map { Hex($0) }
        self.answers = response.answers.map(Answer.init)
    }

    var text: String { self.answers.map(\.text).joined(separator: "\n") }
}
