import ArgumentParser
import Interlock

struct Revoke: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Revoke a certificate, and publish the next revocation list.",
        discussion: """
            EXAMPLE
              interlock revoke --ca ca --serial 5f1c… --reason keyCompromise
            """
    )

    @Option(help: "The authority's folder.", completion: .directory)
    var ca: String

    @Option(help: "The certificate's serial number, in hexadecimal.")
    var serial: String

    @Option(help: "Why: unspecified, keyCompromise, affiliationChanged, superseded, cessationOfOperation, …")
    var reason = "unspecified"

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard SerialNumber(self.serial) != nil else {
            throw ValidationError("--serial is not a serial number in hex")
        }
        // removeFromCRL stands in delta lists only (RFC 5280 section 5.3.1).
        let reasons = RevocationReason.allCases.filter { $0 != .removeFromList }.map(\.description)
        guard reasons.contains(self.reason) else {
            let names = reasons.joined(separator: ", ")
            throw ValidationError("--reason is one of \(names)")
        }
    }

    func run() throws {
        let folder = AuthorityFolder(path: self.ca)
        guard let serial = SerialNumber(self.serial) else { throw Failure(.usage, "--serial") }
        guard FileSystem.exists(folder.issuedFile(serial)) else {
            throw Failure(.no, "\(serial): this authority has issued no such certificate")
        }
        let secret = try self.passphrase.read(for: "the master key")
        try folder.withLock { try self.revoke(serial, in: folder, secret) }
        try self.output.print(
            ["revoked": serial.description, "crl": folder.revocationListFile],
            text: "revoked \(serial) (\(self.reason)); \(folder.revocationListFile)"
        )
    }

    private func revoke(_ serial: SerialNumber, in folder: AuthorityFolder, _ secret: borrowing SecretBytes)
        throws
    {
        var revocations = try folder.revocations()
        guard !revocations.revoked.contains(where: { $0.serial == serial.description }) else {
            throw Failure(.no, "\(serial): is revoked already")
        }
        let masterKey = try folder.openMasterKey(secret)
        let authority = try folder.openAuthority(masterKey)
        revocations.revoked.append(.init(serial: serial.description, at: .now, reason: self.reason))
        try folder.publish(revocations, by: authority, at: .now)
    }
}
