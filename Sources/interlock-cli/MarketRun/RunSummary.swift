import Interlock

/// What a day's run comes to.
struct RunSummary: Encodable {
    /// The number of meter readings that there were.
    struct Readings: Encodable {
        /// The number of readings of those who take part.
        var found: Int
        /// The number that is missing.
        var missing: Int
        /// The places at which they are missing.
        var gaps: [MeterGap]
        /// Those who have readings, but none on the day; they take no part.
        var absent: [String]

        init(_ day: MeterDay) {
            self.found = day.households.count * day.periods.count - day.missing
            self.missing = day.missing
            self.gaps = day.gaps
            self.absent = day.absent
        }

        var lines: [String] {
            var lines = ["readings          \(self.found)\(self.missing == 0 ? ", none missing" : "")"]
            if self.missing > 0 {
                lines[0] += ", \(self.missing) missing: \(MeterGap.text(self.gaps))"
                lines.append(
                    "                  load and all that follows from it are of the readings that are there"
                )
            }
            if !self.absent.isEmpty {
                let more = self.absent.count > 4 ? ", …" : ""
                let names = self.absent.prefix(4).joined(separator: ", ") + more
                lines.append(
                    "absent            \(self.absent.count) households without a reading on the day: \(names)"
                )
            }
            return lines
        }
    }

    /// The files that a run leaves.
    struct Files: Encodable {
        var ledger: String
        var dispatch: String
        var authority: String
        var participants: String

        init(folder: String) {
            self.ledger = "\(folder)/ledger"
            self.dispatch = "\(folder)/dispatch.jsonl"
            self.authority = "\(folder)/ca"
            self.participants = "\(folder)/participants.pem"
        }
    }

    var readings: Readings?
    var files: Files?
    var day: Timestamp
    var households: Int
    var ordersAdmitted = 0
    var ordersResumed = 0
    var ordersRefused: [String: Int] = [:]
    /// Verdicts other than they had to be; a run with any has failed.
    var surprises: [String] = []
    var loadWh: Int64 = 0
    var generationWh: Int64 = 0
    var ownUseWh: Int64 = 0
    var trades = 0
    var tradedWh: Int64 = 0
    /// In 1/10000 of the currency for a kWh, rounded down; null where nothing was traded.
    var meanPrice: Int64?
    /// Own use and trades as parts of the load, in 1/1000.
    var selfSufficiencyPerMille: Int64 = 0
    var blocks: UInt64 = 0
    var dispatched = 0
    var settleSeconds = 0.0
    var tradesPerSecond = 0.0
    var ordersPerSecond = 0.0
    var latencyMillisecondsP50 = 0.0
    var latencyMillisecondsP99 = 0.0
    var auditSeconds = 0.0
    var auditGood = false
    var genesisHash = ""
    var lastHash = ""

    /// Whether everything came out as it had to.
    var isGood: Bool { self.surprises.isEmpty && self.auditGood && self.dispatched == self.trades }

    var text: String {
        let refused = self.ordersRefused.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let refusals = self.ordersRefused.values.reduce(0, +)
        var lines = [
            "day               \(self.day), \(self.households) households",
            "orders            \(self.ordersAdmitted) admitted"
                + (self.ordersResumed > 0 ? ", \(self.ordersResumed) admitted by an earlier run" : ""),
            "refused           \(refusals), planted by the rehearsal to be refused: "
                + (refused.isEmpty ? "none" : refused.joined(separator: ", ")),
        ]
        lines += self.readings?.lines ?? []
        lines += [
            "load              \(Self.kilowattHours(self.loadWh)) kWh, generation \(Self.kilowattHours(self.generationWh)) kWh,"
                + " own use \(Self.kilowattHours(self.ownUseWh)) kWh",
            "traded            \(Self.kilowattHours(self.tradedWh)) kWh in \(self.trades) trades,"
                + " mean price \(self.meanPrice.map { Price(units: $0).description } ?? "none") per kWh",
            "self-sufficiency  \(self.selfSufficiencyPerMille / 10).\(self.selfSufficiencyPerMille % 10) %",
            "ledger            \(self.blocks) blocks, \(self.dispatched) trades dispatched",
            "speed             \(Int(self.tradesPerSecond)) trades/s, \(Int(self.ordersPerSecond)) orders/s, latency p50"
                + " \(Self.tenths(self.latencyMillisecondsP50)) ms, p99 \(Self.tenths(self.latencyMillisecondsP99)) ms",
            "audit             \(self.auditGood ? "good" : "NOT GOOD"), \(Self.tenths(self.auditSeconds * 1_000)) ms",
            "genesis           \(self.genesisHash)",
        ]
        if let files {
            lines += [
                "files             \(files.ledger) (three peers' blocks), \(files.dispatch) (what dispatch was told),",
                "                  \(files.authority) (the authority), \(files.participants) (certificates)",
                "next              interlock ledger verify \(files.ledger) --genesis \(self.genesisHash)",
                "                  interlock ledger trades \(files.ledger)",
            ]
        }
        lines += self.surprises.prefix(20).map { "SURPRISE          \($0)" }
        return lines.joined(separator: "\n")
    }

    private static func kilowattHours(_ energy: Int64) -> String {
        let tenths = energy / 100
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func tenths(_ number: Double) -> String {
        let tenths = Int(number * 10)
        return "\(tenths / 10).\(tenths % 10)"
    }
}
