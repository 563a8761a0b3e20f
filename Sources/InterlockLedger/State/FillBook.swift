internal import InterlockCrypto
internal import InterlockIdentity
internal import InterlockMarket

/// How much of each order has been sold, period by period: what keeps energy from being sold twice.
///
/// An order is known by its signer and the number that it was first placed under, so two different orders under one
/// number count as a breach, and what an order has sold counts for its amendments. Orders whose delivery has begun are
/// forgotten: the contract lets none of them trade any more.
struct FillBook: Sendable {
    struct Key: Hashable, Sendable {
        let order: OrderKey
        let period: DeliveryPeriod
    }

    struct Fill: Hashable, Sendable {
        /// The latest version of the order that has traded.
        var order: OrderID
        /// The number of that version.
        var sequence: UInt64
        var filled: Energy
    }

    private(set) var fills: [Key: Fill] = [:]
    /// Until when it is remembered that an order was cancelled: until none of its periods can be traded.
    private var cancelled: [OrderKey: Timestamp] = [:]
    /// The first of these moments, so that most blocks need not look for cancels to forget.
    private var earliestCancel: Timestamp?
    /// The first period of any fill, so that most blocks need not look for fills to forget.
    private var earliestPeriod: DeliveryPeriod?
    /// No trade with a lower number may come any more.
    private(set) var nextTrade: UInt64 = 0

    init() {}

    /// Lets an order trade no more.
    mutating func cancel(_ order: OrderKey, until moment: Timestamp) {
        self.cancelled[order] = moment
        self.earliestCancel = min(self.earliestCancel ?? moment, moment)
    }

    mutating func apply(_ change: Change) {
        self.fills.merge(change.fills) { _, new in new }
        self.nextTrade = change.nextTrade
        let added = change.fills.keys.lazy.map(\.period).min()
        self.earliestPeriod = [self.earliestPeriod, added].compactMap(\.self).min()
    }

    /// Forgets the orders whose delivery has begun at `moment`.
    mutating func forget(before moment: Timestamp) {
        if let earliest = self.earliestCancel, earliest <= moment {
            self.cancelled = self.cancelled.filter { $0.value > moment }
            self.earliestCancel = self.cancelled.values.min()
        }
        guard self.earliestPeriod.map({ $0.start <= moment }) ?? false else { return }
        self.fills = self.fills.filter { $0.key.period.start > moment }
        self.earliestPeriod = self.fills.keys.lazy.map(\.period).min()
    }

    /// What a proposal adds, checked trade by trade against a book.
    struct Change: Sendable {
        private(set) var fills: [Key: Fill] = [:]
        private(set) var nextTrade: UInt64

        init(_ book: FillBook) {
            self.nextTrade = book.nextTrade
        }

        mutating func add(
            _ trade: Trade,
            demand: OrderTerms,
            supply: OrderTerms,
            to book: FillBook
        ) throws(LedgerError) {
            guard trade.number >= self.nextTrade else {
                throw LedgerError(.contractBroken, "its number is below \(self.nextTrade)")
            }
            try self.add(trade, of: trade.demand, demand, to: book)
            try self.add(trade, of: trade.supply, supply, to: book)
            self.nextTrade = trade.number + 1
        }

        private mutating func add(
            _ trade: Trade,
            of order: OrderID,
            _ terms: OrderTerms,
            to book: FillBook
        ) throws(LedgerError) {
            guard book.cancelled[terms.key] == nil else {
                throw LedgerError(.contractBroken, "the order \(terms.key) was cancelled")
            }
            let key = Key(order: terms.key, period: trade.period)
            let fresh = Fill(order: order, sequence: terms.sequence, filled: .zero)
            var fill = self.fills[key] ?? book.fills[key] ?? fresh
            guard fill.sequence <= terms.sequence else {
                throw LedgerError(
                    .contractBroken,
                    "the order \(terms.key) was amended under the number \(fill.sequence)"
                )
            }
            guard fill.sequence < terms.sequence || fill.order == order else {
                throw LedgerError(
                    .contractBroken,
                    "\(terms.participant) signed two orders with the number \(terms.sequence)"
                )
            }
            guard trade.energy <= terms.energy - fill.filled else {
                throw LedgerError(
                    .contractBroken,
                    "\(trade.energy) of an order of \(terms.participant) that has \(terms.energy - fill.filled) left"
                )
            }
            fill.order = order
            fill.sequence = terms.sequence
            fill.filled = fill.filled + trade.energy
            self.fills[key] = fill
        }
    }
}
