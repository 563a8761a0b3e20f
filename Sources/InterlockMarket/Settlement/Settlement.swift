public import InterlockIdentity

/// What the parties of trades owe each other, and third parties, to the last unit.
///
/// Everything is a transfer from one account to another, so that what all accounts come to is always nothing. Each
/// participant and fee recipient has an account; the market's own takes what a clearing rule leaves between the
/// buyer's and the seller's price.
public struct Settlement: Sendable {
    /// The market's own account.
    public let market: ParticipantID
    private var fees: [FeeRule]
    private var imbalance: ImbalanceRule?
    private var statements: [Key: SettlementStatement] = [:]
    /// Who signed the reading that counts, under which number.
    private var readings: [Key: (signer: ParticipantID, sequence: UInt64)] = [:]
    /// The rule by which a reading is settled: that which stood when it came.
    private var imbalanceRules: [Key: ImbalanceRule] = [:]
    private var transfers: [Pair: Money] = [:]

    private struct Key: Hashable {
        let participant: ParticipantID
        let period: DeliveryPeriod
    }

    /// Two accounts, in the order of their names; a transfer's sign says which of them owes.
    private struct Pair: Hashable {
        let first: ParticipantID
        let second: ParticipantID
    }

    /// Starts with nothing owed.
    ///
    /// - Throws: `MarketError`, as ``MarketRules/check()``.
    public init(rules: MarketRules, market: ParticipantID) throws(MarketError) {
        try rules.check()
        self.market = market
        self.fees = rules.fees
        self.imbalance = rules.imbalance
    }

    /// Takes new rules for what comes after.
    ///
    /// - Throws: `MarketError`, as ``MarketRules/check()``.
    public mutating func change(_ rules: MarketRules) throws(MarketError) {
        try rules.check()
        self.fees = rules.fees
        self.imbalance = rules.imbalance
    }

    /// Takes a trade: the buyer pays seller and market, and either side its fees.
    public mutating func add(_ trade: Trade) {
        self.transfer(trade.proceeds, from: trade.buyer, to: trade.seller)
        self.transfer(trade.amount - trade.proceeds, from: trade.buyer, to: self.market)
        self.change(trade.buyer, trade.period) { statement in
            statement.bought = statement.bought + trade.energy
            statement.paid += trade.amount
        }
        self.change(trade.seller, trade.period) { statement in
            statement.sold = statement.sold + trade.energy
            statement.received += trade.proceeds
        }
        self.charge(.buy, trade.buyer, trade.amount, trade)
        self.charge(.sell, trade.seller, trade.proceeds, trade)
    }

    /// Takes what a participant's meter counted in a period; a later reading takes the place of an earlier one, unless it is
    /// of the same signer under a lower number.
    public mutating func add(_ reading: MeterReading) {
        let key = Key(participant: reading.owner, period: reading.period)
        if let last = self.readings[key], last.signer == reading.participant,
            reading.sequence <= last.sequence
        {
            return
        }
        self.readings[key] = (reading.participant, reading.sequence)
        self.imbalanceRules[key] = self.imbalance
        self.change(reading.owner, reading.period) { statement in
            statement.metered = SettlementStatement.Metered(
                consumed: reading.consumed,
                generated: reading.generated
            )
        }
    }

    /// What became of each participant in each period, by name and period.
    public func close() -> [SettlementStatement] {
        self.statements.values.map(self.balanced).sorted {
            ($0.participant.description, $0.period) < ($1.participant.description, $1.period)
        }
    }

    /// What is to be paid when each two accounts have set off what they owe each other, by payer and payee.
    public func payments() -> [Payment] {
        var owed = self.transfers
        for statement in self.close() {
            guard let rule = self.imbalanceRule(statement), let cost = statement.imbalanceCost else {
                continue
            }
            Self.add(cost, from: statement.participant, to: rule.balancer, in: &owed)
        }
        return owed.compactMap { pair, amount in
            if amount > .zero { return Payment(payer: pair.first, payee: pair.second, amount: amount) }
            if amount < .zero { return Payment(payer: pair.second, payee: pair.first, amount: -amount) }
            return nil
        }.sorted {
            ($0.payer.description, $0.payee.description) < ($1.payer.description, $1.payee.description)
        }
    }

