import ArgumentParser
import Interlock

struct MarketSample: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Make meter data of a community that never was.",
        discussion: """
            Households by the standard load profile H0, every third with photovoltaics under a clear sky; \
            Docs/Data/README.md names the sources.

            EXAMPLE
              interlock market sample --households 24 --days 1 --start 2026-06-15 --seed 1 --out sample-day.csv
            """
    )

    @Option(help: "How many households.")
    var households = 24

    @Option(help: "How many days.")
    var days = 1

    @Option(help: "The first day.")
    var start: Timestamp

    @Option(help: "What the households are drawn from.")
    var seed: UInt64 = 1

    @Option(help: "The file to make; standard output where it is left out.", completion: .file())
    var out: String?

    func validate() throws {
        guard (1...999).contains(self.households) else { throw ValidationError("--households is 1 to 999") }
        guard (1...366).contains(self.days) else { throw ValidationError("--days is 1 to 366") }
        guard self.start.secondsSinceEpoch.isMultiple(of: 86_400), self.start.secondsSinceEpoch >= 0 else {
            throw ValidationError("--start is a date, such as 2026-06-15")
        }
    }

    func run() throws {
        let text = SampleCommunity(households: self.households, seed: self.seed).csv(
            from: self.start,
            days: self.days
        )
        guard let out else { return Terminal.print(String(text.dropLast())) }
        try FileSystem.create(out, mode: 0o644, Array(text.utf8))
    }
}
