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
        let side: Side
        let price: Price
        /// What it has left to trade.
        var left: Energy
        /// The position in the rule.
        let position: UInt64
        /// The group that the rule knows its owner in.
        var group: Int
    }

    /// What an order, with its amendments, has come to in this period.
    struct Standing: Sendable {
        /// What it has traded.
        var traded = Energy.zero
        /// Its position in the rule; nil where nothing is left of it.
        var position: UInt64?
    }

    private(set) var rule: any ClearingRule
    private(set) var entries: [UInt64: Entry] = [:]
    private(set) var standings: [OrderKey: Standing] = [:]
    private var owners: [ParticipantID: Int] = [:]
    private var ends = PriorityQueue<End>()
    private var outcome = ClearingOutcome()

    private struct End: Comparable {
        let moment: Timestamp
        let position: UInt64

        static func < (left: End, right: End) -> Bool {
            (left.moment, left.position) < (right.moment, right.position)
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
        exposure: inout ExposureLedger
    ) -> [MatchedPair] {
        let terms = order.terms
        let standing = self.standings[terms.key] ?? Standing()
        let left = terms.energy - standing.traded
        if let place = standing.position, let entry = self.entries[place] {
            guard entry.side == order.side else { return [] }
            if entry.group == group, self.isKeptInPlace(entry, by: order, left: left) {
                exposure.withdraw(terms, order.side, entry.left - left, in: self.period)
                if left < entry.left { _ = self.rule.reduce(place, to: left) }
                self.entries[place]?.order = order
                self.entries[place]?.left = left
                self.expire(order, at: place)
                return []
            }
            self.remove(place, &exposure)
        }
        guard left > .zero else { return [] }
        self.entries[position] = Entry(
            order: order,
            side: order.side,
            price: terms.price,
            left: left,
            position: position,
            group: group
        )
        self.standings[terms.key] = Standing(traded: standing.traded, position: position)
        exposure.offer(terms, order.side, left, in: self.period)
        self.expire(order, at: position)
        self.rule.partners = partners
        self.rule.submit(self.bookOrder(order, left, group, position), into: &self.outcome)
        return self.takeOutcome(&exposure)
    }

    /// Takes out what is left of an order.
    mutating func cancel(_ key: OrderKey, exposure: inout ExposureLedger) {
        guard let place = self.standings[key]?.position else { return }
        self.remove(place, &exposure)
    }

    /// Takes out the orders whose time is over at `moment`.
    mutating func expire(at moment: Timestamp, exposure: inout ExposureLedger) {
        while let end = self.ends.first, end.moment <= moment {
            self.ends.removeFirst()
            guard let entry = self.entries[end.position], entry.order.end == end.moment else { continue }
            self.remove(end.position, &exposure)
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
        self.rule.partners = partners
        self.entries[entry.position]?.group = group
        self.rule.submit(
            BookOrder(
                position: entry.position,
                side: entry.side,
                price: entry.price,
                energy: entry.left,
                owner: self.owner(entry.order.terms.participant),
                group: group
            ),
            into: &self.outcome
        )
        return self.takeOutcome(&exposure)
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
        guard terms.price == entry.price, left > .zero, left <= entry.left,
            terms.conditions.minimumFill == .zero
        else { return false }
        switch terms.conditions.timeInForce {
        case .gateClosure, .until: break
        case .immediateOrCancel, .fillOrKill: return false
        }
        return true
    }

    private mutating func expire(_ order: BookedOrder, at position: UInt64) {
        guard let end = order.end else { return }
        self.ends.insert(End(moment: end, position: position))
    }

    private mutating func remove(_ position: UInt64, _ exposure: inout ExposureLedger) {
        guard let entry = self.entries.removeValue(forKey: position) else { return }
        _ = self.rule.cancel(position)
        exposure.withdraw(entry.order.terms, entry.side, entry.left, in: self.period)
        self.standings[entry.order.terms.key]?.position = nil
    }

    private mutating func bookOrder(
        _ order: BookedOrder,
        _ left: Energy,
        _ group: Int,
        _ position: UInt64
    ) -> BookOrder {
        let conditions = order.terms.conditions
        let isImmediate = [.immediateOrCancel, .fillOrKill].contains(conditions.timeInForce)
        return BookOrder(
            position: position,
            side: order.side,
            price: order.terms.price,
            energy: left,
            owner: self.owner(order.terms.participant),
            group: group,
            minimum: conditions.timeInForce == .fillOrKill ? left : min(conditions.minimumFill, left),
            rests: !isImmediate
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
            exposure.withdraw(entry.order.terms, entry.side, entry.left, in: self.period)
            self.standings[entry.order.terms.key]?.position = nil
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
        exposure.trade(entry.order.terms, entry.side, energy, at: price, in: self.period)
        let key = entry.order.terms.key
        entry.left = entry.left - energy
        self.standings[key, default: Standing()].traded =
            self.standings[key, default: Standing()].traded + energy
        if entry.left > .zero {
            self.entries[position] = entry
        } else {
            self.entries[position] = nil
            self.standings[key]?.position = nil
        }
        return entry.order
    }
}

/// An admitted order of either side.
enum BookedOrder: Sendable {
    case demand(Admitted<Demand>)
    case supply(Admitted<Supply>)

    var terms: OrderTerms {
        switch self {
        case .demand(let admitted): admitted.terms
        case .supply(let admitted): admitted.terms
        }
    }

    var side: Side {
        switch self {
        case .demand: .buy
        case .supply: .sell
        }
    }

    var signer: Signer {
        switch self {
        case .demand(let admitted): admitted.verified.signer
        case .supply(let admitted): admitted.verified.signer
        }
    }

    var admittedAt: Timestamp {
        switch self {
        case .demand(let admitted): admitted.admittedAt
        case .supply(let admitted): admitted.admittedAt
        }
    }

    var demand: Admitted<Demand>? {
        guard case .demand(let admitted) = self else { return nil }
        return admitted
    }

    var supply: Admitted<Supply>? {
        guard case .supply(let admitted) = self else { return nil }
        return admitted
    }

    /// The moment from which it trades no more.
    var end: Timestamp? {
        guard case .until(let end) = self.terms.conditions.timeInForce else { return nil }
        return end
    }
}

/// A match with the two orders that it is of.
struct MatchedPair: Sendable {
    let match: Match
    let demand: Admitted<Demand>
    let supply: Admitted<Supply>
}
