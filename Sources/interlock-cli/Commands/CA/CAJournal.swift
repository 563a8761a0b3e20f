import ArgumentParser
import Interlock
import InterlockAuthority

struct CAJournal: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Check and show what an authority has done; needs no passphrase.",
        subcommands: [CAJournalVerify.self, CAJournalShow.self]
    )
}

struct CAJournalVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Recompute the journal's chain, and hold file, store and signed head to each other.",
        discussion: """
            With --head, a journal.head that was published earlier, the journal must also have grown from that one: \
            this tells an authority whose whole folder was put back to an older state. Without it, the folder's own \
            journal.head is taken, if there is one that the authority signed.

            EXIT STATUS
              0  nothing is wrong
              1  something is; the first bad record is named

            EXAMPLE
              interlock ca journal verify --ca ca --head published/journal.head
            """
    )

    @Option(help: "The authority's folder.", completion: .directory)
    var ca: String

    @Option(help: "A head that was published earlier.", completion: .file())
    var head: String?

    @OptionGroup var output: OutputOptions

    private struct Verdict: Encodable {
        var good: Bool
        var records: UInt64
        var certificates: Int
        var unsynced: UInt64
        var head: String?
        var badRecord: UInt64?
        var reason: String?
    }

    func run() throws {
        let folder = AuthorityFolder(path: self.ca)
        let certificate = try folder.certificate()
        let audit = try JournalAudit(
            folder: self.ca,
            authority: certificate,
            published: self.published(folder, certificate)
        )
        guard self.output.json || audit.isGood else {
            throw Failure(.no, "\(folder.path): \(audit.problem?.description ?? "")")
        }
        try self.output.print(
            Verdict(
                good: audit.isGood,
                records: audit.records,
                certificates: audit.certificates,
                unsynced: audit.unsynced,
                head: audit.head?.digest.description,
                badRecord: audit.problem?.record,
                reason: audit.problem?.reason
            ),
            text: "good: \(audit.records) records, \(audit.certificates) certificates, "
                + "head \(audit.head?.digest.description ?? "none")"
        )
        guard audit.isGood else { throw ExitCode(ExitStatus.no.rawValue) }
    }

    /// The head that is named, or else the folder's own: an output, which may be missing or spoilt.
    private func published(_ folder: AuthorityFolder, _ certificate: Certificate) throws -> [UInt8]? {
        if let head { return try FileSystem.read(head, limit: 1 << 16) }
        guard let own = try? FileSystem.read(folder.headFile, limit: 1 << 16),
            (try? JournalHead(decoding: own, authority: certificate)) != nil
        else { return nil }
        return own
    }
}

struct CAJournalShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the journal's records.",
        discussion: """
            EXAMPLE
              interlock ca journal show --ca ca --from 100 --json
            """
    )

    @Option(help: "The authority's folder.", completion: .directory)
    var ca: String

    @Option(help: "The first record.")
    var from: UInt64 = 0

    @Option(help: "The most that are shown.")
    var limit = 1_000

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100_000).contains(self.limit) else { throw ValidationError("--limit is 1 to 100000") }
    }

    private struct Shown: Encodable {
        var sequence: UInt64
        var previous: String
        var time: Timestamp
        var kind: String
        var content: [String: JournalValue]
    }

    func run() throws {
        let records = try AuthorityFolder(path: self.ca).openStore().records(
            from: self.from,
            limit: self.limit
        )
        let shown = records.map { record in
            Shown(
                sequence: record.sequence,
                previous: record.previous.description,
                time: record.time,
                kind: record.event.kind.rawValue,
                content: Dictionary(
                    record.event.content.entries.map {
                        ($0.key.textValue ?? "", JournalValue(cbor: $0.value))
                    },
                    uniquingKeysWith: { first, _ in first }
                )
            )
        }
        let lines = records.map {
            "\($0.sequence) \($0.time) \($0.event.kind.rawValue) \(CBOR.map($0.event.content).description)"
        }
        try self.output.print(shown, text: lines.joined(separator: "\n"))
    }
}

/// A field of a record in JSON; bytes in hexadecimal.
struct JournalValue: Encodable {
    let cbor: CBOR

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let number = self.cbor.integerValue { return try container.encode(number) }
        if let text = self.cbor.textValue { return try container.encode(text) }
        guard let bytes = self.cbor.bytesValue else { return try container.encodeNil() }
        try container.encode(bytes.hexString)
    }
}
