internal import InterlockCrypto
internal import InterlockIdentity

/// The orders of one delivery period, and the rule that matches them.
///
/// The rule knows orders by position and owners by number; the book knows whose they are and what they have traded.
struct OrderBook: Sendable {
    let period: DeliveryPeriod

    /// An order that the rule holds.
    struct Entry: Sendable {
        var order: BookedOrder
        /// What it has left to trade.
        var left: Energy
        /// The position in the rule.
        let position: UInt64
        /// The group that the rule knows its owner in.
        var group: Int
    }

    /// What an order, with its amendments, has come to in this period.
    struct Standing: Sendable {
        /// The latest version.
        var order: BookedOrder
        /// What it has traded.
        var traded = Energy.zero
        /// Its position in the rule; nil where nothing is left of it.
        var position: UInt64?
        /// Tells whether it left the book otherwise than by trading.
        var isOver = false
        /// The number of times that energy of it came back though no party was at fault.
        var returns: UInt8 = 0
    }

    /// The moment at which an order is looked at again without being asked for.
    struct Deadlines {
        /// It trades no more from then on.
        var end: Timestamp?
        /// Its signer is judged again.
        var check: Timestamp?
    }

    private(set) var rule: any ClearingRule
    private(set) var entries: [UInt64: Entry] = [:]
    private(set) var standings: [OrderKey: Standing] = [:]
    private var owners: [ParticipantID: Int] = [:]
    private var deadlines = PriorityQueue<Deadline>()
    private var outcome = ClearingOutcome()

    /// The number of times that an order gets energy back though no party was at fault.
    private static let maximumReturns: UInt8 = 3

    private struct Deadline: Comparable {
        let moment: Timestamp
        let position: UInt64
        let isEnd: Bool

        static func < (left: Deadline, right: Deadline) -> Bool {
            (left.moment, left.position, left.isEnd ? 0 : 1)
                < (right.moment, right.position, right.isEnd ? 0 : 1)
        }
    }

    init(_ period: DeliveryPeriod, _ rule: any ClearingRule) {
        self.period = period
        self.rule = rule
    }

    /// The open order of that key.
    func entry(_ key: OrderKey) -> Entry? { self.standings[key]?.position.flatMap { self.entries[$0] } }

    /// Puts an order into the rule, or an amendment in the place of what it amends, and gives what this matches; an amendment
    /// of the other side does nothing.
    mutating func submit(
        _ order: BookedOrder,
        group: Int,
        partners: PartnerTable,
        position: UInt64,
        deadlines: Deadlines,
        exposure: inout ExposureLedger
    ) -> [MatchedPair] {
        let terms = order.terms
        var standing = self.standings[terms.key] ?? Standing(order: order)
        let left = terms.energy - standing.traded
        if let place = standing.position, let entry = self.entries[place] {
            guard entry.order.side == order.side else { return [] }
            if entry.group == group, self.isKeptInPlace(entry, by: order, left: left) {
                exposure.withdraw(terms, order.side, entry.left - left, in: self.period)
                if left < entry.left { _ = self.rule.reduce(place, to: left) }
                self.entries[place]?.order = order
                self.entries[place]?.left = left
                self.standings[terms.key]?.order = order
                self.schedule(deadlines, at: place)
                return []
            }
            self.remove(place, &exposure)
        }
        standing.order = order
        standing.position = nil
        standing.isOver = false
        self.standings[terms.key] = standing
        guard left > .zero else { return [] }
        self.enter(order, left, group, position, deadlines, &exposure)
        self.rule.partners = partners
        self.rule.submit(self.bookOrder(order, left, group, position), into: &self.outcome)
        return self.takeOutcome(&exposure)
    }

    /// Takes out what is left of an order.
    mutating func cancel(_ key: OrderKey, exposure: inout ExposureLedger) {
        if let place = self.standings[key]?.position { self.remove(place, &exposure) }
        self.standings[key]?.isOver = true
    }

