import ArgumentParser
import Glibc
import Interlock

struct BenchClearing: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clearing",
        abstract: "Time every clearing rule, beside sorting as many numbers in the same run.",
        discussion: """
            Each line is the median of runs over the same random orders. Of cda: a fifth of the calls cancel a \
            resting order, the others submit one, and about every second order trades; the time is that of all calls \
            together. Of auctions: all orders are submitted and the period is closed. The growth exponent is the \
            slope from the first count to the last, 1 being linear. With --groups, owners are of so many groups, and \
            each trades with its own only. Build with -c release.

            EXAMPLE
              interlock bench clearing --orders 1000,10000,100000,1000000
            """
    )

    @Option(help: "How many orders a book has, with commas between.")
    var orders = "1000,10000,100000,1000000"

    @Option(help: "How many groups keep to themselves.")
    var groups = 1

    @Option(help: "Seconds to spend on each measurement.")
    var seconds = 0.5

    @OptionGroup var output: OutputOptions

    private struct Row: Encodable {
        var rule: Mechanism
        var orders: Int
        var milliseconds: Double
        var ordersPerSecond: Double
        /// How many times as long as sorting as many 64-bit numbers.
        var ratioToSort: Double
        var matches: Int
    }

    private struct Report: Encodable {
        var rows: [Row] = []
        /// The slope of log time over log count, by rule.
        var growthExponents: [String: Double] = [:]
        var residentBytesPerRestingOrder: Int
    }

    private var counts: [Int] { self.orders.split(separator: ",").compactMap { Int($0) }.sorted() }

    func validate() throws {
        guard !self.counts.isEmpty, self.counts.allSatisfy({ (10...10_000_000).contains($0) }) else {
            throw ValidationError("--orders are numbers from 10 to 10000000")
        }
        guard (1...1_000).contains(self.groups) else { throw ValidationError("--groups is 1 to 1000") }
        guard (0.01...60).contains(self.seconds) else { throw ValidationError("--seconds is 0.01 to 60") }
    }

    func run() throws {
        // First, while the process is small.
        var report = Report(residentBytesPerRestingOrder: self.residentBytes())
        var sorting: [Int: Double] = [:]
        for count in self.counts {
            var generator = SplitMix64(seed: 1)
            let numbers = (0..<count).map { _ in generator.next() }
            sorting[count] = self.median { numbers.sorted().count }.seconds
        }
        let partners = PartnerTable(groups: self.groups) { $0 == $1 }
        for rule in Mechanism.allCases {
            for count in self.counts {
                let orders = self.book(of: count)
                let cancels = rule.isContinuous ? Self.cancels(for: orders) : []
                let run = self.median { Self.clear(orders, cancels, by: rule, partners) }
                report.rows.append(
                    Row(
                        rule: rule,
                        orders: count,
                        milliseconds: run.seconds * 1_000,
                        ordersPerSecond: Double(count) / run.seconds,
                        ratioToSort: run.seconds / (sorting[count] ?? 1),
                        matches: run.result
                    )
                )
            }
            report.growthExponents[rule.rawValue] = Self.growth(report.rows.filter { $0.rule == rule })
        }
        try self.output.print(report, text: Self.text(report))
    }

    /// Orders with limits around one price, about two of each owner.
    private func book(of count: Int) -> [BookOrder] {
        var generator = SplitMix64(seed: 2)
        return (0..<count).map { position in
            let owner = Int(generator.next() % UInt64(count / 2))
            return BookOrder(
                position: UInt64(position),
                side: generator.next() & 1 == 0 ? .buy : .sell,
                price: Price(units: 1_500 + Int64(generator.next() % 1_000)),
                energy: Energy(wattHours: 1 + Int64(generator.next() % 2_000)),
                owner: owner,
                group: owner % self.groups
            )
        }
    }

    /// For every fourth order the position of an earlier one to cancel, so that a fifth of the calls are cancels.
    private static func cancels(for orders: [BookOrder]) -> [UInt64?] {
        var generator = SplitMix64(seed: 3)
        return orders.indices.map { $0 % 4 == 3 ? generator.next() % UInt64($0) : nil }
    }

    private static func clear(
        _ orders: [BookOrder],
        _ cancels: [UInt64?],
        by rule: Mechanism,
        _ partners: PartnerTable
    ) -> Int {
        switch rule {
        case .continuous: self.clear(ContinuousDoubleAuction.self, orders, cancels, partners)
        case .uniformPrice: self.clear(UniformPriceAuction.self, orders, cancels, partners)
        case .payAsBid: self.clear(PayAsBidAuction.self, orders, cancels, partners)
        case .midPrice: self.clear(MidPriceAuction.self, orders, cancels, partners)
        case .mcAfee: self.clear(McAfeeAuction.self, orders, cancels, partners)
        }
    }

    private static func clear<Rule: ClearingRule>(
        _ type: Rule.Type,
        _ orders: [BookOrder],
        _ cancels: [UInt64?],
        _ partners: PartnerTable
    ) -> Int {
        var rule = Rule(terms: ClearingTerms())
        rule.partners = partners
        var outcome = ClearingOutcome()
        for (place, order) in orders.enumerated() {
            rule.submit(order, into: &outcome)
            if place < cancels.count, let position = cancels[place] { _ = rule.cancel(position) }
        }
        rule.close(into: &outcome)
        return outcome.matches.count
    }

    private func median(_ body: () -> Int) -> (seconds: Double, result: Int) {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(self.seconds)
        var times: [Double] = []
        var result = 0
        while clock.now < end || times.count < 3 {
            let start = clock.now
            result = body()
            times.append((clock.now - start) / .seconds(1))
        }
        return (times.sorted()[times.count / 2], result)
    }

    private static func growth(_ rows: [Row]) -> Double {
        guard let first = rows.first, let last = rows.last, first.orders < last.orders else { return 0 }
        return log(last.milliseconds / first.milliseconds) / log(Double(last.orders) / Double(first.orders))
    }

    /// What a million orders cost that rest in a continuous book.
    private func residentBytes() -> Int {
        let count = 1_000_000
        let start = ProcessMemory.residentKilobytes
        var rule = ContinuousDoubleAuction(terms: ClearingTerms())
        var outcome = ClearingOutcome()
        var generator = SplitMix64(seed: 4)
        for position in 0..<UInt64(count) {
            let isDemand = position & 1 == 0
            rule.submit(
                BookOrder(
                    position: position,
                    side: isDemand ? .buy : .sell,
                    price: Price(units: (isDemand ? 1_000 : 3_000) + Int64(generator.next() % 1_000)),
                    energy: Energy(wattHours: 1_000),
                    owner: Int(generator.next() % 1_000)
                ),
                into: &outcome
            )
        }
        let grown = ProcessMemory.residentKilobytes - start
        return grown * 1_024 / max(1, rule.orderCount)
    }

    private static func text(_ report: Report) -> String {
        let tenths = { (number: Double) in "\(Int(number * 10) / 10).\(Int(number * 10) % 10)" }
        let hundredths = { (number: Double) in
            "\(Int(number * 100) / 100).\(Int(number * 100) / 10 % 10)\(Int(number * 100) % 10)"
        }
        var lines = report.rows.map { row in
            "\(row.rule.rawValue)  \(row.orders) orders  \(hundredths(row.milliseconds)) ms, "
                + "\(Int(row.ordersPerSecond)) orders/s, \(tenths(row.ratioToSort)) times sorting  (\(row.matches) matches)"
        }
        for (rule, exponent) in report.growthExponents.sorted(by: { $0.key < $1.key }) {
            lines.append("\(rule)  time grows with the power \(hundredths(exponent)) of the count")
        }
        lines.append("a resting order: \(report.residentBytesPerRestingOrder) bytes")
        return lines.joined(separator: "\n")
    }
}
