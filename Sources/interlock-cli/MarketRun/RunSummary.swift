import Interlock

/// What a day's run comes to.
struct RunSummary: Encodable {
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
        var lines = [
            "day               \(self.day), \(self.households) households",
            "orders            \(self.ordersAdmitted) admitted"
                + (self.ordersResumed > 0 ? ", \(self.ordersResumed) admitted by an earlier run" : ""),
            "refused           \(refused.isEmpty ? "none" : refused.joined(separator: ", "))",
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
