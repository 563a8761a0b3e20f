import ArgumentParser
import Interlock
import InterlockAuthority

struct Crl: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Publish the next revocation list, good for seven days; or show one.",
        discussion: """
            EXAMPLES
              interlock crl --ca ca
              interlock crl --show ca/crl.pem --json
            """
    )

    @Option(help: "The authority's folder.", completion: .directory)
    var ca: String?

    @Option(help: "Show this revocation list instead (PEM or DER).", completion: .file())
    var show: String?

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (self.ca == nil) != (self.show == nil) else { throw ValidationError("either --ca or --show") }
    }

    private struct Shown: Encodable {
        struct Entry: Encodable {
            var serial: String
            var at: Timestamp
            var reason: String
        }
        var issuer: String
        var number: UInt64
        var thisUpdate: Timestamp
        var nextUpdate: Timestamp
        var revoked: [Entry]
    }

    func run() throws {
        if let show {
            for list in try CertificateFile.readRevocationLists(show) { try self.print(list) }
            return
        }
        let folder = AuthorityFolder(path: self.ca ?? "")
        try folder.publish(folder.openDesk(self.passphrase).publish(at: .now))
        for list in try CertificateFile.readRevocationLists(folder.revocationListFile) {
            try self.print(list)
        }
    }

    private func print(_ list: RevocationList) throws {
        let shown = Shown(
            issuer: list.issuer,
            number: list.number,
            thisUpdate: list.thisUpdate,
            nextUpdate: list.nextUpdate,
            revoked: list.entries.map {
                .init(serial: $0.serialNumber.description, at: $0.revokedAt, reason: $0.reason.description)
            }
        )
        let lines = shown.revoked.map { "\($0.serial) \($0.at) \($0.reason)" }
        let head = "\(list.issuer), number \(list.number), \(list.thisUpdate) to \(list.nextUpdate)"
        try self.output.print(shown, text: ([head] + lines).joined(separator: "\n"))
    }
}
