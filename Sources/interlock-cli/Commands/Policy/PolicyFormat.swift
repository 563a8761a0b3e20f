import ArgumentParser
import Interlock

struct PolicyFormat: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "format",
        abstract: "Lay policies out, or convert them between Cedar text and JSON.",
        discussion: """
            Cedar text is laid out with every token and comment where it was. JSON is written as Cedar text, or text as \
            JSON, if --to says so; the JSON form has no comments, and the text no names of policies.

            EXAMPLE
              interlock policy format --check market.cedar
              interlock policy format --to json market.cedar
            """
    )

    enum Form: String, ExpressibleByArgument, CaseIterable {
        case cedar, json
    }

    @Argument(help: "The policies, Cedar text or JSON (- for standard input).", completion: .file())
    var file: String

    @Option(help: "The form to write.")
    var to = Form.cedar

    @Flag(help: "Print nothing; end with 1 if the file is laid out otherwise.")
    var check = false

    @Flag(help: "Replace the file by what would be printed.")
    var write = false

    func validate() throws {
        guard !(self.check && self.write) else {
            throw ValidationError("--check and --write exclude each other")
        }
        guard !self.write || self.file != "-" else {
            throw ValidationError("standard input cannot be written")
        }
    }

    /// Writes JSON, and reads it again: what is written can be read.
    private static func json(_ policies: PolicySet) throws(AccessError) -> String {
        let json = policies.json
        do {
            _ = try PolicySet(parsingJSON: json)
        } catch {
            throw AccessError(error.code, "the policies have no JSON form that can be read: \(error.reason)")
        }
        return json
    }

    func run() throws {
        let text = try PolicyFile.text(self.file)
        let result = try PolicyFile.naming(self.file) { () throws(AccessError) in
            switch self.to {
            case .json: try Self.json(PolicyFile.policies(text)) + "\n"
            case .cedar:
                try PolicyFile.isJSON(text) ? PolicyFile.policies(text).text : PolicyLayout.format(text)
            }
        }
        if self.check {
            guard result == text else { throw Failure(.no, "\(self.file) is laid out otherwise") }
        } else if self.write {
            if result != text { try FileSystem.replace(self.file, mode: 0o644, Array(result.utf8)) }
        } else {
            Terminal.print(String(result.dropLast()))
        }
    }
}
