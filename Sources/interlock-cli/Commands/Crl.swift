import ArgumentParser
import Interlock
import InterlockAuthority

struct Crl: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Publish the next revocation list, good for seven days; or show one.",
        discussion: """
            EXAMPLES
              interlock crl --ca ca
              interlock crl --ca ca --delta changes.pem --hours 1
              interlock crl --ca new --cross-list old/crl.pem --cross-certificate old/ca.cert.pem
              interlock crl --show ca/crl.pem --json
            """
    )

    @OptionGroup var options: CrlOptions

    func run() throws { try self.options.run() }
}

/// What publishes a revocation list; `crl` and `ca crl` are the same.
struct CrlOptions: ParsableArguments {
    @Option(help: "The authority's folder.", completion: .directory)
    var ca: String?

    @Option(help: "Show this revocation list instead (PEM or DER).", completion: .file())
    var show: String?

    @Option(help: "How many hours the list is good for.")
    var hours: Int64 = AuthorityDesk.listSeconds / 3_600

    @Option(
        help: "Write what has changed since the last complete list to this file, and no complete list.",
        completion: .file()
    )
    var delta: String?

    @Option(
        help: "A list by another key of this authority's name; its entries go into this and all later lists.",
        completion: .file()
    )
    var crossList: [String] = []

    @Option(help: "The certificate of that key.", completion: .file())
    var crossCertificate: [String] = []

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var shares: ShareOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard self.crossList.isEmpty == self.crossCertificate.isEmpty else {
            throw ValidationError("--cross-list and --cross-certificate go together")
        }
        guard self.crossList.isEmpty || self.ca != nil && self.delta == nil else {
            throw ValidationError("--cross-list goes with --ca, and not with --delta")
        }
        guard (self.ca == nil) != (self.show == nil) else { throw ValidationError("either --ca or --show") }
        guard (1...87_600).contains(self.hours) else { throw ValidationError("--hours is 1 to 87600") }
    }

    func run() throws {
        if let show {
            for list in try CertificateFile.readRevocationLists(show) { try self.print(list) }
            return
        }
        let folder = AuthorityFolder(path: self.ca ?? "")
        if let delta { try FileSystem.checkFree(delta) }
        let restored = try self.shares.openMasterKey(try folder.certificate())
        let desk = try self.openDesk(folder, restored)
        let seconds = self.hours * 3_600
        guard let delta else {
            let published = try self.publish(desk, seconds)
            try folder.publish(published)
            return try self.print(published.list)
        }
        let published = try desk.publishDelta(at: .now, listSeconds: seconds)
        try FileSystem.create(delta, mode: 0o644, Array(published.list.pemRepresentation.utf8))
        try self.print(published.list)
    }

    private func publish(_ desk: AuthorityDesk, _ seconds: Int64) throws -> AuthorityDesk.Publication {
        guard !self.crossList.isEmpty else { return try desk.publish(at: .now, listSeconds: seconds) }
        return try desk.crossList(
            self.crossList.flatMap { try CertificateFile.readRevocationLists($0) },
            by: self.crossCertificate.flatMap { try CertificateFile.read($0) },
            at: .now,
            listSeconds: seconds
        )
    }

    private func openDesk(
        _ folder: AuthorityFolder,
        _ restored: consuming MasterKey?
    ) throws -> AuthorityDesk {
        if let masterKey = restored { return try folder.openDesk(masterKey) }
        return try folder.openDesk(folder.openMasterKey(self.passphrase))
    }

    private struct Shown: Encodable {
        struct Entry: Encodable {
            var serial: String
            var at: Timestamp
            var reason: String
            var invalidSince: Timestamp?
        }
        var issuer: String
        var number: RevocationListNumber
        var isDelta: Bool
        var thisUpdate: Timestamp
        var nextUpdate: Timestamp
        var revoked: [Entry]
    }

    private func print(_ list: RevocationList) throws {
        let shown = Shown(
            issuer: list.issuer,
            number: list.number,
            isDelta: list.isDelta,
            thisUpdate: list.thisUpdate,
            nextUpdate: list.nextUpdate,
            revoked: list.entries.map {
                .init(
                    serial: $0.serialNumber.description,
                    at: $0.revokedAt,
                    reason: $0.reason.description,
                    invalidSince: $0.invalidityDate
                )
            }
        )
        let lines = shown.revoked.map { "\($0.serial) \($0.at) \($0.reason)" }
        let kind = list.isDelta ? "delta " : ""
        let head = "\(list.issuer), \(kind)number \(list.number), \(list.thisUpdate) to \(list.nextUpdate)"
        try self.output.print(shown, text: ([head] + lines).joined(separator: "\n"))
    }
}
