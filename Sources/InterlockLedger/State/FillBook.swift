internal import InterlockCrypto
internal import InterlockIdentity
internal import InterlockMarket

/// How much of each order has been sold: what keeps energy from being sold twice.
///
/// An order is known by its signer and number, so two different orders under one number count as a breach.
/// Orders whose delivery has begun are forgotten: the contract lets none of them trade any more.
struct FillBook: Sendable {
    struct Key: Hashable, Sendable {
        let participant: ParticipantID
        let sequence: UInt64
    }

    struct Fill: Hashable, Sendable {
        let order: OrderID
        let period: DeliveryPeriod
        let energy: Energy
        var filled: Energy
    }

    private(set) var fills: [Key: Fill] = [:]
    /// The first period of any fill, so that most blocks need not look for fills to forget.
    private var earliestPeriod: DeliveryPeriod?
    /// No trade with a lower number may come any more.
    private(set) var nextTrade: UInt64 = 0

    init() {}

    init(fills: [Key: Fill], nextTrade: UInt64) {
        self.fills = fills
        self.nextTrade = nextTrade
        self.earliestPeriod = fills.values.lazy.map(\.period).min()
    }

    mutating func apply(_ change: Change) {
        self.fills.merge(change.fills) { _, new in new }
        self.nextTrade = change.nextTrade
        let added = change.fills.values.lazy.map(\.period).min()
        self.earliestPeriod = [self.earliestPeriod, added].compactMap(\.self).min()
    }

    /// Forgets the orders whose delivery has begun at `moment`.
    mutating func forget(before moment: Timestamp) {
        guard self.earliestPeriod.map({ $0.start <= moment }) ?? false else { return }
        self.fills = self.fills.filter { $0.value.period.start > moment }
        self.earliestPeriod = self.fills.values.lazy.map(\.period).min()
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
            try self.add(trade.energy, of: trade.demand, demand, to: book)
            try self.add(trade.energy, of: trade.supply, supply, to: book)
            self.nextTrade = trade.number + 1
        }

        private mutating func add(
            _ energy: Energy,
            of order: OrderID,
            _ terms: OrderTerms,
            to book: FillBook
        ) throws(LedgerError) {
            let key = Key(participant: terms.participant, sequence: terms.sequence)
            let fresh = Fill(order: order, period: terms.period, energy: terms.energy, filled: .zero)
            var fill = self.fills[key] ?? book.fills[key] ?? fresh
            guard fill.order == order else {
                throw LedgerError(
                    .contractBroken,
                    "\(terms.participant) signed two orders with the number \(terms.sequence)"
                )
            }
            guard energy <= fill.energy - fill.filled else {
                throw LedgerError(
                    .contractBroken,
                    "\(energy) of an order of \(terms.participant) that has \(fill.energy - fill.filled) left"
                )
            }
            fill.filled = fill.filled + energy
            self.fills[key] = fill
        }
    }
}
