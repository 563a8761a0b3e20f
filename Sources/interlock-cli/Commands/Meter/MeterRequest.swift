import ArgumentParser
import Interlock

struct MeterRequest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Make a request for an implicit certificate, and the private number that belongs to it.",
        discussion: """
            The number is for this one request and is of no use after `receive`. The request proves nothing of who \
            sent it: bring it to the authority as you would a name, or with a token of `ca register --profile implicit`.

            EXAMPLE
              interlock meter request --identity meter-17 --out meter.req --key-out meter.req.key
            """
    )

    @Option(help: "Who asks.")
    var identity: String

    @Option(help: "The security parameter: 128 (P-256), 192 (P-384) or 256 (P-521); the issuer's.")
    var level: SecurityLevel = .bits128

    @Option(help: "Write the request here.", completion: .file())
    var out: String

    @Option(help: "Write the private number here (PKCS#8, 0600, encrypted).", completion: .file())
    var keyOut: String

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        for file in [self.out, self.keyOut] { try FileSystem.checkFree(file) }
        let identity = try ParticipantID(self.identity)
        let secret = try self.passphrase.choose(for: self.keyOut)
        let key = try SigningKey(level: self.level)
        let request = ImplicitRequest(identity: identity, point: key.verifyingKey).encoded
        let pem = try key.encryptedPEMRepresentation(passphrase: secret)
        try FileSystem.create(self.keyOut, mode: 0o600, Array(pem.utf8))
        try FileSystem.create(self.out, mode: 0o644, request)
        try self.output.print(
            ["request": self.out, "key": self.keyOut, "bytes": "\(request.count)"],
            text: "\(self.out) \(self.keyOut)"
        )
    }
}
