import Interlock

/// A market of orders without signatures: books of one clearing rule, for study and tests.
struct MarketStudy {
    /// What happened in one delivery period.
    struct Period {
        let period: DeliveryPeriod
        var trades: [Trade] = []
        var cancellations: [Cancellation] = []
        var depth = BookDepth.empty
    }

    /// Two orders that meet.
    struct Trade {
        let demand: StudyOrder
        let supply: StudyOrder
        let match: Match
        let at: Timestamp
    }

    /// An order that a rule cancelled.
    struct Cancellation {
        let order: StudyOrder
        let energy: Energy
        let reason: InterlockMarket.Cancellation.Reason
    }

    private let rules: MarketRules
    private var partners: PartnerRegistry
    private var books: [DeliveryPeriod: Book] = [:]
    private var orders: [StudyOrder] = []
    private var owners: [ParticipantID: Owner] = [:]
    /// The orders that break the rules, and why.
    private(set) var refused: [(order: StudyOrder, reason: String)] = []

    /// A participant as the rules know it; the attributes of its first order count.
    private struct Owner {
        let number: Int
        let group: Int
    }

    private struct Book {
        var rule: any ClearingRule
        var record: Period
        var outcome = ClearingOutcome()
    }

    init(rules: MarketRules) throws {
        try rules.check()
        self.rules = rules
        self.partners = PartnerRegistry(try rules.trading.partnerPolicy())
    }

    /// The rules of a study that has none of its own: no limits but those of the types.
    static func openRules() throws -> MarketRules {
        MarketRules(
            market: try MarketID("study"),
            maximumEnergy: .maximum,
            priceFloor: Price(units: -Price.maximum.units),
            priceCap: .maximum
        )
    }

    /// Takes the next order.
    mutating func submit(_ order: StudyOrder) throws {
        let position = self.orders.count
        self.orders.append(order)
        do {
            let terms = try OrderTerms(
                market: self.rules.market,
                participant: order.participant,
                address: OrderAddress("study"),
                period: order.period,
                energy: Energy(wattHours: order.energyWh),
                price: Price(units: order.price),
                sequence: UInt64(position),
                conditions: order.conditions
            )
            try self.rules.checkQuantities(of: terms)
            self.submit(terms, order, UInt64(position))
        } catch let error as MarketError {
            self.refused.append((order, error.reason))
        } catch let refusal as Refusal {
            self.refused.append((order, refusal.reason))
        }
    }

    private mutating func submit(_ terms: OrderTerms, _ order: StudyOrder, _ position: UInt64) {
        let isKill = terms.conditions.timeInForce == .fillOrKill
        let owner = self.owner(of: order)
        let placed = BookOrder(
            position: position,
            side: order.side,
            price: terms.price,
            energy: terms.energy,
            owner: owner.number,
            group: owner.group,
            minimum: isKill ? terms.energy : terms.conditions.minimumFill,
            rests: terms.conditions.timeInForce == .gateClosure
        )
        var book = self.books.removeValue(forKey: order.period) ?? self.makeBook(order.period)
        book.rule.partners = self.partners.table
        book.rule.submit(placed, into: &book.outcome)
        self.record(&book, at: order.time)
        self.books[order.period] = book
    }

    /// Closes all periods, and gives what happened in each.
    mutating func close() -> [Period] {
        self.books.keys.sorted().compactMap { period in
            guard var book = self.books.removeValue(forKey: period) else { return nil }
            book.rule.partners = self.partners.table
            book.rule.close(into: &book.outcome)
            self.record(&book, at: self.rules.gateClosure(of: period))
            return book.record
        }
    }

    /// What has happened so far in each period, and what is open.
    var periods: [Period] {
        self.books.values.map { book in
            var record = book.record
            record.depth = book.rule.depth
            return record
        }.sorted { $0.period < $1.period }
    }

    private func makeBook(_ period: DeliveryPeriod) -> Book {
        Book(
            rule: self.rules.trading.mechanism.makeRule(terms: self.rules.trading.terms()),
            record: Period(period: period)
        )
    }

    private mutating func owner(of order: StudyOrder) -> Owner {
        if let known = self.owners[order.participant] { return known }
        let owner = Owner(number: self.owners.count, group: self.partners.group(of: order.principal))
        self.owners[order.participant] = owner
        return owner
    }

    private func record(_ book: inout Book, at moment: Timestamp) {
        for match in book.outcome.matches {
            book.record.trades.append(
                Trade(
                    demand: self.orders[Int(match.demand)],
                    supply: self.orders[Int(match.supply)],
                    match: match,
                    at: moment
                )
            )
        }
        for cancellation in book.outcome.cancellations {
            book.record.cancellations.append(
                Cancellation(
                    order: self.orders[Int(cancellation.position)],
                    energy: cancellation.energy,
                    reason: cancellation.reason
                )
            )
        }
        book.outcome.removeAll()
    }
}

extension InterlockMarket.Trade {
    /// A trade of orders without signatures, whose names stand for their digests.
    init(_ trade: MarketStudy.Trade, number: UInt64, matchingCentre: ParticipantID) {
        self.init(
            number: number,
            period: trade.demand.period,
            demand: OrderID(digest: Digest(hashing: Array(trade.demand.id.utf8))),
            supply: OrderID(digest: Digest(hashing: Array(trade.supply.id.utf8))),
            buyer: trade.demand.participant,
            seller: trade.supply.participant,
            energy: trade.match.energy,
            price: trade.match.price,
            sellerPrice: trade.match.sellerPrice,
            matchedAt: trade.at,
            route: RouteID(
                seller: trade.supply.participant,
                buyer: trade.demand.participant,
                matchingCentre: matchingCentre
            )
        )
    }
}

extension [MarketStudy.Period] {
    /// The trades of all periods, numbered.
    func trades(matchingCentre: ParticipantID) -> [InterlockMarket.Trade] {
        self.flatMap(\.trades).enumerated().map { number, trade in
            InterlockMarket.Trade(trade, number: UInt64(number), matchingCentre: matchingCentre)
        }
    }
}
