import Interlock

/// What the households of a community send for each period of a day.
struct DayOrders: Sendable {
    /// A signed message, and what must become of it.
    struct Message: Sendable {
        let bytes: [UInt8]
        /// Why it must be refused; nil where it must be admitted.
        let expected: Refusal.Code?
        let participant: ParticipantID?
    }

    let market: MarketID
    let tariff: Tariff

    /// The number of a household's message for a period: it sends one a period at the most.
    static func sequence(_ period: DeliveryPeriod) -> UInt64 {
        UInt64(period.start.secondsSinceEpoch / DeliveryPeriod.seconds)
    }

    /// When the messages for a period arrive: 15 minutes before it.
    static func arrival(_ period: DeliveryPeriod) -> Timestamp {
        period.start.adding(seconds: -DeliveryPeriod.seconds)
    }

    /// Each household's signed demand, or supply where it generates more than it uses.
    ///
    /// Signing is the households' own work, on their own machines; here it takes all cores.
    func sign(_ day: MeterDay, period index: Int, _ households: [Community.Person]) async throws -> [Message]
    {
        let period = day.periods[index]
        return try await withThrowingTaskGroup(of: (Int, Message?).self) { group in
            for (place, person) in households.enumerated() {
                guard let reading = day[place, index] else { continue }
                group.addTask { (place, try self.message(reading, person, period)) }
            }
            let messages = try await group.reduce(into: []) { $0.append($1) }
            return messages.sorted { $0.0 < $1.0 }.compactMap(\.1)
        }
    }

    private func message(
        _ reading: MeterDay.Reading,
        _ person: Community.Person,
        _ period: DeliveryPeriod
    ) throws -> Message? {
        let net = reading.load - reading.generation
        guard net != 0 else { return nil }
        let side: Side = net > 0 ? .buy : .sell
        let name = person.attributes.identity
        let terms = try OrderTerms(
            market: self.market,
            participant: name,
            address: OrderAddress(walletOf: person.attributes),
            period: period,
            energy: Energy(wattHours: abs(net)),
            price: self.tariff.limit(of: name.description, in: period, side: side),
            sequence: Self.sequence(period)
        )
        let bytes =
            side == .buy
            ? try Demand(terms: terms).signed(with: person.key, credential: person.credential).encoded
            : try Supply(terms: terms).signed(with: person.key, credential: person.credential).encoded
        return Message(bytes: bytes, expected: nil, participant: name)
    }
}
