import ArgumentParser
import Interlock

struct MarketBook: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "book",
        abstract: "Read a market: depth, last price, statistics and merit order of each period.",
        discussion: """
            Of a file of orders, the book as it stands after the orders up to --at, before the periods close: under \
            uniform, pay-as-bid, mid and mcafee it holds all orders, under cda those that have not traded. Of a \
            ledger, the prices and statistics of what it has committed.

            EXAMPLES
              interlock market book --orders orders.csv --rule uniform --period 2026-06-15T12:00:00Z --svg merit.svg
              interlock market book --ledger run/ledger --json
            """
    )

    @Option(help: "The orders, as for `market clear`.", completion: .file())
    var orders: String?

    @Option(help: "A node's folder, or one peer's blocks.", completion: .directory)
    var ledger: String?

    @Option(help: "The clearing rule of the study.")
    var rule: Mechanism?

    @Option(help: "The study's market rules (JSON).", completion: .file())
    var config: String?

    @Option(help: "The last moment whose orders count; all where it is left out.")
    var at: Timestamp?

    @Option(help: "One delivery period, by its start; all where it is left out.")
    var period: Timestamp?

    @Option(help: "Write the merit order of --period here as a picture.", completion: .file())
    var svg: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (self.orders == nil) != (self.ledger == nil) else {
            throw ValidationError("name --orders or --ledger")
        }
        guard self.ledger == nil || (self.rule == nil && self.config == nil) else {
            throw ValidationError("a --ledger has rules of its own")
        }
        guard self.svg == nil || (self.period != nil && self.orders != nil) else {
            throw ValidationError("--svg is of the --orders of one --period")
        }
    }

    func run() throws {
        if let svg, FileSystem.exists(svg) {
            throw Failure(.usage, "\(svg): is there already; it is never overwritten")
        }
        let books = try self.orders.map(self.study) ?? self.committed()
        let chosen = books.filter { self.period == nil || $0.period.start == self.period }
        if let period, chosen.isEmpty { throw Failure(.usage, "there is nothing of the period \(period)") }
        if let svg {
            let picture = MeritOrder(chosen[0].depth).svg(title: "Merit order \(chosen[0].period)")
            try FileSystem.create(svg, mode: 0o644, Array(picture.utf8))
        }
        let lines = chosen.map(Line.init)
        try self.output.print(lines, text: lines.map(\.text).joined(separator: "\n"))
    }

    private struct Book {
        var period: DeliveryPeriod
        var depth = BookDepth.empty
        var statistics: PeriodStatistics?
    }

    private func study(_ orders: String) throws -> [Book] {
        var options = StudyOptions()
        options.orders = orders
        options.rule = self.rule
        options.config = self.config
        let centre = try ParticipantID("study")
        return try options.study(until: self.at).periods.map { period in
            Book(
                period: period.period,
                depth: period.depth,
                statistics: PeriodStatistics.of([period].trades(matchingCentre: centre)).first
            )
        }
    }

    private func committed() throws -> [Book] {
        let trades = try LedgerRecords(folder: self.ledger ?? "").trades
        return PeriodStatistics.of(
            trades.filter { self.at == nil || $0.matchedAt <= self.at ?? $0.matchedAt }
        )
        .map { Book(period: $0.period, statistics: $0) }
    }

    private struct Line: Encodable {
        var period: DeliveryPeriod
        var demands: [Level]
        var supplies: [Level]
        var crossingWh: Int64
        var statistics: Statistics?

        init(_ book: Book) {
            let order = MeritOrder(book.depth)
            self.period = book.period
            self.demands = zip(book.depth.demands, order.demands).map(Level.init)
            self.supplies = zip(book.depth.supplies, order.supplies).map(Level.init)
            self.crossingWh = order.volume.wattHours
            self.statistics = book.statistics.map(Statistics.init)
        }

        var text: String {
            let trades =
                self.statistics.map {
                    "\($0.trades) trades, \($0.energyWh) Wh, open \($0.open), high \($0.high), low \($0.low), "
                        + "last \($0.last), mean \($0.mean)"
                } ?? "no trades"
            var lines = ["\(self.period)  \(trades)"]
            for (name, levels) in [("supply", self.supplies.reversed()), ("demand", self.demands)] {
                lines += levels.map {
                    "  \(name)  \($0.price)  \($0.energyWh) Wh, \($0.orders) orders, \($0.cumulativeWh) Wh in all"
                }
            }
            return lines.joined(separator: "\n")
        }
    }

    private struct Level: Encodable {
        var price: Price
        var energyWh: Int64
        var orders: Int
        var cumulativeWh: Int64

        init(_ level: BookDepth.Level, _ step: MeritOrder.Step) {
            self.price = level.price
            self.energyWh = level.energy.wattHours
            self.orders = level.orders
            self.cumulativeWh = step.cumulative.wattHours
        }
    }

    private struct Statistics: Encodable {
        var trades: Int
        var energyWh: Int64
        var amount: Money
        var open: Price
        var high: Price
        var low: Price
        var last: Price
        var mean: Price

        init(_ statistics: PeriodStatistics) {
            self.trades = statistics.trades
            self.energyWh = statistics.energy.wattHours
            self.amount = statistics.amount
            self.open = statistics.open
            self.high = statistics.high
            self.low = statistics.low
            self.last = statistics.last
            self.mean = statistics.meanPrice
        }
    }
}