    /// Takes out the orders whose time is over at `moment`, or whose signer is lost to the market.
    ///
    /// - Returns: When the signers that are not lost are to be judged again.
    mutating func expire(
        at moment: Timestamp,
        _ judge: OrderJudge,
        exposure: inout ExposureLedger
    ) -> [Timestamp] {
        var checks: [UInt64: Timestamp] = [:]
        while let deadline = self.deadlines.first, deadline.moment <= moment {
            self.deadlines.removeFirst()
            guard let entry = self.entries[deadline.position] else { continue }
            let key = entry.order.terms.key
            guard !deadline.isEnd else {
                if entry.order.end == deadline.moment { self.cancel(key, exposure: &exposure) }
                continue
            }
            switch judge.verdict(on: entry.order) {
            case .good(let until): checks[deadline.position] = until.adding(seconds: 1)
            case .unknown: checks[deadline.position] = moment.adding(seconds: 1)
            case .lost: self.cancel(key, exposure: &exposure)
            }
        }
        let next = checks.filter { $0.value < self.period.start }
        for (position, moment) in next {
            self.deadlines.insert(Deadline(moment: moment, position: position, isEnd: false))
        }
        return Array(next.values)
    }

    /// Forgets all deadlines.
    mutating func removeDeadlines() { self.deadlines.removeAll() }

    /// Looks at an open order again at its deadlines.
    mutating func schedule(_ deadlines: Deadlines, at position: UInt64) {
        if let end = deadlines.end {
            self.deadlines.insert(Deadline(moment: end, position: position, isEnd: true))
        }
        if let check = deadlines.check {
            self.deadlines.insert(Deadline(moment: check, position: position, isEnd: false))
        }
    }

    /// Begins again with another rule, which has no orders yet, and gives the open ones in the sequence of admission.
    mutating func restart(with rule: any ClearingRule) -> [Entry] {
        self.rule = rule
        return self.entries.values.sorted { $0.position < $1.position }
    }

    /// Puts an open order into a rule that has been replaced; its arrival is over, so it waits whatever it asked for then.
    mutating func reenter(
        _ entry: Entry,
        group: Int,
        partners: PartnerTable,
        exposure: inout ExposureLedger
    ) -> [MatchedPair] {
        self.entries[entry.position]?.group = group
        return self.reenter(
            entry.order,
            left: entry.left,
            group,
            partners,
            entry.position,
            rests: true,
            &exposure
        )
    }

    /// Ends the period's trading: what is still open after it lapses.
    mutating func close(exposure: inout ExposureLedger) -> [MatchedPair] {
        self.rule.close(into: &self.outcome)
        let pairs = self.takeOutcome(&exposure)
        for place in self.entries.keys.sorted() { self.remove(place, &exposure) }
        return pairs
    }

    private func isKeptInPlace(_ entry: Entry, by order: BookedOrder, left: Energy) -> Bool {
        let terms = order.terms
        guard terms.price == entry.order.terms.price, left > .zero, left <= entry.left,
            terms.conditions.minimumFill == .zero
        else { return false }
        return !order.isImmediate
    }

    /// Books an order that the rule is given next.
    private mutating func enter(
        _ order: BookedOrder,
        _ left: Energy,
        _ group: Int,
        _ position: UInt64,
        _ deadlines: Deadlines,
        _ exposure: inout ExposureLedger
    ) {
        self.entries[position] = Entry(order: order, left: left, position: position, group: group)
        self.standings[order.terms.key]?.position = position
        exposure.offer(order.terms, order.side, left, in: self.period)
        self.schedule(deadlines, at: position)
    }

    private mutating func remove(_ position: UInt64, _ exposure: inout ExposureLedger) {
        guard let entry = self.entries.removeValue(forKey: position) else { return }
        _ = self.rule.cancel(position)
        exposure.withdraw(entry.order.terms, entry.order.side, entry.left, in: self.period)
        self.standings[entry.order.terms.key]?.position = nil
    }

    private mutating func reenter(
        _ order: BookedOrder,
        left: Energy,
        _ group: Int,
        _ partners: PartnerTable,
        _ position: UInt64,
        rests: Bool,
        _ exposure: inout ExposureLedger
    ) -> [MatchedPair] {
        self.rule.partners = partners
        self.rule.submit(
            BookOrder(
                position: position,
                side: order.side,
                price: order.terms.price,
                energy: left,
                owner: self.owner(order.terms.participant),
                group: group,
                rests: rests
            ),
            into: &self.outcome
        )
        return self.takeOutcome(&exposure)
    }

