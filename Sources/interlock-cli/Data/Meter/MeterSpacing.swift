import Interlock

/// The time between a household's readings.
struct MeterSpacing {
    /// The seconds from one reading to the next, where most are that far apart and all are multiples of it.
    let seconds: Int64

    /// The spacing of readings; nil where there are fewer than three, or they have none.
    init?(_ starts: [Int64]) {
        let sorted = starts.sorted()
        let steps = zip(sorted, sorted.dropFirst()).map { $1 - $0 }
        guard steps.count >= 2, let least = steps.min(), least > 0 else { return nil }
        guard steps.count(where: { $0 == least }) * 2 >= steps.count,
            steps.allSatisfy({ $0.isMultiple(of: least) })
        else { return nil }
        self.seconds = least
    }

    /// Refuses readings that are not of a quarter of an hour each: of half-hourly ones every second would be missing.
    static func check(_ rows: [MeterRow], names: [String]) throws(MeterDataError) {
        var starts = [[Int64]](repeating: [], count: names.count)
        for row in rows { starts[row.household].append(row.start.secondsSinceEpoch) }
        for (household, name) in names.enumerated() {
            guard let spacing = MeterSpacing(starts[household]), spacing.seconds != DeliveryPeriod.seconds
            else { continue }
            // The header is line 1, and each line after it a reading.
            let line = (rows.firstIndex { $0.household == household } ?? 0) + 2
            throw MeterDataError(
                .spacing,
                line: line,
                "\(name): expected a reading every 15 minutes, found one every \(Self.text(spacing.seconds))"
            )
        }
    }

    private static func text(_ seconds: Int64) -> String {
        seconds.isMultiple(of: 60) ? "\(seconds / 60) minutes" : "\(seconds) seconds"
    }
}
