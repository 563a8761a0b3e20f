import ArgumentParser
import Interlock

struct VectorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vectors",
        abstract: "Check this implementation against test vectors.",
        subcommands: []
    )
}