    private mutating func charge(_ payer: Side, _ participant: ParticipantID, _ amount: Money, _ trade: Trade)
    {
        var charged: [String: Money] = [:]
        for rule in self.fees where rule.payer == payer {
            let fee = rule.fee(on: trade.energy, amount: amount, charged: charged)
            charged[rule.name] = fee
            guard rule.recipient != participant else { continue }
            self.transfer(fee, from: participant, to: rule.recipient)
            self.change(participant, trade.period) { $0.fees[rule.name, default: .zero] += fee }
        }
    }

    private mutating func change(
        _ participant: ParticipantID,
        _ period: DeliveryPeriod,
        _ body: (inout SettlementStatement) -> Void
    ) {
        let key = Key(participant: participant, period: period)
        body(&self.statements[key, default: SettlementStatement(participant: participant, period: period)])
    }

    private mutating func transfer(_ amount: Money, from payer: ParticipantID, to payee: ParticipantID) {
        Self.add(amount, from: payer, to: payee, in: &self.transfers)
    }

    private static func add(
        _ amount: Money,
        from payer: ParticipantID,
        to payee: ParticipantID,
        in transfers: inout [Pair: Money]
    ) {
        guard payer != payee, amount != .zero else { return }
        if payer.description < payee.description {
            transfers[Pair(first: payer, second: payee), default: .zero] += amount
        } else {
            transfers[Pair(first: payee, second: payer), default: .zero] -= amount
        }
    }

    /// The statement with the cost of its imbalance, where there is a reading and a rule.
    private func balanced(_ statement: SettlementStatement) -> SettlementStatement {
        var statement = statement
        guard let rule = self.imbalanceRule(statement), let short = statement.imbalance else {
            return statement
        }
        statement.imbalanceCost = Money(short, at: short > .zero ? rule.shortPrice : rule.longPrice)
        return statement
    }

    private func imbalanceRule(_ statement: SettlementStatement) -> ImbalanceRule? {
        self.imbalanceRules[Key(participant: statement.participant, period: statement.period)]
    }
}

extension FeeRule {
    /// What the payer of a trade of this energy and amount owes, after the fees already charged.
    func fee(on energy: Energy, amount: Money, charged: [String: Money]) -> Money {
        var base = self.onAmount ? amount.units.magnitude : 0
        for name in self.including { base += charged[name]?.units.magnitude ?? 0 }
        return Money(energy, at: self.perKilowattHour)
            + Money(units: Int128(base) * Int128(self.millionths) / 1_000_000)
    }
}

/// What one participant traded, metered and owes for one period.
public struct SettlementStatement: Hashable, Sendable {
    /// Who.
    public let participant: ParticipantID
    /// When.
    public let period: DeliveryPeriod
    /// Energy bought.
    public internal(set) var bought = Energy.zero
    /// Energy sold.
    public internal(set) var sold = Energy.zero
    /// For the energy bought.
    public internal(set) var paid = Money.zero
    /// For the energy sold.
    public internal(set) var received = Money.zero
    /// Fees by name.
    public internal(set) var fees: [String: Money] = [:]
    /// What the meter counted; nil where no reading has come.
    public internal(set) var metered: Metered?
    /// What the imbalance costs the participant, or brings it where negative; nil without a reading or a rule.
    public internal(set) var imbalanceCost: Money?

    /// What a meter counted.
    public struct Metered: Hashable, Sendable {
        /// Taken from the grid.
        public let consumed: Energy
        /// Fed into the grid.
        public let generated: Energy
    }

    init(participant: ParticipantID, period: DeliveryPeriod) {
        self.participant = participant
        self.period = period
    }

    /// What the participant took from the grid, fed-in energy deducted, beyond what it had bought, sold energy deducted:
    /// above nothing where it was short, below where it was long; nil without a reading.
    public var imbalance: Energy? {
        self.metered.map { ($0.consumed - $0.generated) - (self.bought - self.sold) }
    }

    /// What it comes to for the participant: above nothing where it is owed.
    public var balance: Money {
        self.fees.values.reduce(self.received - self.paid - (self.imbalanceCost ?? .zero), -)
    }
}

/// What one account pays another.
public struct Payment: Hashable, Sendable {
    /// Who pays.
    public let payer: ParticipantID
    /// Who is paid.
    public let payee: ParticipantID
    /// How much; more than nothing.
    public let amount: Money
}
