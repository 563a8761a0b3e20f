import ArgumentParser
import Interlock

struct MeterReceive: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive",
        abstract: "Make the private key of an answer, and check it: d·G = e·P + Q.",
        discussion: """
            Nothing is written unless the key is that of the certificate, and the certificate one by the issuer of \
            --issuer, which must lead to --root. Destroy the request's key afterwards.

            EXAMPLE
              interlock meter receive --request meter.req --request-key meter.req.key --response meter.resp \
                --issuer implicit.cert.pem --root root.cert.pem --out-key meter.key.pem --out-cert meter.ecqv
            """
    )

    @Option(help: "The request that was sent.", completion: .file())
    var request: String

    @Option(help: "The private number of the request (PEM).", completion: .file())
    var requestKey: String

    @Option(help: "The authority's answer.", completion: .file())
    var response: String

    @Option(help: "The issuer's X.509 certificate, and those above it.", completion: .file())
    var issuer: String

    @Option(help: "The root, as it was made known otherwise than by the issuer's file.", completion: .file())
    var root: String

    @Option(help: "What was agreed that the certificate says (JSON).", completion: .file())
    var attributes: String?

    @Option(
        help: "Write the private key here (PKCS#8, 0600, under the same passphrase).",
        completion: .file()
    )
    var outKey: String

    @Option(help: "Write the certificate here, its issuer's after it.", completion: .file())
    var outCert: String

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        for file in [self.outKey, self.outCert] { try FileSystem.checkFree(file) }
        let request = try Failure.naming(self.request) {
            try ImplicitRequest(encoded: FileSystem.read(self.request, limit: 1 << 12))
        }
        let response = try Failure.naming(self.response) {
            try ImplicitResponse(encoded: FileSystem.read(self.response, limit: 1 << 16))
        }
        let attributes = try self.attributes.map { try JSON.read($0, as: AttributeSet.self) }
        let chain = try self.trustedChain()
        let secret = try self.passphrase.read(for: self.requestKey)
        let pem = String(decoding: try FileSystem.read(self.requestKey, limit: 1 << 20), as: UTF8.self)
        let requestKey = try Failure.naming(self.requestKey) {
            try SigningKey(encryptedPEMRepresentation: pem, passphrase: secret)
        }
        let (key, credential) = try Failure.naming(self.response) {
            try response.receive(
                by: requestKey,
                identity: request.identity,
                from: ImplicitIssuer(chain[0]),
                expecting: attributes
            )
        }
        let sealed = try key.encryptedPEMRepresentation(passphrase: secret)
        try FileSystem.create(self.outKey, mode: 0o600, Array(sealed.utf8))
        try CredentialFile.create(
            self.outCert,
            response.certificate,
            above: CredentialFile.withoutRoot(chain)
        )
        try self.output.print(
            [
                "subject": credential.subject, "serial": credential.serialNumber.description,
                "key": self.outKey, "certificate": self.outCert,
                "sha256": credential.thumbprint.description,
            ],
            text: "\(credential.subject)\nserial \(credential.serialNumber)\n\(self.outKey) \(self.outCert)"
        )
    }

    /// The issuer's path to the root; whether it is revoked, markets ask at each message.
    private func trustedChain() throws -> [Certificate] {
        let chain = try CertificateFile.read(self.issuer)
        var policy = PathPolicy()
        policy.revocation = .whereKnown
        let validator = try PathValidator(anchors: CertificateFile.read(self.root), policy: policy)
        _ = try validator.validate(chain[0], presented: Array(chain.dropFirst()), at: .now)
        return chain
    }
}
