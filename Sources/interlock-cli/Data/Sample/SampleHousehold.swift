import Interlock

/// A household of a sample: what it uses in a year, and the photovoltaic system on its roof, if any.
struct SampleHousehold {
    let name: String
    /// In kWh.
    let annualUse: Int64
    /// Installed power in W; 0 where there is none.
    let peakPower: Int64
    /// What remains of the irradiance by the roof's orientation and shade, in percent.
    private let exposure: Int64
    private let seed: UInt64

    /// Draws the household of a place in the list; one of each three has a photovoltaic system.
    init(index: Int, seed: UInt64) {
        let place = UInt64(index)
        var draw = SplitMix64(seed: seed, stream: place)
        var group = SplitMix64(seed: ~seed, stream: place / 3)
        let digits = String(index + 1)
        self.name = "H\(String(repeating: "0", count: max(0, 3 - digits.count)))\(digits)"
        // From one person's flat to a family's house.
        self.annualUse = draw.next(in: 1_800...5_200)
        let hasSystem = group.next(in: 0...2) == Int64(place % 3)
        let peakPower = draw.next(in: 30...80) * 100
        self.peakPower = hasSystem ? peakPower : 0
        self.exposure = draw.next(in: 85...100)
        self.seed = draw.next()
    }

    /// The readings of the 96 quarters of an hour from `day` on.
    func readings(on day: Timestamp, sky: ClearSky) -> [(start: Timestamp, reading: MeterDay.Reading)] {
        // By day, so that a day is the same in whatever run it stands.
        var draw = SplitMix64(seed: self.seed, stream: UInt64(bitPattern: day.secondsSinceEpoch / 86_400))
        return (0..<MeterDay.periodCount).map {
            let start = day.adding(seconds: $0 * DeliveryPeriod.seconds)
            let load = self.load(from: start, share: draw.next(in: 500...1_500))
            let reading = MeterDay.Reading(load: load, generation: self.generation(from: start, sky: sky))
            return (start, reading)
        }
    }

    /// Used in a quarter of an hour, in Wh; `share` in 1/1000 of what the profile says.
    private func load(from start: Timestamp, share: Int64) -> Int64 {
        let date = CivilDate(centralEuropean: start)
        let power = StandardLoadProfile.power(at: date)
        let factor = StandardLoadProfile.dynamicFactor(dayOfYear: date.dayOfYear)
        // 0.1 W for 1,000 kWh, 1/10000 and 1/1000, for a quarter of an hour.
        let divisor: Int64 = 10 * 1_000 * 10_000 * 1_000 * 4
        return (power * self.annualUse * factor * share + divisor / 2) / divisor
    }

    /// Generated in a quarter of an hour, in Wh: the irradiance at its middle, on modules that lie flat.
    private func generation(from start: Timestamp, sky: ClearSky) -> Int64 {
        guard self.peakPower > 0 else { return 0 }
        let irradiance = sky.irradiance(at: start.adding(seconds: DeliveryPeriod.seconds / 2))
        // Rated at 1 kW/m² = 10^6 mW/m²; exposure and performance ratio in percent, for a quarter of an hour.
        let divisor: Int64 = 1_000_000 * 100 * 100 * 4
        let product = irradiance * self.peakPower * self.exposure * Self.performanceRatio
        return (product + divisor / 2) / divisor
    }

    /// In percent: what inverter, cables, dirt and heat leave (IEC 61724-1 defines it).
    private static let performanceRatio: Int64 = 80
}
