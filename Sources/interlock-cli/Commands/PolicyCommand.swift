import ArgumentParser
import Interlock

struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Work with Cedar policies.",
        subcommands: [PolicyCheck.self]
    )
}

struct PolicyCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Parse policies, and say where and why they do not.",
        discussion: """
            EXAMPLE
              interlock policy check market.cedar
            """
    )

    @Argument(help: "Policy files (- for standard input).", completion: .file())
    var files: [String]

    @OptionGroup var output: OutputOptions

    private struct Verdict: Encodable {
        var file: String
        var valid: Bool
        var policies: [String]
        var error: String?
    }

    func run() throws {
        var verdicts: [Verdict] = []
        for file in self.files {
            let text = String(decoding: try FileSystem.read(file, limit: 1 << 24), as: UTF8.self)
            do {
                let set = try PolicySet(parsing: text)
                verdicts.append(
                    Verdict(file: file, valid: true, policies: set.policies.map(\.id.description))
                )
            } catch {
                verdicts.append(Verdict(file: file, valid: false, policies: [], error: error.diagnostic))
            }
        }
        let lines = verdicts.map { verdict in
            verdict.error.map { "\(verdict.file): \($0)" }
                ?? "\(verdict.file): \(verdict.policies.count) policies"
        }
        try self.output.print(verdicts, text: lines.joined(separator: "\n"))
        guard verdicts.allSatisfy(\.valid) else { throw ExitCode(ExitStatus.no.rawValue) }
    }
}

/// Policies in files.
enum PolicyFile {
    static func read(_ path: String) throws -> PolicySet {
        let text = String(decoding: try FileSystem.read(path, limit: 1 << 24), as: UTF8.self)
        do {
            return try PolicySet(parsing: text)
        } catch {
            throw Failure(.usage, "\(path): \(error)")
        }
    }
}
