import ArgumentParser
import InterlockJSON

/// Command that writes its result to standard output where `--out` is `-`.
protocol StreamsOutput {}

/// The options as they were typed, which the parser no longer tells apart: of an option that was given twice it keeps the
/// last value.
struct GivenOptions {
    /// The parser's own description of a command.
    private struct Tool: Decodable {
        var command: Command
    }

    private struct Command: Decodable {
        var arguments: [Argument]?
    }

    private struct Argument: Decodable {
        var kind: String
        var isRepeating: Bool
        var names: [Name]?
    }

    private struct Name: Decodable {
        var kind: String
        var name: String

        var text: String { (self.kind == "long" ? "--" : "-") + self.name }
    }

    private let command: any ParsableCommand.Type
    private var arguments: [Argument] = []

    init(of command: any ParsableCommand.Type) throws {
        self.command = command
        let description = Array(command._dumpHelp().utf8)
        let tool = try StrictJSON.decode(Tool.self, from: description, ignoringUnknownMembers: true)
        self.arguments = tool.command.arguments ?? []
    }

    /// Refuses an option that does not add up and is given twice, and `-` as the name of a file to write.
    func check(_ words: [String]) throws(Failure) {
        guard !words.contains("--help"), !words.contains("-h") else { return }
        var given: Set<Int> = []
        var rest = words.prefix { $0 != "--" }[...]
        while let word = rest.popFirst() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard let place = self.place(of: name) else { continue }
            let argument = self.arguments[place]
            guard given.insert(place).inserted || argument.isRepeating else {
                throw Failure(.usage, "\(name) is given twice; it takes one value")
            }
            guard argument.kind == "option" else { continue }
            let value = parts.count == 2 ? String(parts[1]) : rest.popFirst()
            if name == "--out", value == "-", !(self.command is any StreamsOutput.Type) {
                throw Failure(.usage, "--out: - is standard output, and this command writes files; name one")
            }
        }
    }

    private func place(of name: String) -> Int? {
        self.arguments.firstIndex { ($0.names ?? []).contains { $0.text == name } }
    }
}
