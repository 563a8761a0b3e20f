import Glibc
import Interlock

/// A moment as sun and households see it.
struct SolarDate {
    /// 1 for 1 January.
    let dayOfYear: Int
    /// 1 for Monday.
    let weekday: Int
    /// The hour and its fraction, in local standard time.
    let hour: Double

    /// Takes a moment, some hours east of Greenwich.
    init(_ moment: Timestamp, hoursEast: Int64) {
        let local = moment.adding(seconds: hoursEast * 3_600)
        let days = local.secondsSinceEpoch / 86_400
        let year = local.description.prefix(4)
        let newYear = (Timestamp("\(year)-01-01")?.secondsSinceEpoch ?? 0) / 86_400
        self.dayOfYear = Int(days - newYear) + 1
        // 1 January 1970 was a Thursday.
        self.weekday = Int((days + 3) % 7) + 1
        self.hour = Double(local.secondsSinceEpoch % 86_400) / 3_600
    }
}

/// The sun on a day without clouds.
enum ClearSky {
    /// The irradiance on level ground, in W/m²: 1098·cos z·exp(−0.059/cos z), z being the sun's angle from the zenith.
    ///
    /// Haurwitz, "Insolation in relation to cloudiness and cloud density", Journal of Meteorology 2 (1945).
    static func irradiance(at date: SolarDate, latitude: Double, longitude: Double, hoursEast: Int64)
        -> Double
    {
        let angle = 2 * Double.pi * Double(date.dayOfYear - 1) / 365
        // Spencer, "Fourier series representation of the position of the sun", Search 2 (1971): minutes and radians.
        let equationOfTime =
            229.18
            * (0.000075 + 0.001868 * cos(angle) - 0.032077 * sin(angle) - 0.014615 * cos(2 * angle)
                - 0.040849 * sin(2 * angle))
        let declination =
            0.006918 - 0.399912 * cos(angle) + 0.070257 * sin(angle) - 0.006758 * cos(2 * angle)
            + 0.000907 * sin(2 * angle) - 0.002697 * cos(3 * angle) + 0.00148 * sin(3 * angle)
        let solarHour = date.hour + (longitude - 15 * Double(hoursEast)) / 15 + equationOfTime / 60
        let hourAngle = (solarHour - 12) * 15 * Double.pi / 180
        let radians = latitude * Double.pi / 180
        let height = sin(radians) * sin(declination) + cos(radians) * cos(declination) * cos(hourAngle)
        return height > 0.01 ? 1_098 * height * exp(-0.059 / height) : 0
    }
}
