public import InterlockCrypto
public import InterlockIdentity

/// The matchmaking centre (MTC): the order books, and Match(Demand, Supply, T_s) -> Ord (formula 4).
///
/// A deterministic function of the messages submitted and the periods closed, in their sequence: a centre that is
/// fed the same again makes the same trades with the same numbers.
public struct MatchingCentre: Sendable {
    /// MTC_id.
    public let identity: ParticipantID
    /// The rules.
    public private(set) var rules: MarketRules
    /// The number of the next trade.
    public private(set) var nextTrade: UInt64 = 0
    /// The price of the last trade.
    public private(set) var lastPrice: Price?
    private var books: [DeliveryPeriod: OrderBook] = [:]
    /// The periods of each order that may be open.
    private var openPeriods: [OrderKey: [DeliveryPeriod]] = [:]
    /// The closed periods whose delivery has not begun: no order enters them again.
    private var closed: Set<DeliveryPeriod> = []
    /// The moment at which orders of a period are looked at again without being asked for.
    private var deadlines = PriorityQueue<PeriodDeadline>()
    /// Tells whether orders end as a centre without deadlines had it; see ``adoptDeadlines()``.
    private var lacksDeadlines = false
    /// Tells whether an order that may trade now may not be permitted a second later.
    package var isPermissionTimed = false
    private var nextPosition: UInt64 = 0
    private var partners: PartnerRegistry
    private var exposure = ExposureLedger()

    /// Makes a centre with no orders.
    ///
    /// - Throws: `MarketError`, as ``MarketRules/check()``.
    public init(identity: ParticipantID, rules: MarketRules) throws(MarketError) {
        try rules.check()
        self.identity = identity
        self.rules = rules
        self.partners = PartnerRegistry(try rules.trading.partnerPolicy())
    }

    /// The delivery periods that have a book.
    public var periods: [DeliveryPeriod] { self.books.keys.sorted() }

    /// The open orders of a period by price.
    public func depth(of period: DeliveryPeriod) -> BookDepth {
        self.books[period]?.rule.depth ?? .empty
    }

    /// What a participant may have to pay for open orders and unsettled trades.
    public func exposure(of participant: ParticipantID) -> Money { self.exposure.exposure(of: participant) }

    /// Takes an admitted message; T_s of what it trades is its time of admission.
    ///
    /// Meter readings and changes of rules do nothing here: see ``change(_:at:)``.
    public mutating func submit(_ message: AdmittedMessage) -> [MatchedTrade] {
        switch message {
        case .demand(let demand): return self.submit(BookedOrder(demand))
        case .supply(let supply): return self.submit(BookedOrder(supply))
        case .cancel(let cancel):
            self.cancel(cancel.message.order)
            return []
        case .reading, .rules: return []
        }
    }

    /// Takes an admitted demand.
    public mutating func submit(_ demand: Admitted<Demand>) -> [MatchedTrade] {
        self.submit(BookedOrder(demand))
    }

    /// Takes an admitted supply.
    public mutating func submit(_ supply: Admitted<Supply>) -> [MatchedTrade] {
        self.submit(BookedOrder(supply))
    }

    /// Comes to a moment: orders leave that were good until an earlier one, and orders whose signers are lost to the market by
    /// now; debts that are settled are forgotten.
    ///
    /// An order that is good until a time after its gate closure is good at the closure, however late the period is closed.
    ///
    /// - Parameters:
    ///   - moment: Not before that of an earlier call.
    ///   - verifier: What judges signers whose chains have ended as they were found; without it, their orders leave.
    public mutating func advance(to moment: Timestamp, judgedBy verifier: MessageVerifier? = nil) {
        guard !self.lacksDeadlines else { return }
        self.expire(at: moment, judgedBy: verifier)
    }

    /// Tells whether ``advance(to:judgedBy:)`` would change anything.
    package func isDue(at moment: Timestamp) -> Bool {
        guard !self.lacksDeadlines else { return false }
        return self.deadlines.first.map { $0.moment <= moment } ?? false
            || self.exposure.isDue(before: moment, delay: self.settlementSeconds)
    }

    /// Begins without deadlines, as centres had it before the intake log said when time passes: orders end where an order comes
    /// in or their period closes, and outlive their signers.
    package mutating func forgoDeadlines() { self.lacksDeadlines = true }

    /// Has deadlines from now on.
    package mutating func adoptDeadlines() {
        self.lacksDeadlines = false
        self.reschedule()
    }

