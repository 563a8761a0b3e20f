import ArgumentParser
import Interlock
import InterlockAuthority

struct Revoke: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Revoke a certificate, and publish the next revocation list.",
        discussion: """
            EXAMPLE
              interlock revoke --ca ca --serial 5f1c… --reason keyCompromise
            """
    )

    @OptionGroup var options: RevokeOptions

    func run() throws { try self.options.run() }
}

/// What revokes a certificate; `revoke` and `ca revoke` are the same.
struct RevokeOptions: ParsableArguments {
    @OptionGroup var authority: AuthorityOptions

    @Option(help: "The certificate's serial number, in hexadecimal.")
    var serial: String

    @Option(
        help:
            "Why: unspecified, keyCompromise, affiliationChanged, superseded, certificateHold (removeFromCRL ends it), …"
    )
    var reason = "unspecified"

    @Option(help: "Since when the key may have been another's, such as 2016-06-13T00:15:00Z.")
    var invalidSince: Timestamp?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard SerialNumber(self.serial) != nil else {
            throw ValidationError("--serial is not a serial number in hex")
        }
        guard RevocationReason(self.reason) != nil else {
            let names = RevocationReason.allCases.map(\.description).joined(separator: ", ")
            throw ValidationError("--reason is one of \(names)")
        }
    }

    func run() throws {
        guard let serial = SerialNumber(self.serial), let reason = RevocationReason(self.reason) else {
            throw Failure(.usage, "--serial or --reason")
        }
        let folder = self.authority.folder
        guard try folder.openStore().certificate(serial) != nil else {
            throw Failure(.no, "\(serial): this authority has issued no such certificate")
        }
        let desk = try self.authority.openDesk()
        try folder.publish(
            desk.revoke(serial, reason: reason, invalidSince: self.invalidSince, at: .now)
        )
        try self.output.print(
            ["revoked": serial.description, "crl": folder.revocationListFile],
            text: "revoked \(serial) (\(self.reason)); \(folder.revocationListFile)"
        )
    }
}
