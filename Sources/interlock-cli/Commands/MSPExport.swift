import ArgumentParser
import Interlock

struct MSPExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a folder that a Fabric node takes as it is; refuse to write one that it would not.",
        discussion: """
            With --node-ous, members are told apart by their organizational unit: client, peer, admin or orderer. \
            Without, --admin must name an administrator. Without --key the key store says that the key is elsewhere.

            EXAMPLE
              interlock msp export --root root.pem --intermediate ca.pem --crl crl.pem --leaf peer0.pem \\
                --node-ous --key peer0.key.pem --passphrase-file pass --unencrypted-key --out peer0/msp
            """
    )

    @Option(name: .customLong("root"), help: "Trust anchors (cacerts).", completion: .file())
    var roots: [String]

    @Option(name: .customLong("intermediate"), help: "Authorities below them.", completion: .file())
    var intermediates: [String] = []

    @Option(name: .customLong("tls-root"), help: "Trust anchors of connections.", completion: .file())
    var tlsRoots: [String] = []

    @Option(name: .customLong("tls-intermediate"), help: "Authorities below them.", completion: .file())
    var tlsIntermediates: [String] = []

    @Option(name: .customLong("crl"), help: "Revocation lists.", completion: .file())
    var revocationLists: [String] = []

    @Option(
        name: .customLong("admin"),
        help: "Administrators named one by one; authorities in the file are left out.",
        completion: .file()
    )
    var administrators: [String] = []

    @Option(
        help: "The certificate of who signs; those after it in the file are left out.",
        completion: .file()
    )
    var leaf: String?

    @Option(help: "Its encrypted private key (PEM).", completion: .file())
    var key: String?

    @Flag(help: "Write the private key IN THE CLEAR (0600): Fabric's software key store reads no other.")
    var unencryptedKey = false

    @Flag(name: .customLong("node-ous"), help: "Tell members apart by unit.")
    var nodeOUs = false

    @Option(name: .customLong("unit"), help: "Another name for a role's unit, such as client=seller.")
    var units: [String] = []

    @Option(help: "The authority that alone vouches for units.", completion: .file())
    var unitIssuer: String?

    @Option(help: "The folder to make.", completion: .directory)
    var out: String

    @Option(help: "The moment to judge at; now where it is left out.")
    var at: Timestamp?

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (self.key != nil) == self.unencryptedKey else {
            throw ValidationError("--key and --unencrypted-key go together: the key will stand in the clear")
        }
        guard self.key == nil || self.leaf != nil else { throw ValidationError("--key needs --leaf") }
        guard self.nodeOUs || self.units.isEmpty && self.unitIssuer == nil else {
            throw ValidationError("--unit and --unit-issuer need --node-ous")
        }
    }

    func run() throws {
        let folder = try self.folder()
        let time = self.at ?? .now
        try folder.check(at: time)
        try folder.write(to: self.out, unencryptedKey: self.readKey())
        for note in folder.defects(at: time) { Terminal.warn("\(note)") }
        try self.output.print(MSPSummary(folder), text: self.out)
    }

    private func folder() throws -> MembershipFolder {
        func read(_ files: [String]) throws -> [Certificate] {
            try files.flatMap { try CertificateFile.read($0) }
        }
        return MembershipFolder(
            authorities: try read(self.roots),
            intermediates: try read(self.intermediates),
            tlsAuthorities: try read(self.tlsRoots),
            tlsIntermediates: try read(self.tlsIntermediates),
            // Our own files hold the chain behind the leaf.
            administrators: try self.administrators.flatMap(self.readAdministrators),
            revocationLists: try self.revocationLists.flatMap { try CertificateFile.readRevocationLists($0) },
            signer: try self.leaf.flatMap { try CertificateFile.read($0).first },
            nodeUnits: self.nodeOUs ? try self.nodeUnits() : nil
        )
    }

    private func readAdministrators(_ file: String) throws -> [Certificate] {
        let members = try CertificateFile.read(file).filter { !$0.isAuthority }
        guard !members.isEmpty else {
            throw Failure(.usage, "\(file): expected an administrator, found authorities only")
        }
        return members
    }

    private func nodeUnits() throws -> NodeUnits {
        var nodeUnits = NodeUnits.standard(
            issuer: try self.unitIssuer.flatMap { try CertificateFile.read($0).first }
        )
        for unit in self.units {
            let parts = unit.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let role = NodeRole(rawValue: String(parts[0])) else {
                throw Failure(
                    .usage,
                    "--unit \(unit): expected client, peer, admin or orderer, =, and a name"
                )
            }
            nodeUnits.units[role]?.name = String(parts[1])
        }
        return nodeUnits
    }

    private func readKey() throws -> SigningKey? {
        guard let key else { return nil }
        let secret = try self.passphrase.read(for: key)
        let pem = String(decoding: try FileSystem.read(key, limit: 1 << 20), as: UTF8.self)
        return try SigningKey(encryptedPEMRepresentation: pem, passphrase: secret)
    }
}
