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
    /// When orders end that are good until a time, by period.
    private var ends = PriorityQueue<PeriodEnd>()
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
        case .demand(let demand): return self.submit(BookedOrder.demand(demand))
        case .supply(let supply): return self.submit(BookedOrder.supply(supply))
        case .cancel(let cancel):
            self.cancel(cancel.message.order)
            return []
        case .reading, .rules: return []
        }
    }

    /// Takes an admitted demand.
    public mutating func submit(_ demand: Admitted<Demand>) -> [MatchedTrade] {
        self.submit(BookedOrder.demand(demand))
    }

    /// Takes an admitted supply.
    public mutating func submit(_ supply: Admitted<Supply>) -> [MatchedTrade] {
        self.submit(BookedOrder.supply(supply))
    }

    /// Ends the trading of a period, and forgets its orders; no more come in.
    ///
    /// T_s of what an auction trades is the moment, or the gate closure where that is earlier.
    public mutating func close(_ period: DeliveryPeriod, at moment: Timestamp) -> [MatchedTrade] {
        self.closed = self.closed.filter { $0.start > moment }
        if period.start > moment { self.closed.insert(period) }
        guard var book = self.books.removeValue(forKey: period) else { return [] }
        let moment = min(moment, self.rules.gateClosure(of: period))
        book.expire(at: moment, exposure: &self.exposure)
        let pairs = book.close(exposure: &self.exposure)
        self.exposure.close(period)
        for key in book.standings.keys { self.forget(key, period) }
        return self.trades(pairs, period: period, at: moment)
    }

    /// Takes new rules from a moment on: open orders that do not keep them, or that `isPermitted` no longer permits, are
    /// cancelled, and the others enter new books in the sequence of their admission, where they may meet.
    ///
    /// - Throws: `MarketError`, as ``MarketRules/check()``; nothing is changed then.
    package mutating func change(
        _ rules: MarketRules,
        at moment: Timestamp,
        isPermitted: (OrderTerms, Side, Signer) -> Bool = { _, _, _ in true }
    ) throws(MarketError) -> [MatchedTrade] {
        try rules.check()
        self.partners = PartnerRegistry(try rules.trading.partnerPolicy())
        self.rules = rules
        var trades: [MatchedTrade] = []
        for period in self.periods {
            guard var book = self.books.removeValue(forKey: period) else { continue }
            book.expire(at: moment, exposure: &self.exposure)
            var pairs: [MatchedPair] = []
            for entry in book.restart(with: self.makeRule()) {
                guard (try? rules.checkOpen(entry.order.terms, at: moment)) != nil,
                    (try? rules.checkClosure(of: period, at: moment)) != nil,
                    isPermitted(entry.order.terms, entry.side, entry.order.signer)
                else {
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
        return trades
    }

    /// Takes the open orders out of all books whose signers are lost to the market.
    package mutating func removeOrders(of isLost: (Signer) -> Bool) {
        var verdicts: [Digest: Bool] = [:]
        for period in self.periods {
            guard var book = self.books.removeValue(forKey: period) else { continue }
            for entry in book.entries.values {
                let certificate = entry.order.signer.chain.leaf.thumbprint
                let verdict = verdicts[certificate] ?? isLost(entry.order.signer)
                verdicts[certificate] = verdict
                if verdict { book.cancel(entry.order.terms.key, exposure: &self.exposure) }
            }
            self.books[period] = book
        }
    }

    private mutating func submit(_ order: BookedOrder) -> [MatchedTrade] {
        let terms = order.terms
        self.expire(at: order.admittedAt)
        let position = self.nextPosition
        self.nextPosition += 1
        let group = self.partners.group(of: order.signer.principal)
        self.openPeriods[terms.key] = terms.periods
        var trades: [MatchedTrade] = []
        for period in terms.periods where !self.closed.contains(period) {
            if let end = order.end { self.ends.insert(PeriodEnd(moment: end, period: period)) }
            var book = self.books.removeValue(forKey: period) ?? OrderBook(period, self.makeRule())
            let pairs = book.submit(
                order,
                group: group,
                partners: self.partners.table,
                position: position,
                exposure: &self.exposure
            )
            self.books[period] = book
            trades += self.trades(pairs, period: period, at: order.admittedAt)
        }
        return trades
    }

    /// Takes out the orders whose time is over at `moment`, and forgets debts that are settled.
    private mutating func expire(at moment: Timestamp) {
        while let end = self.ends.first, end.moment <= moment {
            self.ends.removeFirst()
            self.books[end.period]?.expire(at: moment, exposure: &self.exposure)
        }
        self.exposure.settle(
            before: moment,
            delay: self.rules.risk?.settlementSeconds ?? RiskRules.usualSettlementSeconds
        )
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
    /// Refuses a message that the books or the signer's limits have no room for.
    ///
    /// - Throws: ``Refusal`` with code `unknownOrder`, `exposureExceeded`, or `limits` for an amendment that changes what
    ///   it may not.
    package mutating func check(_ message: VerifiedMessage) throws(Refusal) {
        self.expire(at: message.verifiedAt)
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

    private mutating func check(
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
        guard entry.side == side, before.period == terms.period,
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
        return (entry.left, book.standings[terms.key]?.traded ?? .zero, entry.price)
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

/// When an order of a period ends.
private struct PeriodEnd: Comparable {
    let moment: Timestamp
    let period: DeliveryPeriod

    static func < (left: PeriodEnd, right: PeriodEnd) -> Bool {
        (left.moment, left.period) < (right.moment, right.period)
    }
}
