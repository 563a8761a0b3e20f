import ArgumentParser
import Glibc
import Interlock

struct Sign: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sign a demand, a supply, a cancel, a meter reading or a change of rules.",
        discussion: """
            EXAMPLE
              interlock sign demand --key alice.key.pem --cert alice.cert.pem --in demand.json --out demand.cose

              demand.json: {"market": "lem-1", "buyer": "alice",
                            "address": "0x52908400098527886E0F7030069857D2E4169EE7",
                            "deliveryPeriod": "2026-06-15T12:00:00Z",
                            "energyWh": 250, "price": 2400, "sequence": 1}
              "address" is the wallet address of the signer's attribute set.
              further, where asked for: "periods": 4, "timeInForce": "immediateOrCancel" or "fillOrKill",
                            "validUntil": "2026-06-15T11:30:00Z", "minimumFillWh": 100, "amends": 0
            """,
        subcommands: [
            SignDemand.self, SignSupply.self, SignCancel.self, SignReading.self, SignRules.self,
        ]
    )
}

struct SignDemand: ParsableCommand, StreamsOutput {
    static let configuration = CommandConfiguration(
        commandName: "demand",
        abstract: "Sign a buyer's demand: (ID_b, Addr, T_d, E_d, P_b) becomes (…, Sig_b).",
        discussion: """
            EXAMPLE
              interlock sign demand --key alice.key.pem --cert alice.cert.pem --in demand.json --out demand.cose
            """
    )

    @OptionGroup var signing: SigningOptions

    func run() throws { try self.signing.sign(Demand.self) }
}

struct SignSupply: ParsableCommand, StreamsOutput {
    static let configuration = CommandConfiguration(
        commandName: "supply",
        abstract: "Sign a seller's supply: (ID_p, Addr, period, E_p, P_p) becomes (…, Sig_p).",
        discussion: """
            EXAMPLE
              interlock sign supply --key bob.key.pem --cert bob.cert.pem --in supply.json --out supply.cose
            """
    )

    @OptionGroup var signing: SigningOptions

    func run() throws { try self.signing.sign(Supply.self) }
}

struct SignCancel: ParsableCommand, StreamsOutput {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Sign the cancel of an order.",
        discussion: """
            EXAMPLE
              interlock sign cancel --key alice.key.pem --cert alice.cert.pem --in cancel.json --out cancel.cose

              cancel.json: {"market": "lem-1", "participant": "alice", "order": 1, "sequence": 2}
              "order" is the number that the order was first placed under; "owner" names whose it is, where it is
              not the signer's.
            """
    )

    @OptionGroup var signing: SigningOptions

    func run() throws { try self.signing.sign(Cancel.self) }
}

struct SignReading: ParsableCommand, StreamsOutput {
    static let configuration = CommandConfiguration(
        commandName: "reading",
        abstract: "Sign what a meter counted in a delivery period.",
        discussion: """
            EXAMPLE
              interlock sign reading --key alice.key.pem --cert alice.cert.pem --in reading.json --out reading.cose

              reading.json: {"market": "lem-1", "participant": "alice", "deliveryPeriod": "2026-06-15T12:00:00Z",
                             "consumedWh": 245, "generatedWh": 0, "sequence": 3}
              "owner" names whose meter it is, where it is not the signer's.
            """
    )

    @OptionGroup var signing: SigningOptions

    func run() throws { try self.signing.sign(MeterReading.self) }
}

struct SignRules: ParsableCommand, StreamsOutput {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Sign new rules for the market.",
        discussion: """
            EXAMPLE
              interlock sign rules --key operator.key.pem --cert operator.cert.pem --in change.json --out change.cose

              change.json: {"participant": "operator", "sequence": 1,
                            "rules": {"market": "lem-1", "trading": {"mechanism": "uniform"}}}
              Docs/Market.md lists the rules.
            """
    )

    @OptionGroup var signing: SigningOptions

    func run() throws { try self.signing.sign(RuleChange.self) }
}

struct SigningOptions: ParsableArguments {
    @Option(help: "The encrypted private key (PEM).", completion: .file())
    var key: String

    @Option(
        help: "The certificate, X.509 with intermediates after it or implicit with its issuer's (PEM).",
        completion: .file()
    )
    var cert: String

    @Option(name: .customLong("in"), help: "The message (JSON; - for standard input).", completion: .file())
    var input: String

    @Option(
        help: "Write the COSE_Sign1 here; \"-\" is standard output, and nothing else is printed.",
        completion: .file()
    )
    var out: String

    @Flag(help: "Name the certificate by its SHA-256 (x5t) instead of sending it along.")
    var thumbprint = false

    @Flag(help: "Send an implicit certificate's issuer along, for receivers that do not hold it.")
    var withIssuer = false

    @Option(help: "An OCSP response to staple (DER).", completion: .file())
    var ocsp: [String] = []

    @Flag(help: "Sign with the deterministic nonce of RFC 6979, for vectors.")
    var deterministic = false

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func sign<Message: MarketMessage>(_ kind: Message.Type) throws {
        if self.out != "-" { try FileSystem.checkFree(self.out) }
        let message = try JSON.read(self.input, as: Message.self)
        let certificate = try CredentialFile.read(self.cert)
        SignerNotice.warn(message, signedFor: certificate.credential)
        let secret = try self.passphrase.read(for: self.key)
        let pem = String(decoding: try FileSystem.read(self.key, limit: 1 << 20), as: UTF8.self)
        let key = try Failure.naming(self.key) {
            try SigningKey(encryptedPEMRepresentation: pem, passphrase: secret)
        }
        // What makes an implicit certificate small would be lost with an X.509 one beside it.
        let isImplicit = if case .implicit = certificate.credential.form { true } else { false }
        let others = isImplicit && !self.withIssuer ? [] : certificate.above
        let signed = try message.signed(
            with: key,
            credential: certificate.credential,
            embedding: self.thumbprint ? .thumbprint : .chain(others),
            stapling: self.ocsp.map(CertificateFile.readOCSPResponse),
            nonce: self.deterministic ? .rfc6979 : .random
        )
        guard self.out != "-" else {
            return try FileSystem.writeAll(STDOUT_FILENO, signed.encoded, path: "standard output")
        }
        try FileSystem.create(self.out, mode: 0o644, signed.encoded)
        try self.output.print(
            ["order": message.id.description, "file": self.out],
            text: "\(message.id) \(self.out)"
        )
    }
}
