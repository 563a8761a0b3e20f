import ArgumentParser

@main
struct InterlockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "interlock", version: "0.1.0")
}
