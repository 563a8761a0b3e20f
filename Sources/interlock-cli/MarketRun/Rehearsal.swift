import Interlock

/// Plays a day through a trading node.
struct Rehearsal {
    private let day: MeterDay
    private let community: Community
    private let orders: DayOrders
    private let unfit: Unfit.Maker
    private let node: TradingNode
    private let sink: FileDispatchSink
    private let ledgerFolder: String
    private let rules: MarketRules

    init(day: MeterDay, community: Community, folder: String, seed: UInt64, rule: Mechanism) async throws {
        let market = try MarketID("rehearsal")
        var rules = MarketRules(market: market)
        rules.trading.mechanism = rule
        self.rules = rules
        self.day = day
        self.community = community
        self.orders = DayOrders(market: market, tariff: Tariff(seed: seed))
        let start = DayOrders.arrival(day.periods[0])
        self.unfit = try Unfit.Maker(community: community, market: market, at: start)
        self.sink = try FileDispatchSink(path: "\(folder)/dispatch.jsonl")
        self.ledgerFolder = "\(folder)/ledger"
        self.node = try await TradingNode(
            folder: self.ledgerFolder,
            genesis: Genesis(
                rules: rules,
                matchingCentre: community.centre.identity,
                endorsement: EndorsementPolicy(required: 2, of: community.peers.map(\.identity)),
                batchSize: .standard,
                policies: MarketPolicies.text,
                schema: .standard,
                anchors: [community.anchor]
            ),
            centre: community.centre,
            peers: community.peers,
            certificates: community.certificates,
            implicitCertificates: community.implicitCertificates,
            revocationLists: community.revocationLists,
            sink: self.sink,
            at: start
        )
    }

    func run() async throws -> RunSummary {
        var summary = RunSummary(day: self.day.periods[0].start, households: self.day.households.count)
        self.count(await self.node.resumption, [], &summary)
        var latencies: [(seconds: Double, trades: Int)] = []
        for index in self.day.periods.indices {
            Terminal.progress("period \(index + 1) of 96, \(latencies.reduce(0) { $0 + $1.trades }) trades")
            let messages = try await self.messages(index, &summary)
            guard !messages.isEmpty else { continue }
            let (report, seconds) = try await self.submit(messages, period: self.day.periods[index])
            self.count(report, messages, &summary)
            latencies.append((seconds, report.trades.count))
            summary.settleSeconds += seconds
        }
        self.countEnergy(&summary)
        Self.countSpeed(latencies, &summary)
        try await self.audit(&summary)
        return summary
    }

    /// The households' messages that an earlier run has not had admitted, with those of the unfit among them.
    private func messages(
        _ index: Int,
        _ summary: inout RunSummary
    ) async throws -> [DayOrders.Message] {
        let period = self.day.periods[index]
        var messages: [DayOrders.Message] = []
        for message in try await self.orders.sign(self.day, period: index, self.community.households) {
            guard let participant = message.participant,
                await self.node.isFree(DayOrders.sequence(period), of: participant)
            else {
                summary.ordersResumed += 1
                continue
            }
            messages.append(message)
        }
        // A period that an earlier run has closed is over for the unfit too.
        guard await self.node.now <= DayOrders.arrival(period) else { return messages }
        let first = messages.first?.bytes
        // Each kind comes once in four periods, three or four of them in each.
        for (place, kind) in Unfit.Kind.allCases.enumerated() where place % 4 == index % 4 {
            guard let bytes = try self.unfit.message(kind, for: period) else { continue }
            let message = DayOrders.Message(
                bytes: bytes,
                expected: kind.expected(self.community.credentials),
                participant: nil
            )
            messages.insert(message, at: (place * 31 + index * 7) % (messages.count + 1))
        }
        if let first {
            messages.append(DayOrders.Message(bytes: first, expected: .replayed, participant: nil))
        }
        return messages
    }

    private func submit(
        _ messages: [DayOrders.Message],
        period: DeliveryPeriod
    ) async throws -> (report: TradingNode.Report, seconds: Double) {
        let clock = ContinuousClock()
        let start = clock.now
        var report = try await self.node.submit(messages.map(\.bytes), at: DayOrders.arrival(period))
        // What an auction trades, it trades now.
        let closed = try await self.node.close(period, at: self.rules.gateClosure(of: period))
        report.trades += closed.trades
        report.refusedTrades += closed.refusedTrades
        report.faults += closed.faults
        return (report, (clock.now - start) / .seconds(1))
    }

    private func count(
        _ report: TradingNode.Report,
        _ messages: [DayOrders.Message],
        _ summary: inout RunSummary
    ) {
        for (message, result) in zip(messages, report.orders) {
            switch result {
            case .success: summary.ordersAdmitted += 1
            case .failure(let refusal): summary.ordersRefused[refusal.code.description, default: 0] += 1
            }
            let found: Refusal.Code? = if case .failure(let refusal) = result { refusal.code } else { nil }
            guard found != message.expected else { continue }
            let name = { (code: Refusal.Code?) in code?.description ?? "admitted" }
            summary.surprises.append("expected \(name(message.expected)), got \(result)")
        }
        summary.surprises += report.faults
        summary.surprises += report.refusedTrades.map {
            "the peers refused trade \($0.trade.number): \($0.reason)"
        }
    }

    private func countEnergy(_ summary: inout RunSummary) {
        for household in self.day.households.indices {
            for period in self.day.periods.indices {
                guard let reading = self.day[household, period] else { continue }
                summary.loadWh += reading.load
                summary.generationWh += reading.generation
                summary.ownUseWh += min(reading.load, reading.generation)
            }
        }
    }

    private static func countSpeed(_ latencies: [(seconds: Double, trades: Int)], _ summary: inout RunSummary)
    {
        let trades = latencies.reduce(0) { $0 + $1.trades }
        guard summary.settleSeconds > 0 else { return }
        let orders = summary.ordersAdmitted + summary.ordersRefused.values.reduce(0, +)
        summary.tradesPerSecond = Double(trades) / summary.settleSeconds
        summary.ordersPerSecond = Double(orders) / summary.settleSeconds
        // Every trade of a call is final when the call returns, and none before.
        let sorted = latencies.flatMap { Array(repeating: $0.seconds, count: $0.trades) }.sorted()
        guard !sorted.isEmpty else { return }
        summary.latencyMillisecondsP50 = sorted[sorted.count / 2] * 1_000
        summary.latencyMillisecondsP99 = sorted[sorted.count * 99 / 100] * 1_000
    }

    private func audit(_ summary: inout RunSummary) async throws {
        Terminal.progress("audit")
        let clock = ContinuousClock()
        let start = clock.now
        let verdict = try await LedgerFolder(path: self.ledgerFolder).audit()
        summary.auditSeconds = (clock.now - start) / .seconds(1)
        summary.auditGood = verdict.isGood
        summary.surprises += verdict.faults
        guard let audit = verdict.audits.first?.audit else { return }
        summary.blocks = audit.blocks
        summary.trades = audit.trades
        summary.tradedWh = audit.energy.wattHours
        summary.meanPrice =
            audit.energy > .zero ? Int64(audit.amount.units / Int128(audit.energy.wattHours)) : nil
        summary.selfSufficiencyPerMille =
            summary.loadWh > 0 ? (summary.ownUseWh + summary.tradedWh) * 1_000 / summary.loadWh : 0
        summary.genesisHash = audit.genesisHash?.description ?? ""
        summary.lastHash = audit.lastHash?.description ?? ""
        summary.dispatched = await self.sink.count
    }
}
