import ArgumentParser
import Interlock
import InterlockAuthority

struct CAList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the certificates that an authority has issued; needs no passphrase.",
        discussion: """
            EXAMPLES
              interlock ca list --ca ca --status revoked
              interlock ca list --ca ca --expiring 30 --json
            """
    )

    @Option(help: "The authority's folder.", completion: .directory)
    var ca: String

    @Option(help: "Of this identity only.")
    var identity: String?

    @Option(help: "Of this profile only.")
    var profile: String?

    @Option(help: "Of this status only: valid, pending, expired, held or revoked.")
    var status: IssuedCertificate.Status?

    @Option(help: "Only those that end within so many days.")
    var expiring: Int64?

    @Option(help: "As of this moment; now where it is left out.")
    var at: Timestamp?

    @Option(help: "The most that are listed.")
    var limit = 1_000

    @Option(help: "Go on after this record, the last of the page before.")
    var after: UInt64?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard CertificateQuery.limitRange.contains(self.limit) else {
            throw ValidationError("--limit is 1 to \(CertificateQuery.limitRange.upperBound)")
        }
        guard (0...36_500).contains(self.expiring ?? 0) else {
            throw ValidationError("--expiring is 0 to 36500")
        }
    }

    func run() throws {
        let moment = self.at ?? .now
        var query = CertificateQuery(at: moment)
        query.identity = self.identity
        query.profile = self.profile
        query.status = self.status
        query.expiringBy = self.expiring.map { moment.adding(seconds: $0 * 86_400) }
        query.limit = self.limit
        query.after = self.after
        let shown = try AuthorityFolder(path: self.ca).openStore().certificates(query)
            .map { ShownCertificate($0, at: moment) }
        try self.output.print(shown, text: shown.map(\.line).joined(separator: "\n"))
    }
}

/// A certificate of an authority's store, as it is shown.
struct ShownCertificate: Encodable {
    var serial: String
    var subject: String
    var identity: String
    var profile: String
    var generation: UInt32
    var renewal: UInt32
    var status: IssuedCertificate.Status
    var notBefore: Timestamp
    var notAfter: Timestamp
    var record: UInt64
    var revokedAt: Timestamp?
    var reason: String?
    var invalidSince: Timestamp?

    init(_ issued: IssuedCertificate, at moment: Timestamp) {
        self.serial = issued.serialNumber.description
        self.subject = issued.subject
        self.identity = issued.identity
        self.profile = issued.profile
        self.generation = issued.generation
        self.renewal = issued.renewal
        self.status = issued.status(at: moment)
        self.notBefore = issued.validity.lowerBound
        self.notAfter = issued.validity.upperBound
        self.record = issued.record
        self.revokedAt = issued.revocation?.at
        self.reason = issued.revocation?.reason.description
        self.invalidSince = issued.revocation?.invalidSince
    }

    var line: String {
        let place = "\(self.generation).\(self.renewal)"
        return
            "\(self.serial) \(self.status.rawValue) \(self.notAfter) \(self.profile) \(self.identity) \(place)"
    }

    var text: String {
        var lines = [
            "subject     \(self.subject)", "serial      \(self.serial)", "profile     \(self.profile)",
            "generation  \(self.generation), renewal \(self.renewal)",
            "valid       \(self.notBefore) to \(self.notAfter)", "status      \(self.status.rawValue)",
            "record      \(self.record)",
        ]
        if let revokedAt, let reason { lines.append("revoked     \(revokedAt), \(reason)") }
        if let invalidSince { lines.append("invalid     since \(invalidSince)") }
        return lines.joined(separator: "\n")
    }
}
