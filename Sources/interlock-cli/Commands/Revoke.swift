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

    @Option(help: "The authority's folder.", completion: .directory)
    var ca: String

    @Option(help: "The certificate's serial number, in hexadecimal.")
    var serial: String

    @Option(help: "Why: unspecified, keyCompromise, affiliationChanged, superseded, cessationOfOperation, …")
    var reason = "unspecified"

    @Option(help: "Since when the key may have been another's, such as 2016-06-13T00:15:00Z.")
    var invalidSince: Timestamp?

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
        guard let serial = SerialNumber(self.serial), let reason = RevocationReason(self.reason) else {
            throw Failure(.usage, "--serial or --reason")
        }
        let folder = AuthorityFolder(path: self.ca)
        guard try folder.openStore().certificate(serial) != nil else {
            throw Failure(.no, "\(serial): this authority has issued no such certificate")
        }
        let desk = try folder.openDesk(self.passphrase)
        try folder.publish(
            desk.revoke(serial, reason: reason, invalidSince: self.invalidSince, at: .now)
        )
        try self.output.print(
            ["revoked": serial.description, "crl": folder.revocationListFile],
            text: "revoked \(serial) (\(self.reason)); \(folder.revocationListFile)"
        )
    }
}
