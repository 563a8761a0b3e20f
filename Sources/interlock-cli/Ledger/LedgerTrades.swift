import ArgumentParser
import Interlock

struct LedgerTrades: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trades",
        abstract: "List a ledger's trades, all or those of a participant, a period or a block.",
        discussion: """
            Verifies the blocks as it reads them, and lists only what counts. Prices in CSV and JSON are in 1/10000 of \
            the currency for a kWh, amounts in 1/10,000,000.

            EXAMPLES
              interlock ledger trades run/ledger --participant household-03
              interlock ledger trades run/ledger --period 2026-06-15T12:00:00Z --csv
              interlock ledger trades run/ledger --block 40 --json
            """
    )

    @Argument(help: "The ledger's folder.", completion: .directory)
    var folder: String

    @Option(help: "Those that this participant bought or sold in; more than one may be named.")
    var participant: [ParticipantID] = []

    @Option(help: "Those of this delivery period, named by its first second; more than one may be named.")
    var period: [Timestamp] = []

    @Option(help: "Those of this block; more than one may be named.")
    var block: [UInt64] = []

    @Flag(help: "Print CSV, the same columns under a header.")
    var csv = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !self.csv || !self.output.json else {
            throw ValidationError("--csv and --json exclude each other")
        }
        for start in self.period where (try? DeliveryPeriod(start: start)) == nil {
            throw ValidationError("--period: \(start) is not the start of a quarter of an hour")
        }
    }

    func run() throws {
        let trades = try LedgerRecords(folder: self.folder).committed.filter(self.isAsked)
        guard self.csv else { return try self.output.print(trades, text: Self.table(trades)) }
        let rows = trades.map { trade in ShownTrade.columns.map { $0.field(trade) }.joined(separator: ",") }
        let header = ShownTrade.columns.map(\.name).joined(separator: ",")
        Terminal.print(([header] + rows).joined(separator: "\n"))
    }

    private func isAsked(_ trade: ShownTrade) -> Bool {
        (self.participant.isEmpty || self.participant.contains { $0 == trade.buyer || $0 == trade.seller })
            && (self.period.isEmpty || self.period.contains(trade.period.start))
            && (self.block.isEmpty || self.block.contains { $0 == trade.block })
    }

    /// The first columns, in the width of their longest fields; prices and amounts in the currency.
    private static func table(_ trades: [ShownTrade]) -> String {
        let header = ["number", "block", "period", "buyer", "seller", "Wh", "per kWh", "amount"]
        let rows = trades.map { trade in
            [
                "\(trade.number)", trade.block.map(String.init) ?? "", "\(trade.period)", "\(trade.buyer)",
                "\(trade.seller)", "\(trade.energyWh)", "\(trade.price)", "\(trade.amount)",
            ]
        }
        let widths = header.indices.map { column in
            ([header] + rows).map { $0[column].utf8.count }.max() ?? 0
        }
        let isNumber: Set = [0, 1, 5, 6, 7]
        let lines = ([header] + rows).map { row in
            row.indices.map { column in
                let blanks = String(repeating: " ", count: widths[column] - row[column].utf8.count)
                return isNumber.contains(column) ? blanks + row[column] : row[column] + blanks
            }.joined(separator: "  ")
        }
        let energy = trades.reduce(0) { $0 + $1.energyWh }
        let amount = trades.reduce(Money.zero) { $0 + $1.amount }
        return (lines + ["\(trades.count) trades, \(energy) Wh, \(amount)"]).joined(separator: "\n")
    }
}
