import ArgumentParser
import Interlock
import InterlockAuthority

struct Keygen: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Issue a participant's private key and certificate: KeyGen(MPK, AS) -> PKr.",
        discussion: """
            The attribute set is a JSON object: identity, type, permissions, credit, wallet, and any that the \
            authority's schema names. The same master key, attributes and generation give the same key; the next \
            --generation gives another.

            The delivery is encrypted: pem (PKCS#8 and certificates) and pkcs12 under the passphrase of \
            --delivery-passphrase-file, cms to the applicant's --transport certificate.

            EXAMPLE
              interlock keygen --ca ca --attributes alice.json --out alice
            """
    )

    enum Format: String, CaseIterable, ExpressibleByArgument { case pem, pkcs12, cms }

    @Option(help: "The authority's folder.", completion: .directory)
    var ca: String

    @Option(help: "The attribute set (JSON; - for standard input).", completion: .file())
    var attributes: String

    @Option(help: "The generation of the key; a re-key is the next one.")
    var generation: UInt32 = 0

    @OptionGroup var lifetime: LifetimeOptions

    @Option(help: "Write PREFIX.key.pem (or .p12, .p7m) and PREFIX.cert.pem.")
    var out: String

    @Option(help: "How the key is delivered.")
    var format: Format = .pem

    @Option(help: "The passphrase of the delivery; typed where it is left out.", completion: .file())
    var deliveryPassphraseFile: String?

    @Option(help: "The applicant's transport certificate, for cms.", completion: .file())
    var transport: String?

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (self.format == .cms) == (self.transport != nil) else {
            throw ValidationError("--transport goes with --format cms, and cms needs it")
        }
    }

    private var keyFile: String {
        switch self.format {
        case .pem: "\(self.out).key.pem"
        case .pkcs12: "\(self.out).p12"
        case .cms: "\(self.out).p7m"
        }
    }

    private var certificateFile: String { "\(self.out).cert.pem" }

    func run() throws {
        for file in [self.keyFile, self.certificateFile] where FileSystem.exists(file) {
            throw Failure(.usage, "\(file): is there already; it is never overwritten")
        }
        let folder = AuthorityFolder(path: self.ca)
        let attributes = try JSON.read(self.attributes, as: AttributeSet.self)
        try folder.schema().validate(attributes)
        let masterKey = try folder.openMasterKey(self.passphrase.read(for: "the master key"))
        let desk = try folder.openDesk(masterKey)
        let validity = try self.lifetime.validity(under: desk.authority.certificate, at: .now)
        let protection = try self.protection()
        let key = try masterKey.generateKey(for: attributes, generation: self.generation)
        // What is issued is on record before anyone has it; asked for again, it is the same.
        let issued = try desk.issue(
            CertificateOrder(
                attributes: attributes,
                key: key.verifyingKey,
                generation: self.generation,
                validity: validity
            ),
            at: .now
        )
        let certificate = try issued.certificate()
        let chain = try [certificate] + folder.chain()
        let delivery = try protection.pack(KeyDelivery(key: key, certificates: chain), as: self.format)
        try FileSystem.create(self.keyFile, mode: 0o600, delivery)
        let pem = chain.map(\.pemRepresentation).joined()
        try FileSystem.create(self.certificateFile, mode: 0o644, Array(pem.utf8))
        try self.output.print(
            [
                "identity": attributes.identity.description, "serial": certificate.serialNumber.description,
                "key": self.keyFile, "certificate": self.certificateFile,
                "sha256": certificate.thumbprint.description,
            ],
            text:
                "\(certificate.subject)\nserial \(certificate.serialNumber)\n\(self.keyFile) \(self.certificateFile)"
        )
    }

    private func protection() throws -> DeliveryProtection {
        guard self.format == .cms else {
            return try .passphrase(
                PassphraseOptions(file: self.deliveryPassphraseFile).choose(for: "the delivery")
            )
        }
        guard let transport = try self.transport.flatMap({ try CertificateFile.read($0).first }) else {
            throw Failure(.usage, "--transport: no certificate in it")
        }
        return .transport(transport)
    }
}

/// What keeps a delivery from others.
enum DeliveryProtection: ~Copyable {
    case passphrase(SecretBytes)
    case transport(Certificate)

    func pack(_ delivery: KeyDelivery, as format: Keygen.Format) throws -> [UInt8] {
        switch self {
        case .transport(let certificate): return try delivery.enveloped(for: certificate)
        case .passphrase(let secret):
            guard format == .pkcs12 else {
                return Array(try delivery.pemRepresentation(passphrase: secret).utf8)
            }
            return try delivery.pkcs12Representation(passphrase: secret)
        }
    }
}
