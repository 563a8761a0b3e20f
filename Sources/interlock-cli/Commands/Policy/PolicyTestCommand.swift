import ArgumentParser
import FoundationEssentials
import Interlock

struct PolicyTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run tests in the public layout of Cedar's integration tests.",
        discussion: """
            A test is a JSON file that names policies, entities and a schema, says whether the policies are valid, and \
            lists requests with decision, reasons and errors (cedar-policy/cedar-integration-tests). The files that it \
            names are looked for beside it and in the folders above it. Of a folder, all tests below it are run. Prints \
            each test that fails, ends with `N passed, N failed`, and with 1 if one failed or none was found.

            EXAMPLE
              interlock policy test corpus-tests tests/multi/1.json
            """
    )

    @Argument(help: "Tests, or folders of them.", completion: .file())
    var paths: [String]

    @OptionGroup var output: OutputOptions

    private struct Tally: Encodable {
        struct Failed: Encodable {
            var file: String
            var reason: String
        }

        var passed = 0
        var failed: [Failed] = []
    }

    func run() throws {
        var tally = Tally()
        for path in self.paths { try self.run(path, isNamed: true, &tally) }
        let lines =
            tally.failed.map { "FAILED \($0.file): \($0.reason)" }
            + ["\(tally.passed) passed, \(tally.failed.count) failed"]
        try self.output.print(tally, text: lines.joined(separator: "\n"))
        guard tally.failed.isEmpty, tally.passed > 0 else { throw ExitCode(ExitStatus.no.rawValue) }
    }

    private func run(_ path: String, isNamed: Bool, _ tally: inout Tally) throws {
        if FileSystem.isFolder(path) {
            for name in try FileSystem.names(in: path).sorted() {
                let inner = "\(path)/\(name)"
                guard FileSystem.isFolder(inner) || name.hasSuffix(".json") else { continue }
                try self.run(inner, isNamed: false, &tally)
            }
            return
        }
        let text = try PolicyFile.text(path)
        guard PolicyTest.isTest(text) else {
            if isNamed { throw Failure(.usage, "\(path) is no test in Cedar's layout") }
            return
        }
        do {
            let test = try PolicyTest(parsingJSON: text) { try PolicyFile.text(Self.find($0, from: path)) }
            let differences = try test.differences()
            guard !differences.isEmpty else {
                tally.passed += 1
                return
            }
            tally.failed.append(Tally.Failed(file: path, reason: differences.joined(separator: "; ")))
        } catch let error as AccessError {
            tally.failed.append(Tally.Failed(file: path, reason: "\(error)"))
        } catch let failure as Failure {
            tally.failed.append(Tally.Failed(file: path, reason: failure.message))
        }
    }

    /// The file that a test names: from the nearest folder above the test that has it, or else beside the test
    /// under its last name.
    private static func find(_ name: String, from path: String) throws -> String {
        let start = path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
        let folders = start.split(separator: "/").dropLast()
        let above = (0...folders.count).reversed().map { "/" + folders.prefix($0).joined(separator: "/") }
        let beside = name.split(separator: "/").last.map(String.init) ?? name
        let candidates = above.map { "\($0)/\(name)" } + ["\(above[0])/\(beside)"]
        guard let found = candidates.first(where: { FileSystem.exists($0) }) else {
            throw Failure(.usage, "there is no \(name)")
        }
        return found
    }
}
