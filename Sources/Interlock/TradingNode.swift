/// A market on one machine: the gate, the matching centre, the peers of the consortium, the ordered log and the
/// dispatch of what they commit.
///
/// Everything it knows is on disk before it answers: admitted orders in the intake log, endorsed trades in the
/// ordered log, blocks with every peer. Opening its folder again after any end goes on where it stopped.
///
///     FOLDER/intake/               admitted orders and closed periods, in sequence
///     FOLDER/log/                  the ordered log
///     FOLDER/peers/NAME/blocks/    a peer's blocks
///     FOLDER/peers/NAME/index.sqlite
///     FOLDER/dispatch.next         the block that dispatch is told of next
public actor TradingNode {
    private var machine: IntakeMachine
    private let genesis: Genesis
    private let pipeline: TradePipeline
    private let intake: SegmentLog
    private let dispatcher: Dispatcher
    /// What the centre has made of messages, and the ledger does not have yet.
    private var unsettled = Unsettled()
    /// The numbers of the trades that were reported as refused: they do not come back.
    private var refused: Set<UInt64> = []
    /// Tells whether the intake log is gone through again: what is in it is not done twice.
    private var isReplaying = false
    /// Trades below it were final when the node was opened.
    private var firstOpenTrade: UInt64 = 0
    /// The time of the last operation: none after it is at an earlier one.
    public private(set) var now = Timestamp(secondsSinceEpoch: .min)
    /// The trades that opening the node made final or found to be refused, of an earlier process's intake.
    public private(set) var resumption = Report()
    /// The time that the node was opened at.
    private let openedAt: Timestamp
    private var turn = Turn()
    private var isBroken = false

    /// The most seconds by which an operation may be after the one before it, or after the opening: a week.
    ///
    /// Time never goes back, so one call with a wrong clock would close every market up to its moment. A node that rested
    /// for longer is opened anew.
    public static let maximumStep: Int64 = 7 * 86_400

    /// What became of one call.
    public struct Report: Sendable {
        /// For each message, its order, or why it was refused.
        public var orders: [Result<OrderID, Refusal>] = []
        /// The trades that are final.
        public var trades: [Trade] = []
        /// The trades that the peers refused, and why.
        public var refusedTrades: [(trade: Trade, reason: String)] = []
        /// Why transactions count for nothing that were endorsed and then no longer valid as of their block.
        public var faults: [String] = []
        /// How many blocks were written.
        public var blocks = 0

        mutating func add(_ commits: [Peer.Commit]) {
            self.trades += commits.flatMap(\.trades)
            self.faults += commits.flatMap(\.faults)
            self.blocks += commits.count
        }
    }

    /// Opens a node's folder, or makes it.
    ///
    /// - Parameters:
    ///   - folder: The folder.
    ///   - genesis: What the ledger starts from; an existing one must have started from the same, and keeps its edition
    ///     where that is older.
    ///   - centre: The matching centre.
    ///   - peers: The consortium's peers; all run here.
    ///   - certificates: The certificates that orders may name by thumbprint; written to a new ledger.
    ///   - implicitCertificates: The same; their issuers' are among `certificates`.
    ///   - revocationLists: The anchors' revocation lists, complete and in force; an existing ledger takes those that are
    ///     newer than its own.
    ///   - sink: The dispatch system.
    ///   - moment: The time; of a new ledger's first blocks, too.
    /// - Throws: `LedgerError`, with code `limits` before anything is made where a part is too large for a ledger; or what
    ///   the sink throws.
    public init(
        folder: String,
        genesis: Genesis,
        centre: NodeMember,
        peers: [NodeMember],
        certificates: [Certificate],
        implicitCertificates: [ImplicitCertificate] = [],
        revocationLists: [RevocationList],
        sink: some DispatchSink,
        at moment: Timestamp
    ) async throws {
        for part in [.genesis(genesis)] + revocationLists.map(Transaction.revocationList) {
            try part.checkSize()
        }
        // What contradicts itself is refused before anything is made.
        _ = try IntakeMachine(genesis: genesis, certificates: [])
        self.openedAt = moment
        self.intake = try SegmentLog(folder: "\(folder)/intake")
        self.dispatcher = try Dispatcher(sink: sink, path: "\(folder)/dispatch.next")
        let log = try SegmentLog(folder: "\(folder)/log")
        let genesis = try await genesis.ofEdition(in: log)
        self.genesis = genesis
        self.machine = try IntakeMachine(
            genesis: genesis,
            certificates: certificates,
            implicit: implicitCertificates
        )
        self.pipeline = TradePipeline(
            market: genesis.rules.market,
            centre: centre,
            peers: try await Self.open(peers, in: folder, batchSize: genesis.batchSize),
            endorsementsNeeded: genesis.endorsement.required,
            batchSize: genesis.batchSize,
            log: log
        )
        try await self.bootstrap(certificates, implicitCertificates, revocationLists, at: moment)
        try await self.resume()
        for list in try self.machine.newer(revocationLists, at: max(self.now, moment)) {
            try await self.revoke(by: list, at: moment)
        }
    }

    /// Opens all peers at once: each reads its own blocks.
    private static func open(
        _ members: [NodeMember],
        in folder: String,
        batchSize: BatchSize
    ) async throws -> [Peer] {
        try await withThrowingTaskGroup(of: (Int, Peer).self) { group in
            for (place, member) in members.enumerated() {
                group.addTask {
                    let peer = try Peer(
                        identity: member.identity,
                        key: member.key,
                        certificate: member.certificate,
                        folder: "\(folder)/peers/\(member.identity)",
                        batchSize: batchSize
                    )
                    return (place, peer)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Admits messages, matches them, and settles what trades; every trade in the report is final.
    ///
    /// Calls may come from any number of tasks. Messages are verified as they come, the rest is done one call after
    /// the other.
    ///
    /// - Throws: `LedgerError` where something cannot be written: the node must then be opened anew.
    public func submit(_ messages: [[UInt8]], at moment: Timestamp) async throws -> Report {
        let revision = self.machine.revision
        var verdicts = await self.verify(messages, at: moment)
        return try await self.inTurn {
            // What is admitted must be admitted again when the intake is read: by the lists and rules that stand before
            // it there, and at its time there, which is never before that of the record before it.
            if revision != self.machine.revision { verdicts = await self.verify(messages, at: moment) }
            let now = try self.time(of: moment)
            if now != moment {
                let later = await self.verify(messages, at: now)
                verdicts = zip(verdicts, later).map { first, second in first.flatMap { _ in second } }
            }
            return try await self.take(messages, verdicts, at: now)
        }
    }

    /// The time that an operation is at: never before that of the one before it, nor long after it.
    private func time(of moment: Timestamp) throws(LedgerError) -> Timestamp {
        let last = max(self.now, self.openedAt)
        guard moment <= last.adding(seconds: Self.maximumStep) else {
            throw LedgerError(
                .untimely,
                "the moment \(moment) is more than \(Self.maximumStep) seconds after \(last); check the clock, or open the node at that time"
            )
        }
        return max(self.now, moment)
    }

    /// Admits messages one after the other, so that each finds the books as those before it leave them, writes them down,
    /// and only then lets anything come of it.
    private func take(
        _ messages: [[UInt8]],
        _ verdicts: [Result<VerifiedMessage, Refusal>],
        at moment: Timestamp
    ) async throws -> Report {
        var (report, verdicts) = (Report(), verdicts)
        var taken: [(message: AdmittedMessage, trades: [MatchedTrade])] = []
        var records: [Envelope] = []
        if self.machine.isDue(at: moment) {
            records.append(IntakeRecord.time(position: await self.intake.next).envelope)
            self.machine.advance(to: moment)
        }
        for place in messages.indices {
            do throws(Refusal) {
                let message = try self.machine.admit(try verdicts[place].get())
                report.orders.append(.success(message.id))
                records.append(IntakeRecord.message(messages[place]).envelope)
                taken.append((message, self.machine.take(message, at: moment)))
                guard case .rules = message else { continue }
            } catch {
                report.orders.append(.failure(error))
                continue
            }
            // What follows new rules is judged by them.
            let rest = await self.verify(Array(messages[(place + 1)...]), at: moment)
            verdicts.replaceSubrange((place + 1)..., with: rest)
        }
        // What is refused leaves the time as it was.
        if !records.isEmpty { self.now = moment }
        _ = try await self.intake.append(records, at: moment)
        self.unsettled.moment = moment
        for (message, trades) in taken { try await self.process(message, trades, &report) }
        try await self.settle(&report)
        return report
    }

    /// Has the ledger take a message that the centre has taken, and in time the trades that it made.
    ///
    /// Trades of an order are settled before its cancel, and all trades before a change of rules.
    private func process(
        _ message: AdmittedMessage,
        _ trades: [MatchedTrade],
        _ report: inout Report
    ) async throws {
        switch message {
        case .demand, .supply: break
        case .cancel(let cancel):
            let order = cancel.message.order
            let isTraded = self.unsettled.trades.contains {
                $0.demand.terms.key == order || $0.supply.terms.key == order
            }
            if isTraded { try await self.settleTrades(&report) }
            self.unsettled.notices.append(cancel.verified.encoded)
        case .reading(let reading): self.unsettled.notices.append(reading.verified.encoded)
        case .rules(let change):
            try await self.settle(&report)
            self.unsettled.notices.append(change.verified.encoded)
            try await self.orderNotices(isConfiguration: true, &report)
        }
        self.unsettled.trades += trades
    }

    /// Makes final what the centre has made so far, at the time at which it made it.
    private func settle(_ report: inout Report) async throws {
        try await self.settleTrades(&report)
        try await self.orderNotices(&report)
    }

    /// Has the peers endorse and commit what is traded; what comes of refused trades is settled as well.
    private func settleTrades(_ report: inout Report) async throws {
        let moment = self.unsettled.moment
        while true {
            let trades = self.unsettled.trades.filter {
                $0.trade.number >= self.firstOpenTrade && !self.refused.contains($0.trade.number)
            }
            self.unsettled.trades = []
            guard !trades.isEmpty else { return }
            let verdicts = try await self.pipeline.endorse(trades, at: moment)
            // Refusals are written down first: a trade that is neither refused there nor committed is not decided.
            try await self.takeBack(verdicts.refused, &report)
            let transactions = verdicts.endorsed.map { Transaction($0.proposal) }
            let commits = try await self.pipeline.order(transactions, at: moment)
            try await self.conclude(commits, &report)
            let committed = Set(commits.flatMap(\.trades).map(\.number))
            let reason = "not valid as of its block: \(commits.flatMap(\.faults).joined(separator: "; "))"
            try await self.takeBack(
                verdicts.endorsed.flatMap(\.trades).filter { !committed.contains($0.trade.number) }
                    .map { ($0, reason) },
                &report
            )
        }
    }

    /// Writes down which trades are refused, for good, and takes them back; what comes of that is to be settled.
    private func takeBack(
        _ refused: [(trade: MatchedTrade, reason: String)],
        _ report: inout Report
    ) async throws {
        let moment = self.unsettled.moment
        for start in stride(from: 0, to: refused.count, by: IntakeRecord.maximumRefusalCount) {
            let part = refused[start..<min(start + IntakeRecord.maximumRefusalCount, refused.count)]
            let refusals = part.map { match, reason in
                let faults = self.machine.faults(of: match, at: moment)
                return TradeRefusal(match, faults: faults, reason: reason)
            }
            let record = IntakeRecord.refusals(refusals, position: await self.intake.next)
            _ = try await self.intake.append([record.envelope], at: moment)
            self.refused.formUnion(refusals.map(\.number))
            report.refusedTrades += part.map { ($0.trade.trade, $0.reason) }
            // A replay comes to the record in its place.
            if !self.isReplaying { self.unsettled.trades += self.machine.takeBack(refusals, at: moment) }
        }
    }

    private func orderNotices(isConfiguration: Bool = false, _ report: inout Report) async throws {
        let notices = self.unsettled.notices.map(Transaction.message)
        self.unsettled.notices = []
        guard !notices.isEmpty else { return }
        let commits = try await self.pipeline.order(
            notices,
            isConfiguration: isConfiguration,
            at: self.unsettled.moment
        )
        try await self.conclude(commits, &report)
    }

    private func conclude(_ commits: [Peer.Commit], _ report: inout Report) async throws {
        for commit in commits { try await self.dispatcher.tell(commit) }
        report.add(commits)
    }

    /// Ends a period's trading.
    public func close(_ period: DeliveryPeriod, at moment: Timestamp) async throws -> Report {
        try await self.inTurn {
            let moment = try self.time(of: moment)
            self.now = moment
            let record = IntakeRecord.close(period, position: await self.intake.next)
            _ = try await self.intake.append([record.envelope], at: moment)
            var report = Report()
            self.machine.advance(to: moment)
            self.unsettled.moment = moment
            self.unsettled.trades += self.machine.close(period, at: moment)
            try await self.settle(&report)
            return report
        }
    }

    /// Takes a newer revocation list, which counts at once for the gate and from its block on for the peers.
    ///
    /// - Throws: `LedgerError` with code `notTrusted` where no anchor signed it, it is a delta, its time has not come or is
    ///   over, or one of its key and scope with as high a number is known already; `limits` where it is larger than a
    ///   ledger takes, ``Transaction/maximumByteCount``.
    public func revoke(by list: RevocationList, at moment: Timestamp) async throws {
        try await self.inTurn {
            try Transaction.revocationList(list).checkSize()
            let moment = try self.time(of: moment)
            try self.machine.check(list, at: moment)
            self.now = moment
            _ = try await self.intake.append([IntakeRecord.revocationList(list).envelope], at: moment)
            self.machine.advance(to: moment)
            try await self.accept(list, at: moment)
        }
    }

    /// The codes of what is refused before anything is written.
    private static let refusals: [LedgerError.Code?] = [.notTrusted, .limits, .untimely]

    /// Runs one operation after the other, for an actor lets others in wherever one waits; none after a failed write.
    private func inTurn<Outcome: Sendable>(_ operation: () async throws -> Outcome) async throws -> Outcome {
        await withCheckedContinuation { self.turn.enter($0) }
        defer { self.turn.leave() }
        guard !self.isBroken else {
            throw LedgerError(.storage, "an earlier operation failed; open the node anew")
        }
        do {
            return try await operation()
        } catch {
            self.isBroken = !Self.refusals.contains((error as? LedgerError)?.code)
            throw error
        }
    }

    /// Whether a participant's number is still free: what is not free has been admitted.
    public func isFree(_ sequence: UInt64, of participant: ParticipantID) -> Bool {
        self.machine.gate.replayGuard.isFree(sequence, of: participant)
    }

    /// The open orders of a period by price.
    public func depth(of period: DeliveryPeriod) -> BookDepth { self.machine.centre.depth(of: period) }

    /// How many blocks the ledger has.
    public var height: UInt64 { get async { await self.pipeline.peers[0].height } }

    /// Verifies the messages on all cores; the gate's last step, the first sight, is taken in sequence after it.
    private func verify(_ messages: [[UInt8]], at moment: Timestamp) async -> [Result<
        VerifiedMessage, Refusal
    >] {
        let gate = self.machine.gate
        let size = max(8, (messages.count + 7) / 8)
        return await withTaskGroup(of: (Int, [Result<VerifiedMessage, Refusal>]).self) { group in
            for start in stride(from: 0, to: messages.count, by: size) {
                group.addTask {
                    let part = messages[start..<min(start + size, messages.count)]
                    return (
                        start,
                        part.map { bytes in
                            Result { () throws(Refusal) in try gate.verify(bytes, at: moment) }
                        }
                    )
                }
            }
            let parts = await group.reduce(into: []) { $0.append($1) }
            return parts.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    /// Has a revocation list count for gate and books, and puts it into the ledger unless it is there.
    private func accept(_ list: RevocationList, at moment: Timestamp) async throws {
        try self.machine.accept(list, at: moment)
        let commits = try await self.pipeline.order(
            [.revocationList(list)],
            isConfiguration: true,
            at: moment
        )
        for commit in commits { try await self.dispatcher.tell(commit) }
    }

    /// Writes a new ledger's first blocks, or checks that the one there began with this genesis.
    private func bootstrap(
        _ certificates: [Certificate],
        _ implicit: [ImplicitCertificate],
        _ revocationLists: [RevocationList],
        at moment: Timestamp
    ) async throws {
        for peer in self.pipeline.peers {
            guard await peer.nextLogPosition <= self.pipeline.log.next else {
                throw LedgerError(.corrupt, "the ordered log ends before the blocks of \(peer.identity) do")
            }
        }
        let (peers, batchSize) = (self.pipeline.peers, self.genesis.batchSize)
        try await BlockRecut.check(peers, against: self.pipeline.log, batchSize: batchSize)
        _ = try await self.pipeline.commit()
        if await self.pipeline.peers[0].height > 0 {
            let first = try await self.pipeline.peers[0].block(0)
            guard try first.transactions == [Transaction.genesis(self.genesis).encoded()] else {
                throw LedgerError(
                    .malformed,
                    "the ledger began with another genesis; one made before there were editions is of edition 1"
                )
            }
        }
        let isNew = await self.intake.next == 0
        let lists = isNew ? try self.machine.newer(revocationLists, at: moment) : []
        // Ordering is idempotent, so what an interrupted start wrote is not written twice.
        _ = try await self.pipeline.order([.genesis(self.genesis)], isConfiguration: true, at: moment)
        if isNew {
            // Each order of the intake is judged again by the lists of its time, so the first lists are in it too.
            let version = IntakeRecord.version(IntakeRecord.currentVersion, position: 0)
            _ = try await self.intake.append(
                [version.envelope] + lists.map { IntakeRecord.revocationList($0).envelope },
                at: moment
            )
        }
        try await self.order(certificates, implicit, at: moment)
    }

    /// Puts certificates into the ledger that it does not hold, and takes those that it holds: who left the market has
    /// messages in the intake, too.
    private func order(
        _ certificates: [Certificate],
        _ implicit: [ImplicitCertificate],
        at moment: Timestamp
    ) async throws {
        let held = await self.pipeline.peers[0].directory
        if let held { self.machine.gate.verifier.directory.add(held) }
        let parts = Transaction.certificates(
            certificates.filter { held?[$0.thumbprint] == nil },
            implicit.filter { held?.implicitCertificate($0.thumbprint) == nil }
        )
        _ = try await self.pipeline.order(parts, at: moment)
    }

    /// Replays the intake log, which gives the same books and trades.
    ///
    /// Trades that are neither final nor refused are settled now, each at the time at which it was made.
    private func resume() async throws {
        try await self.dispatcher.catchUp(with: self.pipeline.peers[0])
        self.firstOpenTrade = await self.pipeline.peers[0].nextTrade
        self.refused = try await self.refusedTrades()
        self.isReplaying = true
        var report = Report()
        var position = await self.intake.first
        while true {
            let entries = try await self.intake.read(from: position, limit: 1_024)
            for entry in entries {
                if entry.time > self.unsettled.moment { try await self.settle(&report) }
                (self.unsettled.moment, self.now) = (entry.time, entry.time)
                try await self.replay(entry, &report)
                position = entry.position + 1
            }
            guard entries.isEmpty else { continue }
            try await self.settle(&report)
            // Refusals that were written down meanwhile are replayed as well.
            guard await position < self.intake.next else { break }
        }
        self.isReplaying = false
        guard self.machine.centre.nextTrade >= self.firstOpenTrade else {
            throw LedgerError(.corrupt, "the intake log ends before the ledger's last trade")
        }
        try await self.adoptVersion()
        self.resumption = report
    }

    /// The numbers of the trades that the intake log says were refused.
    private func refusedTrades() async throws -> Set<UInt64> {
        var numbers: Set<UInt64> = []
        var position = await self.intake.first
        while true {
            let entries = try await self.intake.read(from: position, limit: 1_024)
            guard let last = entries.last else { return numbers }
            for entry in entries {
                guard case .refusals(let refusals, _) = try IntakeRecord(entry) else { continue }
                numbers.formUnion(refusals.map(\.number))
            }
            position = last.position + 1
        }
    }

    /// Has an intake log of an older version go on as one of this.
    private func adoptVersion() async throws {
        guard self.machine.version < IntakeRecord.currentVersion else { return }
        let version = IntakeRecord.currentVersion
        let record = IntakeRecord.version(version, position: await self.intake.next)
        _ = try await self.intake.append([record.envelope], at: self.now)
        try self.machine.adopt(version: version)
    }

    private func replay(_ entry: LogEntry, _ report: inout Report) async throws {
        switch try IntakeRecord(entry) {
        case .message(let bytes):
            self.machine.advance(to: entry.time)
            let message = try self.machine.admitted(bytes, entry)
            let trades = self.machine.take(message, at: entry.time)
            try await self.process(message, trades, &report)
        case .close, .version, .time, .refusals: self.unsettled.trades += try self.machine.replay(entry)
        case .revocationList(let list):
            // Trades before it are judged without it.
            try await self.settle(&report)
            self.machine.advance(to: entry.time)
            // Logs of earlier versions have lists that the ledger passes over.
            guard (try? self.machine.check(list, at: entry.time)) != nil else { return }
            try await self.accept(list, at: entry.time)
        }
    }

    /// What waits for the ledger, in the centre's sequence.
    private struct Unsettled {
        var trades: [MatchedTrade] = []
        var notices: [[UInt8]] = []
        /// The moment at which the centre made them.
        var moment = Timestamp(secondsSinceEpoch: .min)
    }
}
