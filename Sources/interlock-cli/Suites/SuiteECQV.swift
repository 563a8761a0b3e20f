import ArgumentParser
import Interlock

struct SuiteECQV: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ecqv",
        abstract: "Issue, receive, sign and verify with implicit certificates, many times, at random.",
        discussion: """
            Each round has its own attributes, key and message, and goes through the bytes that meter and authority \
            exchange. In each, one part of the answer or of the certificate is then changed, and must be refused with \
            the code that stands for it. Ends with `N passed, N failed, N skipped`.

            EXAMPLE
              interlock suite ecqv --rounds 100000
            """
    )

    @Option(help: "How many rounds.")
    var rounds = 10_000

    @Option(help: "What the rounds are drawn from.")
    var seed: UInt64 = 1

    @Option(help: "The security parameter: 128 (P-256), 192 (P-384) or 256 (P-521).")
    var level: SecurityLevel = .bits128

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...10_000_000).contains(self.rounds) else {
            throw ValidationError("--rounds is 1 to 10000000")
        }
    }

    func run() async throws {
        let world = try ECQVRounds(level: self.level)
        let (parts, seed, rounds) = (8, self.seed, self.rounds)
        var tally = SuiteTally()
        let verdicts = await withTaskGroup(of: [(String, CaseVerdict)].self) { group in
            for part in 0..<parts {
                group.addTask {
                    stride(from: part, to: rounds, by: parts).map { round in
                        ("round \(round)", world.verdict(seed: seed &* 0x9e37_79b9 &+ UInt64(round)))
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        for (name, verdict) in verdicts { tally.add(name, verdict) }
        try tally.finish(self.output)
    }
}
