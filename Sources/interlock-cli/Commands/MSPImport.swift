import ArgumentParser
import Interlock

struct MSPImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Read a folder, and write its certificates and lists as the other commands take them.",
        discussion: """
            Writes root.pem, intermediate.pem, tls-root.pem, tls-intermediate.pem, admin.pem, crl.pem and leaf.pem where \
            there is something to write; with --with-key also leaf.key.pem, encrypted.

            EXAMPLES
              interlock msp import peer0/msp --json
              interlock msp import peer0/msp --out peer0/pem --with-key --passphrase-file pass
            """
    )

    @Argument(help: "The folder.", completion: .directory)
    var folder: String

    @Option(help: "A folder to make; nothing is written where it is left out.", completion: .directory)
    var out: String?

    @Flag(help: "Take the signer's private key too, and encrypt it.")
    var withKey = false

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard self.out != nil || !self.withKey else { throw ValidationError("--with-key needs --out") }
    }

    func run() throws {
        let folder = try MembershipFolder(reading: self.folder)
        if let out { try self.write(folder, to: out) }
        for note in try MembershipReport(on: self.folder, at: .now).defects where note.rule == .passedOver {
            Terminal.warn("\(note)")
        }
        let summary = MSPSummary(folder)
        try self.output.print(summary, text: summary.text)
    }

    private func write(_ folder: MembershipFolder, to out: String) throws {
        guard !FileSystem.exists(out) else {
            throw Failure(.usage, "\(out): is there already; it is never overwritten")
        }
        let texts = [
            ("root.pem", folder.authorities.map(\.pemRepresentation)),
            ("intermediate.pem", folder.intermediates.map(\.pemRepresentation)),
            ("tls-root.pem", folder.tlsAuthorities.map(\.pemRepresentation)),
            ("tls-intermediate.pem", folder.tlsIntermediates.map(\.pemRepresentation)),
            ("admin.pem", folder.administrators.map(\.pemRepresentation)),
            ("crl.pem", folder.revocationLists.map(\.pemRepresentation)),
            ("leaf.pem", folder.signer.map { [$0.pemRepresentation] } ?? []),
        ]
        let key = try self.withKey ? self.encryptedKey() : nil
        try FileSystem.createFolder(out) { temporary in
            for (name, parts) in texts where !parts.isEmpty {
                try FileSystem.create("\(temporary)/\(name)", mode: 0o644, Array(parts.joined().utf8))
            }
            guard let key else { return }
            try FileSystem.create("\(temporary)/leaf.key.pem", mode: 0o600, Array(key.utf8))
        }
    }

    private func encryptedKey() throws -> String {
        let key = try MembershipFolder.unencryptedKey(in: self.folder)
        let secret = try self.passphrase.choose(for: "the signer's private key")
        return try key.encryptedPEMRepresentation(passphrase: secret)
    }
}
