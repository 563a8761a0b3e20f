import Interlock

/// One day's meter readings of a community: for each household and quarter of an hour, what it used and generated.
struct MeterDay {
    struct Reading: Hashable {
        /// Used, in Wh.
        var load: Int64
        /// Generated, in Wh.
        var generation: Int64
    }

    /// How many periods a day has.
    static let periodCount: Int64 = 96

    /// The households' names, sorted.
    let households: [String]
    /// The day's 96 periods.
    let periods: [DeliveryPeriod]
    /// How many readings the households lack.
    let missing: Int
    private let readings: [[Reading?]]

    /// Picks the day that begins at `day`, midnight UTC; a household without any reading on it is left out.
    init(_ data: MeterData, day: Timestamp) throws {
        guard day.secondsSinceEpoch.isMultiple(of: Self.periodCount * DeliveryPeriod.seconds) else {
            throw Failure(.usage, "\(day) is not midnight UTC, where a day begins")
        }
        self.periods = try (0..<Self.periodCount).map {
            try DeliveryPeriod(start: day.adding(seconds: $0 * DeliveryPeriod.seconds))
        }
        let none = [Reading?](repeating: nil, count: self.periods.count)
        var byPlace: [Int: [Reading?]] = [:]
        var found = 0
        for row in data.rows where row.start >= day {
            let index = (row.start.secondsSinceEpoch - day.secondsSinceEpoch) / DeliveryPeriod.seconds
            guard index < Self.periodCount else { continue }
            byPlace[row.household, default: none][Int(index)] = row.reading
            found += 1
        }
        let sorted = byPlace.map { (name: data.households[$0.key], readings: $0.value) }
            .sorted { $0.name < $1.name }
        self.households = sorted.map(\.name)
        self.readings = sorted.map(\.readings)
        self.missing = sorted.count * self.periods.count - found
    }

    /// The reading of a household in a period, by their places; nil where there is none.
    subscript(household: Int, period: Int) -> Reading? { self.readings[household][period] }
}
