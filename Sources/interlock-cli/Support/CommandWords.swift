import ArgumentParser
import InterlockJSON

/// The words that name a command, before its options.
struct CommandWords {
    /// The command that the words name.
    private(set) var command: any ParsableCommand.Type
    /// All arguments, with `ca help split` written as the parser takes it, `help ca split`.
    private(set) var arguments: [String]

    /// Finds the command.
    ///
    /// - Throws: A `Failure` that names a word that is no subcommand, and the one that was meant.
    init(_ arguments: [String], from root: any ParsableCommand.Type) throws(Failure) {
        self.command = root
        self.arguments = arguments
        var path: [String] = []
        for word in arguments {
            let subcommands = self.command.configuration.subcommands
            guard !subcommands.isEmpty, !word.hasPrefix("-") else { return }
            guard word != "help" else {
                self.command = root
                self.arguments = ["help"] + path + arguments[(path.count + 1)...]
                return
            }
            guard let next = subcommands.first(where: { $0._commandName == word }) else {
                throw Self.unknown(word, in: subcommands, path)
            }
            self.command = next
            path.append(word)
        }
    }

    private static func unknown(
        _ word: String,
        in subcommands: [any ParsableCommand.Type],
        _ path: [String]
    ) -> Failure {
        let shown = subcommands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
        let place = path.isEmpty ? "" : "\(path.joined(separator: " ")): "
        let hint =
            Spelling.nearest(to: word, among: shown).map { "did you mean \"\($0)\"?" }
            ?? "there are \(shown.joined(separator: ", "))"
        return Failure(.usage, "\(place)no command \(word.debugDescription); \(hint)")
    }
}
