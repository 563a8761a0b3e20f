import ArgumentParser
import Interlock

/// Where a key and its certificates go, and what keeps the key from others.
struct DeliveryOptions: ParsableArguments {
    enum Format: String, CaseIterable, ExpressibleByArgument { case pem, pkcs12, cms }

    @Option(help: "Write PREFIX.key.pem (or .p12, .p7m) and PREFIX.cert.pem.")
    var out: String

    @Option(help: "How the key is delivered.")
    var format: Format = .pem

    @Option(help: "The passphrase of the delivery; typed where it is left out.", completion: .file())
    var deliveryPassphraseFile: String?

    @Option(help: "The applicant's transport certificate, for cms.", completion: .file())
    var transport: String?

    func validate() throws {
        guard (self.format == .cms) == (self.transport != nil) else {
            throw ValidationError("--transport goes with --format cms, and cms needs it")
        }
    }

    var keyFile: String {
        switch self.format {
        case .pem: "\(self.out).key.pem"
        case .pkcs12: "\(self.out).p12"
        case .cms: "\(self.out).p7m"
        }
    }

    var certificateFile: String { "\(self.out).cert.pem" }

    /// Says that neither file is there.
    func checkFree() throws {
        for file in [self.keyFile, self.certificateFile] { try FileSystem.checkFree(file) }
    }

    /// Asks for what protects the key, before anything is issued.
    func protection() throws -> DeliveryProtection {
        guard let transport else {
            return try .passphrase(
                PassphraseOptions(file: self.deliveryPassphraseFile).choose(for: "the delivery")
            )
        }
        guard let certificate = try CertificateFile.read(transport).first else {
            throw Failure(.usage, "\(transport): no certificate in it")
        }
        return .transport(certificate)
    }

    /// Writes key and chain.
    func write(_ key: SigningKey, chain: [Certificate], _ protection: borrowing DeliveryProtection) throws {
        let delivery = try protection.pack(KeyDelivery(key: key, certificates: chain), as: self.format)
        try FileSystem.create(self.keyFile, mode: 0o600, delivery)
        try CertificateFile.create(self.certificateFile, chain)
    }
}

/// What keeps a delivery from others.
enum DeliveryProtection: ~Copyable {
    case passphrase(SecretBytes)
    case transport(Certificate)

    func pack(_ delivery: KeyDelivery, as format: DeliveryOptions.Format) throws -> [UInt8] {
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

extension FileSystem {
    /// Says that there is no such file yet.
    static func checkFree(_ path: String) throws(Failure) {
        guard !FileSystem.exists(path) else {
            throw Failure(.usage, "\(path): is there already; it is never overwritten")
        }
    }
}

extension CertificateFile {
    /// Writes certificates in PEM to a file that must not be there yet.
    static func create(_ path: String, _ certificates: [Certificate]) throws {
        let pem = certificates.map(\.pemRepresentation).joined()
        try FileSystem.create(path, mode: 0o644, Array(pem.utf8))
    }
}
