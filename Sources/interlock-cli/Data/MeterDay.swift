import Interlock

/// One day's meter readings of a community: for each household and quarter of an hour, what it used and generated.
struct MeterDay {
    struct Reading {
        /// Used, in Wh.
        var load: Int64
        /// Generated, in Wh.
        var generation: Int64
    }

    /// The households' names, sorted.
    let households: [String]
    /// The day's 96 periods.
    let periods: [DeliveryPeriod]
    private let readings: [[Reading?]]

    /// Picks a day; a household without any reading on it is left out.
    init(_ rows: [MeterRow], day: Timestamp) throws {
        self.periods = try (0..<96).map {
            try DeliveryPeriod(start: day.adding(seconds: $0 * DeliveryPeriod.seconds))
        }
        var byName: [String: [Reading?]] = [:]
        for row in rows {
            let index = (row.start.secondsSinceEpoch - day.secondsSinceEpoch) / DeliveryPeriod.seconds
            guard row.start >= day, (0..<96).contains(index) else { continue }
            byName[row.household, default: Array(repeating: nil, count: 96)][Int(index)] = row.reading
        }
        self.households = byName.keys.sorted()
        self.readings = self.households.map { byName[$0] ?? [] }
    }

    /// The reading of a household in a period, by their places; nil where there is none.
    subscript(household: Int, period: Int) -> Reading? { self.readings[household][period] }
}

/// A line of a meter file.
struct MeterRow {
    var household: String
    var start: Timestamp
    var reading: MeterDay.Reading
}
