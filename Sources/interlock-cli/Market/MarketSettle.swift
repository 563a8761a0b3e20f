import ArgumentParser
import Interlock

struct MarketSettle: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle",
        abstract: "Say who owes whom: statements by participant and period, and net payments.",
        discussion: """
            Of a ledger, its trades and signed meter readings by the rules that stood when they were committed. Of a \
            file of orders, the trades that they clear to, with the fees of --config and the readings of a CSV \
            (participant,period,consumed_wh,generated_wh).

            Money is in units of 1/10,000,000 of the currency, so that no product of energy and price is rounded.

            EXAMPLES
              interlock market settle --ledger run/ledger
              interlock market settle --orders orders.csv --rule uniform --config rules.json --readings meters.csv
            """
    )

    @Option(help: "A node's folder, or one peer's blocks.", completion: .directory)
    var ledger: String?

    @Option(help: "The orders, as for `market clear`.", completion: .file())
    var orders: String?

    @Option(help: "The clearing rule of the study.")
    var rule: Mechanism?

    @Option(help: "The study's market rules (JSON).", completion: .file())
    var config: String?

    @Option(help: "The study's meter readings (CSV).", completion: .file())
    var readings: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (self.orders == nil) != (self.ledger == nil) else {
            throw ValidationError("name --orders or --ledger")
        }
        guard self.ledger == nil || (self.readings == nil && self.config == nil && self.rule == nil) else {
            throw ValidationError("a --ledger has rules and readings of its own")
        }
    }

    func run() throws {
        let settlement = try self.ledger.map(Self.committed) ?? self.study()
        let report = Report(settlement)
        try self.output.print(report, text: report.text)
    }

    private static func committed(_ folder: String) throws -> Settlement {
        let ledger = try LedgerRecords(folder: folder)
        var settlement: Settlement?
        for record in ledger.records {
            switch record {
            case .rules(let rules):
                guard settlement == nil else {
                    try settlement?.change(rules)
                    continue
                }
                settlement = try Settlement(rules: rules, market: ledger.matchingCentre)
            case .trade(let trade): settlement?.add(trade)
            case .reading(let reading): settlement?.add(reading)
            }
        }
        guard let settlement else { throw Failure(.no, "\(folder): no genesis in it") }
        return settlement
    }

    private func study() throws -> Settlement {
        var options = StudyOptions()
        options.orders = self.orders ?? ""
        options.rule = self.rule
        options.config = self.config
        let rules = try options.rules()
        let centre = try ParticipantID("market")
        var settlement = try Settlement(rules: rules, market: centre)
        var study = try options.study()
        study.close().trades(matchingCentre: centre).forEach { settlement.add($0) }
        for reading in try self.readings.map({ try Self.read($0, market: rules.market) }) ?? [] {
            settlement.add(reading)
        }
        return settlement
    }

    private static func read(_ path: String, market: MarketID) throws -> [MeterReading] {
        let table = try CSVTable(
            path: path,
            columns: ["participant", "period", "consumed_wh", "generated_wh"]
        )
        func energy(_ row: CSVTable.Row, _ column: String) throws -> Energy {
            Energy(wattHours: try row.value(column, "a whole number of Wh") { Int64($0) })
        }
        return try table.rows.map { row in
            let owner = try row.value("participant", "a participant's name") { try? ParticipantID($0) }
            return try MeterReading(
                market: market,
                participant: owner,
                owner: owner,
                period: row.period("period"),
                consumed: energy(row, "consumed_wh"),
                generated: energy(row, "generated_wh"),
                sequence: UInt64(row.line)
            )
        }
    }
}

/// A settlement as it is printed.
private struct Report: Encodable {
    struct Statement: Encodable {
        var participant: ParticipantID
        var period: DeliveryPeriod
        var boughtWh: Int64
        var soldWh: Int64
        var paid: Money
        var received: Money
        var fees: [String: Money]
        var imbalanceWh: Int64?
        var imbalanceCost: Money?
        var balance: Money
    }

    struct Payment: Encodable {
        var payer: ParticipantID
        var payee: ParticipantID
        var amount: Money
    }

    var statements: [Statement]
    var payments: [Payment]

    init(_ settlement: Settlement) {
        self.statements = settlement.close().map {
            Statement(
                participant: $0.participant,
                period: $0.period,
                boughtWh: $0.bought.wattHours,
                soldWh: $0.sold.wattHours,
                paid: $0.paid,
                received: $0.received,
                fees: $0.fees,
                imbalanceWh: $0.imbalance?.wattHours,
                imbalanceCost: $0.imbalanceCost,
                balance: $0.balance
            )
        }
        self.payments = settlement.payments().map {
            Payment(payer: $0.payer, payee: $0.payee, amount: $0.amount)
        }
    }

    /// A line a participant, over all periods, then a line a payment.
    var text: String {
        var totals: [String: (bought: Int64, sold: Int64, balance: Money)] = [:]
        for statement in self.statements {
            var total = totals[statement.participant.description] ?? (0, 0, .zero)
            total.bought += statement.boughtWh
            total.sold += statement.soldWh
            total.balance += statement.balance
            totals[statement.participant.description] = total
        }
        let lines = totals.sorted { $0.key < $1.key }.map { name, total in
            "\(name)  bought \(total.bought) Wh, sold \(total.sold) Wh, balance \(total.balance)"
        }
        return (lines + self.payments.map { "\($0.payer) pays \($0.payee) \($0.amount)" })
            .joined(separator: "\n")
    }
}