    private mutating func bookOrder(
        _ order: BookedOrder,
        _ left: Energy,
        _ group: Int,
        _ position: UInt64
    ) -> BookOrder {
        let conditions = order.terms.conditions
        return BookOrder(
            position: position,
            side: order.side,
            price: order.terms.price,
            energy: left,
            owner: self.owner(order.terms.participant),
            group: group,
            minimum: conditions.timeInForce == .fillOrKill ? left : min(conditions.minimumFill, left),
            rests: !order.isImmediate
        )
    }

    private mutating func owner(_ participant: ParticipantID) -> Int {
        if let known = self.owners[participant] { return known }
        self.owners[participant] = self.owners.count
        return self.owners.count - 1
    }

    /// What the rule has made since it was last asked.
    private mutating func takeOutcome(_ exposure: inout ExposureLedger) -> [MatchedPair] {
        var pairs: [MatchedPair] = []
        for match in self.outcome.matches {
            guard
                let demand = self.take(match.energy, from: match.demand, at: match.price, &exposure)?.demand,
                let supply = self.take(match.energy, from: match.supply, at: match.sellerPrice, &exposure)?
                    .supply
            else { preconditionFailure("the rule matched an order that it was not given") }
            pairs.append(MatchedPair(match: match, demand: demand, supply: supply))
        }
        for cancellation in self.outcome.cancellations {
            guard let entry = self.entries.removeValue(forKey: cancellation.position) else { continue }
            exposure.withdraw(entry.order.terms, entry.order.side, entry.left, in: self.period)
            self.standings[entry.order.terms.key]?.position = nil
            self.standings[entry.order.terms.key]?.isOver = cancellation.reason != .notImmediate
        }
        self.outcome.removeAll()
        return pairs
    }

    private mutating func take(
        _ energy: Energy,
        from position: UInt64,
        at price: Price,
        _ exposure: inout ExposureLedger
    ) -> BookedOrder? {
        guard var entry = self.entries[position] else { return nil }
        exposure.trade(entry.order.terms, entry.order.side, energy, at: price, in: self.period)
        let key = entry.order.terms.key
        entry.left = entry.left - energy
        var standing = self.standings[key] ?? Standing(order: entry.order)
        standing.traded = standing.traded + energy
        if entry.left > .zero {
            self.entries[position] = entry
        } else {
            self.entries[position] = nil
            standing.position = nil
        }
        self.standings[key] = standing
        return entry.order
    }
}

/// The consequences of a trade that the peers refused.
extension OrderBook {
    /// Counts energy of an order as not traded.
    mutating func undo(_ key: OrderKey, _ energy: Energy) {
        guard let traded = self.standings[key]?.traded else { return }
        self.standings[key]?.traded = max(.zero, traded - energy)
    }

    /// The order that gets energy back, if it may trade at `moment`; an order that has had it back too often is cancelled.
    mutating func returnable(
        _ key: OrderKey,
        at moment: Timestamp,
        isCounted: Bool,
        exposure: inout ExposureLedger
    ) -> BookedOrder? {
        guard let standing = self.standings[key], !standing.isOver,
            standing.order.end.map({ moment < $0 }) ?? true
        else { return nil }
        guard isCounted else { return standing.order }
        guard standing.returns < Self.maximumReturns else {
            self.cancel(key, exposure: &exposure)
            return nil
        }
        self.standings[key]?.returns += 1
        return standing.order
    }

    /// Gives an order energy back; it goes last at its price, and may trade at once.
    mutating func giveBack(
        _ energy: Energy,
        to order: BookedOrder,
        group: Int,
        partners: PartnerTable,
        position: UInt64,
        deadlines: Deadlines,
        exposure: inout ExposureLedger
    ) -> [MatchedPair] {
        let terms = order.terms
        guard let standing = self.standings[terms.key] else { return [] }
        let open = self.entry(terms.key)
        let left = min((open?.left ?? .zero) + energy, terms.energy - standing.traded)
        guard left > .zero else { return [] }
        if let open { self.remove(open.position, &exposure) }
        self.enter(order, left, group, position, deadlines, &exposure)
        return self.reenter(
            order,
            left: left,
            group,
            partners,
            position,
            rests: !order.isImmediate,
            &exposure
        )
    }
}

/// A match with the two orders that it is of.
struct MatchedPair: Sendable {
    let match: Match
    let demand: Admitted<Demand>
    let supply: Admitted<Supply>
}