    /// Ends the trading of a period, and forgets its orders; no more come in.
    ///
    /// T_s of what an auction trades is the moment, or the gate closure where that is earlier.
    public mutating func close(_ period: DeliveryPeriod, at moment: Timestamp) -> [MatchedTrade] {
        self.advance(to: moment)
        self.closed = self.closed.filter { $0.start > moment }
        if period.start > moment { self.closed.insert(period) }
        guard var book = self.books.removeValue(forKey: period) else { return [] }
        let moment = min(moment, self.rules.gateClosure(of: period))
        if self.lacksDeadlines {
            _ = book.expire(at: moment, OrderJudge(nil, at: moment), exposure: &self.exposure)
        }
        let pairs = book.close(exposure: &self.exposure)
        self.exposure.close(period)
        for key in book.standings.keys { self.forget(key, period) }
        return self.trades(pairs, period: period, at: moment)
    }

    /// Takes new rules from a moment on: open orders that do not keep them, or that `isPermitted` no longer permits, are
    /// cancelled, and the others enter new books in the sequence of their admission, where they may meet.
    ///
    /// Each order is judged once, however many periods it is for.
    ///
    /// - Throws: `MarketError`, as ``MarketRules/check()``; nothing is changed then.
    package mutating func change(
        _ rules: MarketRules,
        at moment: Timestamp,
        isPermitted: (OrderTerms, Side, Signer) -> Bool = { _, _, _ in true }
    ) throws(MarketError) -> [MatchedTrade] {
        try rules.check()
        self.partners = PartnerRegistry(try rules.trading.partnerPolicy())
        self.expire(at: moment, judgedBy: nil)
        self.rules = rules
        var verdicts: [ObjectIdentifier: Bool] = [:]
        func isKept(_ order: BookedOrder) -> Bool {
            if let known = verdicts[ObjectIdentifier(order)] { return known }
            let verdict =
                (try? rules.checkOpen(order.terms, at: moment)) != nil
                && isPermitted(order.terms, order.side, order.signer)
            verdicts[ObjectIdentifier(order)] = verdict
            return verdict
        }
        var trades: [MatchedTrade] = []
        for period in self.periods {
            guard var book = self.books.removeValue(forKey: period) else { continue }
            let isClosing = (try? rules.checkClosure(of: period, at: moment)) == nil
            var pairs: [MatchedPair] = []
            for entry in book.restart(with: self.makeRule()) {
                guard !isClosing, isKept(entry.order) else {
                    book.cancel(entry.order.terms.key, exposure: &self.exposure)
                    continue
                }
                let group = self.partners.group(of: entry.order.signer.principal)
                pairs += book.reenter(
                    entry,
                    group: group,
                    partners: self.partners.table,
                    exposure: &self.exposure
                )
            }
            self.books[period] = book
            trades += self.trades(pairs, period: period, at: moment)
        }
        self.reschedule()
        return trades
    }

    /// Takes the open orders out of all books whose signers are lost to the market.
    package mutating func removeOrders(at moment: Timestamp, judgedBy verifier: MessageVerifier) {
        let judge = OrderJudge(verifier, at: moment)
        for period in self.periods {
            guard var book = self.books.removeValue(forKey: period) else { continue }
            for entry in book.entries.values {
                guard case .lost(let code) = judge.verdict(on: entry.order),
                    code == .revoked || !self.lacksDeadlines
                else { continue }
                book.cancel(entry.order.terms.key, exposure: &self.exposure)
            }
            self.books[period] = book
        }
    }

    /// Takes back a trade that the peers refused, and gives the trades that come of it.
    ///
    /// An order at fault is cancelled. Any other order has its energy back, unless its market has closed, and may trade at once.
    package mutating func takeBack(_ refusal: TradeRefusal, at moment: Timestamp) -> [MatchedTrade] {
        let sides: [(side: Side, key: OrderKey, price: Price)] = [
            (.buy, refusal.demand, refusal.price), (.sell, refusal.supply, refusal.sellerPrice),
        ]
        for (side, key, price) in sides {
            self.exposure.undo(key.participant, side, refusal.energy, at: price, in: refusal.period)
            self.books[refusal.period]?.undo(key, refusal.energy)
            if refusal.faults.contains(side) { self.cancel(key) }
        }
        var pairs: [MatchedPair] = []
        for (side, key, _) in sides where !refusal.faults.contains(side) {
            pairs += self.giveBack(refusal, key, at: moment)
        }
        return self.trades(pairs, period: refusal.period, at: moment)
    }

    private mutating func giveBack(
        _ refusal: TradeRefusal,
        _ key: OrderKey,
        at moment: Timestamp
    ) -> [MatchedPair] {
        let period = refusal.period
        guard moment <= self.rules.gateClosure(of: period), var book = self.books.removeValue(forKey: period)
        else { return [] }
        defer { self.books[period] = book }
        let order = book.returnable(
            key,
            at: moment,
            isCounted: refusal.faults.isEmpty,
            exposure: &self.exposure
        )
        guard let order else { return [] }
        let position = self.nextPosition
        self.nextPosition += 1
        return book.giveBack(
            refusal.energy,
            to: order,
            group: self.partners.group(of: order.signer.principal),
            partners: self.partners.table,
            position: position,
            deadlines: self.deadlines(of: order, in: period),
            exposure: &self.exposure
        )
    }

