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
    /// The names of those who have readings, but none on the day; they take no part.
    let absent: [String]
    /// The places at which readings of the households are missing.
    let gaps: [MeterGap]
    /// How many readings the households lack.
    var missing: Int { self.gaps.reduce(0) { $0 + $1.periods } }
    private let readings: [[Reading?]]

    /// Picks the day that begins at `day`, midnight UTC; a household without any reading on it is left out.
    init(_ data: MeterData, day: Timestamp) throws {
        guard day.secondsSinceEpoch.isMultiple(of: Self.periodCount * DeliveryPeriod.seconds) else {
            throw Failure(.usage, "\(day) is not midnight UTC, where a day begins")
        }
        let periods = try (0..<Self.periodCount).map {
            try DeliveryPeriod(start: day.adding(seconds: $0 * DeliveryPeriod.seconds))
        }
        let none = [Reading?](repeating: nil, count: periods.count)
        var byPlace: [Int: [Reading?]] = [:]
        for row in data.rows where row.start >= day {
            let index = (row.start.secondsSinceEpoch - day.secondsSinceEpoch) / DeliveryPeriod.seconds
            guard index < Self.periodCount else { continue }
            byPlace[row.household, default: none][Int(index)] = row.reading
        }
        let sorted = byPlace.map { (name: data.households[$0.key], readings: $0.value) }
            .sorted { $0.name < $1.name }
        self.periods = periods
        self.households = sorted.map(\.name)
        self.readings = sorted.map(\.readings)
        self.absent = data.households.indices.filter { byPlace[$0] == nil }.map { data.households[$0] }
            .sorted()
        self.gaps = sorted.flatMap { Self.gaps(of: $0.name, $0.readings, periods) }
    }

    private static func gaps(
        of household: String,
        _ readings: [Reading?],
        _ periods: [DeliveryPeriod]
    ) -> [MeterGap] {
        var gaps: [MeterGap] = []
        for (place, period) in periods.enumerated() where readings[place] == nil {
            if place > 0, readings[place - 1] == nil, !gaps.isEmpty {
                gaps[gaps.count - 1].periods += 1
            } else {
                gaps.append(MeterGap(household: household, from: period.start, periods: 1))
            }
        }
        return gaps
    }

    /// The reading of a household in a period, by their places; nil where there is none.
    subscript(household: Int, period: Int) -> Reading? { self.readings[household][period] }
}
