internal import InterlockCrypto
internal import InterlockIdentity

/// What participants have committed themselves to: in open orders, and in trades that are not settled yet.
///
/// An order's exposure is the most that it can come to cost its owner: energy times limit for a buyer, and for a seller
/// where the limit is negative. A trade's is what the party owes.
struct ExposureLedger: Sendable {
    /// A participant, buying or selling.
    private struct Direction: Hashable {
        let participant: ParticipantID
        let side: Side
    }

    private var open: [ParticipantID: Money] = [:]
    private var unsettled: [ParticipantID: Money] = [:]
    private var debts: [DeliveryPeriod: [ParticipantID: Money]] = [:]
    private var periods = PriorityQueue<DeliveryPeriod>()
    /// Energy offered and traded, by period.
    private var volumes: [DeliveryPeriod: [Direction: Energy]] = [:]

    /// What a participant may have to pay.
    func exposure(of participant: ParticipantID) -> Money {
        (self.open[participant] ?? .zero) + (self.unsettled[participant] ?? .zero)
    }

    /// What a participant offers and has traded in a period.
    func volume(of participant: ParticipantID, in period: DeliveryPeriod, _ side: Side) -> Energy {
        self.volumes[period]?[Direction(participant: participant, side: side)] ?? .zero
    }

    /// The most that energy on that side at that limit can cost.
    static func exposure(_ side: Side, _ energy: Energy, at price: Price) -> Money {
        max(.zero, side == .buy ? Money(energy, at: price) : -Money(energy, at: price))
    }

    /// An order is open for more energy.
    mutating func offer(_ terms: OrderTerms, _ side: Side, _ energy: Energy, in period: DeliveryPeriod) {
        self.open[terms.participant, default: .zero] += Self.exposure(side, energy, at: terms.price)
        self.add(energy, terms.participant, side, in: period)
    }

    /// An order is open for less energy.
    mutating func withdraw(_ terms: OrderTerms, _ side: Side, _ energy: Energy, in period: DeliveryPeriod) {
        self.open[terms.participant, default: .zero] -= Self.exposure(side, energy, at: terms.price)
        self.add(.zero - energy, terms.participant, side, in: period)
    }

    /// Energy of an open order is traded at a price: a debt takes the place of the exposure.
    mutating func trade(
        _ terms: OrderTerms,
        _ side: Side,
        _ energy: Energy,
        at price: Price,
        in period: DeliveryPeriod
    ) {
        self.open[terms.participant, default: .zero] -= Self.exposure(side, energy, at: terms.price)
        let debt = Self.exposure(side, energy, at: price)
        guard debt > .zero else { return }
        if self.debts[period] == nil { self.periods.insert(period) }
        self.debts[period, default: [:]][terms.participant, default: .zero] += debt
        self.unsettled[terms.participant, default: .zero] += debt
    }

    /// A trade of a while ago is none: its debt is gone, and the energy is neither traded nor offered.
    mutating func undo(
        _ participant: ParticipantID,
        _ side: Side,
        _ energy: Energy,
        at price: Price,
        in period: DeliveryPeriod
    ) {
        if self.volumes[period] != nil { self.add(.zero - energy, participant, side, in: period) }
        let debt = Self.exposure(side, energy, at: price)
        guard debt > .zero, self.debts[period] != nil else { return }
        self.debts[period]?[participant, default: .zero] -= debt
        self.unsettled[participant, default: .zero] -= debt
    }

    /// Tells whether there are debts that ``settle(before:delay:)`` would forget.
    func isDue(before moment: Timestamp, delay: Int64) -> Bool {
        self.periods.first.map { $0.end.adding(seconds: delay) <= moment } ?? false
    }

    /// Forgets debts of periods that ended `delay` seconds before the moment or earlier.
    mutating func settle(before moment: Timestamp, delay: Int64) {
        while let period = self.periods.first, period.end.adding(seconds: delay) <= moment {
            self.periods.removeFirst()
            for (participant, debt) in self.debts.removeValue(forKey: period) ?? [:] {
                self.unsettled[participant, default: .zero] -= debt
            }
        }
    }

    /// Forgets the volumes of a period that is closed.
    mutating func close(_ period: DeliveryPeriod) { self.volumes[period] = nil }

    private mutating func add(
        _ energy: Energy,
        _ participant: ParticipantID,
        _ side: Side,
        in period: DeliveryPeriod
    ) {
        let direction = Direction(participant: participant, side: side)
        let before = self.volumes[period]?[direction] ?? .zero
        self.volumes[period, default: [:]][direction] = before + energy
    }
}