    private mutating func submit(_ order: BookedOrder) -> [MatchedTrade] {
        let terms = order.terms
        self.expire(at: order.admittedAt, judgedBy: nil)
        let position = self.nextPosition
        self.nextPosition += 1
        let group = self.partners.group(of: order.signer.principal)
        self.openPeriods[terms.key] = terms.periods
        var trades: [MatchedTrade] = []
        for period in terms.periods where !self.closed.contains(period) {
            var book = self.books.removeValue(forKey: period) ?? OrderBook(period, self.makeRule())
            let pairs = book.submit(
                order,
                group: group,
                partners: self.partners.table,
                position: position,
                deadlines: self.deadlines(of: order, in: period),
                exposure: &self.exposure
            )
            self.books[period] = book
            trades += self.trades(pairs, period: period, at: order.admittedAt)
        }
        return trades
    }

    /// Takes out the orders whose time is over at `moment`, and forgets debts that are settled.
    private mutating func expire(at moment: Timestamp, judgedBy verifier: MessageVerifier?) {
        self.exposure.settle(before: moment, delay: self.settlementSeconds)
        guard self.deadlines.first.map({ $0.moment <= moment }) ?? false else { return }
        let judge = OrderJudge(verifier, at: moment)
        while let first = self.deadlines.first, first.moment <= moment {
            self.deadlines.removeFirst()
            guard var book = self.books.removeValue(forKey: first.period) else { continue }
            for check in book.expire(at: moment, judge, exposure: &self.exposure) {
                self.deadlines.insert(PeriodDeadline(moment: check, period: first.period))
            }
            self.books[first.period] = book
        }
    }

    private var settlementSeconds: Int64 {
        self.rules.risk?.settlementSeconds ?? RiskRules.usualSettlementSeconds
    }

    /// The moment at which an order is looked at again in a period, by the market's rules of now.
    private mutating func deadlines(of order: BookedOrder, in period: DeliveryPeriod) -> OrderBook.Deadlines {
        var deadlines = OrderBook.Deadlines()
        let closure = self.rules.gateClosure(of: period)
        if let end = order.end, end <= closure || self.lacksDeadlines { deadlines.end = end }
        if !self.lacksDeadlines {
            let check = self.isPermissionTimed ? order.admittedAt : order.signer.end
            if check.adding(seconds: 1) < period.start { deadlines.check = check.adding(seconds: 1) }
        }
        for moment in [deadlines.end, deadlines.check].compactMap(\.self) {
            self.deadlines.insert(PeriodDeadline(moment: moment, period: period))
        }
        return deadlines
    }

    /// Sets the deadlines of all open orders anew.
    private mutating func reschedule() {
        self.deadlines.removeAll()
        for period in self.periods {
            guard var book = self.books.removeValue(forKey: period) else { continue }
            book.removeDeadlines()
            for entry in book.entries.values {
                book.schedule(self.deadlines(of: entry.order, in: period), at: entry.position)
            }
            self.books[period] = book
        }
    }

    private func makeRule() -> any ClearingRule {
        let trading = self.rules.trading
        return trading.mechanism.makeRule(terms: trading.terms(lastPrice: self.lastPrice))
    }

    private mutating func cancel(_ key: OrderKey) {
        for period in self.openPeriods.removeValue(forKey: key) ?? [] {
            self.books[period]?.cancel(key, exposure: &self.exposure)
        }
    }

    private mutating func forget(_ key: OrderKey, _ period: DeliveryPeriod) {
        self.openPeriods[key]?.removeAll { $0 == period }
        if self.openPeriods[key]?.isEmpty ?? false { self.openPeriods[key] = nil }
    }

    private mutating func trades(
        _ pairs: [MatchedPair],
        period: DeliveryPeriod,
        at moment: Timestamp
    ) -> [MatchedTrade] {
        pairs.map { pair in
            let trade = self.trade(pair, period: period, at: moment)
            self.nextTrade += 1
            self.lastPrice = trade.price
            return MatchedTrade(trade: trade, demand: pair.demand, supply: pair.supply)
        }
    }

    private func trade(_ pair: MatchedPair, period: DeliveryPeriod, at moment: Timestamp) -> Trade {
        let (buyer, seller) = (pair.demand.terms.participant, pair.supply.terms.participant)
        return Trade(
            number: self.nextTrade,
            period: period,
            demand: pair.demand.order.id,
            supply: pair.supply.order.id,
            buyer: buyer,
            seller: seller,
            energy: pair.match.energy,
            price: pair.match.price,
            sellerPrice: pair.match.sellerPrice,
            matchedAt: moment,
            route: RouteID(seller: seller, buyer: buyer, matchingCentre: self.identity)
        )
    }
}

