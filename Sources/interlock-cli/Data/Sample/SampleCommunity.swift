import Interlock

/// A small community made up from published figures: standard load profiles and a clear sky.
///
/// The same seed gives the same bytes on any machine. Docs/Data/README.md names the sources.
struct SampleCommunity {
    /// Drawn from the seed, each on its own: a larger community begins with the smaller one's households.
    let households: [SampleHousehold]
    var sky = ClearSky.germany

    init(households: Int, seed: UInt64) {
        self.households = (0..<households).map { SampleHousehold(index: $0, seed: seed) }
    }

    /// The readings from `start`, midnight UTC, on: household by household.
    func readings(from start: Timestamp, days: Int) -> MeterData {
        var rows: [MeterRow] = []
        rows.reserveCapacity(self.households.count * days * Int(MeterDay.periodCount))
        for (place, household) in self.households.enumerated() {
            for number in 0..<Int64(days) {
                let day = start.adding(seconds: number * 86_400)
                rows += household.readings(on: day, sky: self.sky).map {
                    MeterRow(household: place, start: $0.start, reading: $0.reading)
                }
            }
        }
        return MeterData(households: self.households.map(\.name), rows: rows)
    }
}
