import ArgumentParser
import Interlock

struct SuiteLimbo: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limbo",
        abstract: "Run a file of C2SP's x509-limbo.",
        discussion: """
            Certificates are held to the profile of RFC 5280. Skipped are cases that turn on the peer's name alone, \
            and those of rules that the CA/Browser Forum has and RFC 5280 does not; the reason stands beside each. \
            Ends with `N passed, N failed, N skipped`.

            EXAMPLE
              interlock suite limbo limbo.json
            """
    )

    @Argument(help: "The suite (JSON).", completion: .file())
    var file: String

    @OptionGroup var output: OutputOptions

    private struct Suite: Decodable {
        var testcases: [LimboCase]
    }

    func run() throws {
        var tally = SuiteTally()
        for test in try JSON.read(self.file, as: Suite.self, limit: 1 << 28, ignoringUnknownMembers: true)
            .testcases
        {
            tally.add(test.id, test.verdict())
        }
        try tally.finish(self.output)
    }
}