/// What a message must meet before it is admitted, beside what the gate asks.
extension MatchingCentre {
    /// Refuses a message that the books or the signer's limits have no room for; it changes nothing.
    ///
    /// The centre has come to the message's time before (``advance(to:judgedBy:)``).
    ///
    /// - Throws: ``Refusal`` with code `unknownOrder`, `exposureExceeded`, or `limits` for an amendment that changes what
    ///   it may not.
    package func check(_ message: VerifiedMessage) throws(Refusal) {
        switch message {
        case .demand(let demand):
            try self.check(demand.order.terms, .buy, demand.signer)
        case .supply(let supply):
            try self.check(supply.order.terms, .sell, supply.signer)
        case .cancel(let cancel):
            let key = cancel.message.order
            let periods = self.openPeriods[key] ?? []
            guard periods.contains(where: { self.books[$0]?.entry(key) != nil }) else {
                throw Refusal(.unknownOrder, "there is no open order \(key)")
            }
        case .reading, .rules: break
        }
    }

    private func check(
        _ terms: OrderTerms,
        _ side: Side,
        _ signer: Signer
    ) throws(Refusal) {
        if let period = terms.periods.first(where: { self.closed.contains($0) }) {
            throw Refusal(.gateClosed, "the market for \(period) has closed")
        }
        if terms.conditions.amends != nil { try self.checkAmendment(terms, side) }
        if let risk = self.rules.risk {
            try self.check(terms, side, limit: risk.limit(of: signer.attributes))
        }
        guard let cap = signer.attributes["volumeCapWh"] else { return }
        guard case .integer(let wattHours) = cap else {
            throw Refusal(.exposureExceeded, "volumeCapWh of \(terms.participant) is no whole number")
        }
        try self.check(terms, side, cap: Energy(wattHours: wattHours))
    }

    private func checkAmendment(_ terms: OrderTerms, _ side: Side) throws(Refusal) {
        let open = terms.periods.compactMap { self.books[$0]?.entry(terms.key) }
        guard let entry = open.first else {
            throw Refusal(.unknownOrder, "there is no open order \(terms.key) to amend")
        }
        let before = entry.order.terms
        guard entry.order.side == side, before.period == terms.period,
            before.conditions.periods == terms.conditions.periods
        else { throw Refusal(.limits, "an amendment keeps side and periods of \(terms.key)") }
        guard terms.sequence > before.sequence else {
            throw Refusal(.limits, "the order \(terms.key) was amended under \(before.sequence)")
        }
    }

    /// What is open of the order that these terms amend, and what it has traded.
    private func amended(_ terms: OrderTerms, in period: DeliveryPeriod) -> (
        left: Energy, traded: Energy, price: Price
    ) {
        guard terms.conditions.amends != nil, let book = self.books[period], let entry = book.entry(terms.key)
        else {
            return (.zero, .zero, terms.price)
        }
        let before = entry.order.terms
        return (entry.left, book.standings[terms.key]?.traded ?? .zero, before.price)
    }

    private func check(_ terms: OrderTerms, _ side: Side, limit: Money) throws(Refusal) {
        var exposure = self.exposure.exposure(of: terms.participant)
        for period in terms.periods {
            let before = self.amended(terms, in: period)
            exposure -= ExposureLedger.exposure(side, before.left, at: before.price)
            let left = max(.zero, terms.energy - before.traded)
            exposure += ExposureLedger.exposure(side, left, at: terms.price)
        }
        guard exposure <= limit else {
            throw Refusal(
                .exposureExceeded,
                "\(terms.participant) would owe up to \(exposure), and its credit allows \(limit)"
            )
        }
    }

    private func check(_ terms: OrderTerms, _ side: Side, cap: Energy) throws(Refusal) {
        for period in terms.periods {
            let before = self.amended(terms, in: period)
            let more = max(.zero, terms.energy - before.traded) - before.left
            let volume = self.exposure.volume(of: terms.participant, in: period, side) + more
            guard volume <= cap else {
                throw Refusal(
                    .exposureExceeded,
                    "\(terms.participant) would offer \(volume) in \(period), and its volume cap is \(cap)"
                )
            }
        }
    }
}

/// The moment at which orders of a period are looked at again.
private struct PeriodDeadline: Comparable {
    let moment: Timestamp
    let period: DeliveryPeriod

    static func < (left: PeriodDeadline, right: PeriodDeadline) -> Bool {
        (left.moment, left.period) < (right.moment, right.period)
    }
}
