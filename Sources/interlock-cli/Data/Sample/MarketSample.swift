import ArgumentParser
import Glibc
import Interlock

struct MarketSample: ParsableCommand, StreamsOutput {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Make up meter data of a small community.",
        discussion: """
            Loads follow the standard load profile H0, generation a clear sky (Haurwitz 1945); a third of the \
            households has photovoltaics. The same arguments give the same bytes on any machine.

            EXAMPLES
              interlock market sample --out sample.csv
              interlock market sample --households 200 --days 7 --seed 7 --out week.csv
            """
    )

    @Option(help: "How many households, up to 10000.")
    var households = 24

    @Option(help: "How many days, up to 366.")
    var days = 1

    @Option(help: "The first day.")
    var start = Timestamp(secondsSinceEpoch: 1_781_481_600)

    @Option(help: "What households and their habits are drawn from.")
    var seed: UInt64 = 1

    @Option(parsing: .unconditional, help: "In degrees, north positive.")
    var latitude = ClearSky.germany.latitude

    @Option(parsing: .unconditional, help: "In degrees, east positive.")
    var longitude = ClearSky.germany.longitude

    @Option(
        help: "The file to write, which must not exist yet; \"-\" is standard output.",
        completion: .file()
    )
    var out = "-"

    /// From 1970-01-01 to 9997-12-31: 366 days later, years still have four digits on all clocks.
    private static let starts =
        Timestamp(secondsSinceEpoch: 0)...Timestamp(secondsSinceEpoch: 253_339_142_400)

    func validate() throws {
        let limits = MeterLimits.standard
        guard (1...limits.households).contains(self.households) else {
            throw ValidationError("--households is a number from 1 to \(limits.households)")
        }
        guard (1...366).contains(self.days) else { throw ValidationError("--days is a number from 1 to 366") }
        guard self.households * self.days * Int(MeterDay.periodCount) <= limits.rows else {
            throw ValidationError("more than \(limits.rows) readings, which is what `market run` reads")
        }
        guard self.start.secondsSinceEpoch.isMultiple(of: 86_400), Self.starts.contains(self.start) else {
            throw ValidationError("--start is a date from 1970 to 9997, such as 2026-06-15")
        }
        guard (-90...90).contains(self.latitude), (-180...180).contains(self.longitude) else {
            throw ValidationError("--latitude is from -90 to 90, --longitude from -180 to 180")
        }
    }

    func run() throws {
        var community = SampleCommunity(households: self.households, seed: self.seed)
        community.sky = ClearSky(latitude: self.latitude, longitude: self.longitude)
        let csv = community.readings(from: self.start, days: self.days).csv
        guard self.out != "-" else {
            return try FileSystem.writeAll(STDOUT_FILENO, csv, path: "standard output")
        }
        try FileSystem.create(self.out, mode: 0o644, csv)
    }
}
