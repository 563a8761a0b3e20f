import ArgumentParser
import Interlock

struct CATranscript: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transcript",
        abstract: "Verify and show every ceremony of a master key; needs no share.",
        discussion: """
            EXIT STATUS
              0  every transcript is signed as it must be and follows on the one before
              1  one does not; it is named

            EXAMPLE
              interlock ca transcript --ceremony ceremony --certificate root/ca.cert.pem --json
            """
    )

    @OptionGroup var ceremony: CeremonyOptions
    @OptionGroup var output: OutputOptions

    private struct Shown: Encodable {
        struct Entry: Encodable {
            var sequence: UInt64
            var kind: String
            var time: Timestamp
            var present: [Int]
            var purpose: String
            var set: String
            var digest: String
        }
        var current: ShownSet
        var ceremonies: [Entry]
    }

    func run() throws {
        let log = try self.ceremony.readLog()
        let shown = Shown(
            current: ShownSet(log),
            ceremonies: log.transcripts.map {
                .init(
                    sequence: $0.record.sequence,
                    kind: $0.record.kind.rawValue,
                    time: $0.record.time,
                    present: $0.record.present,
                    purpose: $0.record.purpose,
                    set: $0.record.setDigest.description,
                    digest: $0.digest.description
                )
            }
        )
        let lines = shown.ceremonies.map {
            "\($0.sequence) \($0.time) \($0.kind) \($0.present.map(String.init).joined(separator: ",")) \($0.purpose)"
        }
        try self.output.print(shown, text: (lines + [shown.current.text]).joined(separator: "\n"))
    }
}
