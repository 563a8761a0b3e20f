import ArgumentParser
import Interlock

struct MSPCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say what of a folder a Fabric node would refuse, and which of its functions would.",
        discussion: """
            EXAMPLE
              interlock msp check peer0/msp --json
            """
    )

    @Argument(help: "The folder.", completion: .directory)
    var folder: String

    @Option(help: "The moment to judge at; now where it is left out.")
    var at: Timestamp?

    @OptionGroup var output: OutputOptions

    private struct Shown: Encodable {
        struct Defect: Encodable {
            var rule: String
            var reason: String
            var source: String
        }
        var accepted: Bool
        var defects: [Defect]
    }

    func run() throws {
        let defects = try MembershipFolder(reading: self.folder).defects(at: self.at ?? .now)
        guard self.output.json || defects.isEmpty else {
            throw Failure(.no, defects.map(\.description).joined(separator: "; "))
        }
        let shown = Shown(
            accepted: defects.isEmpty,
            defects: defects.map { .init(rule: $0.rule.rawValue, reason: $0.reason, source: $0.rule.source) }
        )
        try self.output.print(shown, text: "accepted")
        guard defects.isEmpty else { throw ExitCode(ExitStatus.no.rawValue) }
    }
}
