import ArgumentParser
import Interlock

struct MSPCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say what of a folder a Fabric node would refuse, and which of its functions would.",
        discussion: """
            A folder is accepted where a node sets it up and finds its signer valid. Every reason is listed; notes are \
            what Fabric takes and reads otherwise than it stands, such as a file without PEM.

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
            var effect: String
            var reason: String
            var source: String

            init(_ defect: MembershipDefect) {
                self.rule = defect.rule.rawValue
                self.effect = defect.effect.rawValue
                self.reason = defect.reason
                self.source = defect.rule.source
            }
        }
        var accepted: Bool
        var setUp: Bool
        var defects: [Defect]
        var notes: [Defect]
    }

    func run() throws {
        let report = try MembershipReport(on: self.folder, at: self.at ?? .now)
        let notes = report.defects.filter { $0.effect == .noted }
        let defects = report.defects.filter { $0.effect != .noted }
        guard self.output.json || report.isAccepted else {
            throw Failure(.no, "\(self.folder): \(defects.map(\.description).joined(separator: "; "))")
        }
        let shown = Shown(
            accepted: report.isAccepted,
            setUp: report.isSetUp,
            defects: defects.map(Shown.Defect.init),
            notes: notes.map(Shown.Defect.init)
        )
        let lines = ["accepted"] + notes.map { "note: \($0)" }
        try self.output.print(shown, text: lines.joined(separator: "\n"))
        guard report.isAccepted else { throw ExitCode(ExitStatus.no.rawValue) }
    }
}
