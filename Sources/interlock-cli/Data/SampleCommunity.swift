import Interlock

/// A community that never was: households by the standard load profile, photovoltaics under a clear sky.
///
/// Physics, not money: it computes in floating point and rounds to whole Wh. The same seed gives the same file on
/// any machine whose libm agrees to within what rounding hides, which those of glibc do.
struct SampleCommunity {
    var households: Int
    var seed: UInt64

    /// Near Kassel, in the middle of Germany.
    private static let latitude = 51.3
    private static let longitude = 9.5
    private static let hoursEast: Int64 = 1
    /// What reaches the grid of what a module could give at best (inverter, wiring, heat, angle).
    private static let performanceRatio = 0.8

    /// The readings of some days, as a meter file.
    func csv(from start: Timestamp, days: Int) -> String {
        var text = MeterFile.header + "\n"
        for number in 1...self.households {
            var draws = SplitMix64(seed: self.seed &* 1_000_003 &+ UInt64(number))
            // A household uses 1,800 to 5,200 kWh a year; every third has 4 to 12 kWp on its roof.
            let annual = draws.next(in: 1_800...5_200)
            let peak = number.isMultiple(of: 3) ? draws.next(in: 4...12) : 0
            let digits = String(number)
            let name = "S" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
            for quarter in 0..<(96 * days) {
                let moment = start.adding(seconds: Int64(quarter) * DeliveryPeriod.seconds)
                let middle = SolarDate(
                    moment.adding(seconds: DeliveryPeriod.seconds / 2),
                    hoursEast: Self.hoursEast
                )
                // One household is no average: it draws from 0.4 to 1.6 times what the profile says.
                let load = HouseholdProfile.power(at: middle) * annual / 1_000 * draws.next(in: 0.4...1.6) / 4
                let sun = ClearSky.irradiance(
                    at: middle,
                    latitude: Self.latitude,
                    longitude: Self.longitude,
                    hoursEast: Self.hoursEast
                )
                let generation = peak * sun * Self.performanceRatio * draws.next(in: 0.9...1.0) / 4
                text += "\(name),\(moment),\(Int64(load.rounded())),\(Int64(generation.rounded()))\n"
            }
        }
        return text
    }
}

/// Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (2014).
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var z = self.state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// A number of the range, of 2^53 that are as likely.
    mutating func next(in range: ClosedRange<Double>) -> Double {
        let share = Double(self.next() >> 11) / Double(1 << 53)
        return range.lowerBound + share * (range.upperBound - range.lowerBound)
    }
}
