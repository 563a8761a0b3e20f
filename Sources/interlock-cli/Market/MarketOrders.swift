import ArgumentParser
import Glibc
import Interlock

struct MarketOrders: ParsableCommand, StreamsOutput {
    static let configuration = CommandConfiguration(
        commandName: "orders",
        abstract: "Make orders for `market clear` of meter data.",
        discussion: """
            Each household demands what it uses beyond its generation, or supplies what it generates beyond its use, \
            in every quarter of an hour, at the limit prices of `market run`, 15 minutes ahead.

            EXAMPLE
              interlock market orders --data Docs/Data/sample-day.csv --out orders.csv
              interlock market clear --rule mid --orders orders.csv
            """
    )

    @Option(help: "Meter data (CSV: household,period_start,load_wh,pv_wh).", completion: .file())
    var data: String

    @Option(help: "What limit prices are drawn from.")
    var seed: UInt64 = 1

    @Option(
        help: "The file to write, which must not exist yet; \"-\" is standard output.",
        completion: .file()
    )
    var out = "-"

    func run() throws {
        guard self.out == "-" || !FileSystem.exists(self.out) else {
            throw Failure(.usage, "\(self.out): is there already; it is never overwritten")
        }
        let data = try MeterFile.read(self.data)
        if data.missing > 0 {
            Terminal.warn(
                "\(self.data): \(data.missing) readings are missing between the first period and the last; no orders are made for them"
            )
        }
        let tariff = Tariff(seed: self.seed)
        var csv = "side,id,participant,time,period,energy_wh,price\n"
        for (number, row) in data.rows.enumerated() where row.reading.load != row.reading.generation {
            let period = try DeliveryPeriod(start: row.start)
            let name = data.households[row.household]
            let net = row.reading.load - row.reading.generation
            let side: Side = net > 0 ? .buy : .sell
            let price = tariff.limit(of: name, in: period, side: side).units
            csv +=
                "\(side.rawValue),\(number),\(name),\(DayOrders.arrival(period)),\(period),\(abs(net)),\(price)\n"
        }
        guard self.out != "-" else {
            return try FileSystem.writeAll(STDOUT_FILENO, Array(csv.utf8), path: "standard output")
        }
        try FileSystem.create(self.out, mode: 0o644, Array(csv.utf8))
    }
}
