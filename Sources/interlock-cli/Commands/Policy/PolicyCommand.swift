import ArgumentParser
import Interlock

struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Check, ask, lay out and test Cedar policies.",
        subcommands: [PolicyCheck.self, PolicyAuthorize.self, PolicyFormat.self, PolicyTestCommand.self]
    )
}
