public import InterlockCrypto
public import InterlockIdentity

/// The matchmaking centre (MTC): the order book, and Match(Demand, Supply, T_s) -> Ord (formula 4).
///
/// A deterministic function of the orders submitted and the periods closed, in their sequence: a centre that is
/// fed the same again makes the same trades with the same numbers.
public struct MatchingCentre<Rule: ClearingRule>: Sendable {
    /// MTC_id.
    public let identity: ParticipantID
    /// The number of the next trade.
    public private(set) var nextTrade: UInt64 = 0
    private var books: [DeliveryPeriod: Book] = [:]
    private var nextPosition: UInt64 = 0

    private struct Book: Sendable {
        var rule = Rule()
        var demands: [UInt64: Admitted<Demand>] = [:]
        var supplies: [UInt64: Admitted<Supply>] = [:]
        var owners: [ParticipantID: Int] = [:]

        mutating func owner(_ participant: ParticipantID) -> Int {
            if let known = self.owners[participant] { return known }
            self.owners[participant] = self.owners.count
            return self.owners.count - 1
        }
    }

    /// Makes a centre with no orders.
    public init(identity: ParticipantID, rule: Rule.Type = Rule.self) { self.identity = identity }

    /// The delivery periods that have a book.
    public var openPeriods: [DeliveryPeriod] { self.books.keys.sorted() }

    /// Takes an admitted order; T_s of what it trades is its time of admission.
    public mutating func submit(_ order: AdmittedOrder) -> [MatchedTrade] {
        switch order {
        case .demand(let demand): self.submit(demand)
        case .supply(let supply): self.submit(supply)
        }
    }

    /// Takes an admitted demand.
    public mutating func submit(_ demand: Admitted<Demand>) -> [MatchedTrade] {
        self.submit(demand, keepIn: \.demands)
    }

    /// Takes an admitted supply.
    public mutating func submit(_ supply: Admitted<Supply>) -> [MatchedTrade] {
        self.submit(supply, keepIn: \.supplies)
    }

    /// Ends the trading of a period at gate closure, and forgets its orders.
    public mutating func close(_ period: DeliveryPeriod, at moment: Timestamp) -> [MatchedTrade] {
        guard var book = self.books.removeValue(forKey: period) else { return [] }
        let matches = book.rule.close()
        return self.trades(matches, of: book, period: period, at: moment)
    }

    private mutating func submit<Body: Order>(
        _ order: Admitted<Body>,
        keepIn side: WritableKeyPath<Book, [UInt64: Admitted<Body>]>
    ) -> [MatchedTrade] {
        let terms = order.terms
        let position = self.nextPosition
        self.nextPosition += 1
        var book = self.books.removeValue(forKey: terms.period) ?? Book()
        book[keyPath: side][position] = order
        let matches = book.rule.submit(
            BookOrder(
                position: position,
                side: Body.side,
                price: terms.price,
                energy: terms.energy,
                owner: book.owner(terms.participant)
            )
        )
        self.books[terms.period] = book
        return self.trades(matches, of: book, period: terms.period, at: order.admittedAt)
    }

    private mutating func trades(
        _ matches: [Match],
        of book: Book,
        period: DeliveryPeriod,
        at moment: Timestamp
    ) -> [MatchedTrade] {
        matches.map { match in
            guard let demand = book.demands[match.demand], let supply = book.supplies[match.supply] else {
                preconditionFailure("\(Rule.self) matched an order that it was not given")
            }
            defer { self.nextTrade += 1 }
            return MatchedTrade(
                trade: self.trade(match, demand: demand, supply: supply, period: period, at: moment),
                demand: demand,
                supply: supply
            )
        }
    }

    private func trade(
        _ match: Match,
        demand: Admitted<Demand>,
        supply: Admitted<Supply>,
        period: DeliveryPeriod,
        at moment: Timestamp
    ) -> Trade {
        let (buyer, seller) = (demand.terms.participant, supply.terms.participant)
        return Trade(
            number: self.nextTrade,
            period: period,
            demand: demand.order.id,
            supply: supply.order.id,
            buyer: buyer,
            seller: seller,
            energy: match.energy,
            price: match.price,
            matchedAt: moment,
            route: RouteID(seller: seller, buyer: buyer, matchingCentre: self.identity)
        )
    }
}
