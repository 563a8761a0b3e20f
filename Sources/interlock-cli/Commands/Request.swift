import ArgumentParser
import Interlock

struct Request: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a private key and a request for its certificate; the key stays here.",
        discussion: """
            The request proves that its sender holds the key. What --attributes wishes for is shown to the authority, \
            which decides. With --key, the request is for a key that is there: for re-enrolment.

            EXAMPLES
              interlock request --identity alice --out alice
              interlock request --identity alice --key alice.key.pem --out alice-again
            """
    )

    @Option(help: "Who asks.")
    var identity: String

    @Option(help: "The security parameter of a new key: 128 (P-256), 192 (P-384) or 256 (P-521).")
    var level: SecurityLevel = .bits128

    @Option(
        help: "The key that is there (PKCS#8); a new one is made where it is left out.",
        completion: .file()
    )
    var key: String?

    @Option(help: "The attribute set that is wished for (JSON).", completion: .file())
    var attributes: String?

    @Option(help: "Write PREFIX.csr.pem, and a new key to PREFIX.key.pem (0600, encrypted).")
    var out: String

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let (requestFile, keyFile) = ("\(self.out).csr.pem", self.key ?? "\(self.out).key.pem")
        for file in self.key == nil ? [requestFile, keyFile] : [requestFile] {
            try FileSystem.checkFree(file)
        }
        let identity = try ParticipantID(self.identity)
        let wish = try self.attributes.map { try JSON.read($0, as: AttributeSet.self) }
        let key = try self.key.map(self.open) ?? self.make(keyFile)
        let request = try VerifiedRequest(
            from: DistinguishedName(commonName: identity.description),
            key: key,
            wishing: wish
        )
        try RequestFile.create(requestFile, request)
        try self.output.print(["request": requestFile, "key": keyFile], text: "\(requestFile) \(keyFile)")
    }

    private func open(_ path: String) throws -> SigningKey {
        let secret = try self.passphrase.read(for: path)
        let pem = String(decoding: try FileSystem.read(path, limit: 1 << 20), as: UTF8.self)
        return try Failure.naming(path) {
            try SigningKey(encryptedPEMRepresentation: pem, passphrase: secret)
        }
    }

    private func make(_ path: String) throws -> SigningKey {
        let secret = try self.passphrase.choose(for: path)
        let key = try SigningKey(level: self.level)
        let pem = try key.encryptedPEMRepresentation(passphrase: secret)
        try FileSystem.create(path, mode: 0o600, Array(pem.utf8))
        return key
    }
}
