import Interlock

/// Irradiance on the ground under a cloudless sky.
struct ClearSky {
    /// In degrees, north positive.
    var latitude: Double
    /// In degrees, east positive.
    var longitude: Double

    /// The middle of Germany, rounded to a degree.
    static let germany = ClearSky(latitude: 51, longitude: 10)

    /// Global horizontal irradiance at a moment, in mW/m².
    ///
    /// Haurwitz 1945: 1098 cos z exp(-0.059 / cos z) W/m², in the form of Sandia's PVLIB (Reno, Hansen, Stein:
    /// SAND2012-2389), where 1098 stands for Haurwitz's 94.4 cal/cm² an hour.
    func irradiance(at time: Timestamp) -> Int64 {
        let height = self.sineOfElevation(at: time)
        // Below a twentieth of a degree the formula gives less than 1 mW/m².
        guard height > 0.001 else { return 0 }
        let watts = 1_098 * height * Elementary.decay(0.059 / height)
        return Int64((watts * 1_000).rounded())
    }

    /// The sine of the sun's elevation, which is the cosine of its zenith angle; refraction left out.
    func sineOfElevation(at time: Timestamp) -> Double {
        let date = CivilDate(time)
        // Spencer 1971: the day angle, from 0 on 1 January.
        let angle = 2 * Double.pi * Double(date.dayOfYear - 1) / 365
        let declination = Self.declination(angle)
        let minutes = Double(date.secondOfDay) / 60 + 4 * self.longitude + Self.equationOfTime(angle)
        let hourAngle = (minutes / 4 - 180) * Double.pi / 180
        let latitude = self.latitude * Double.pi / 180
        return Elementary.sine(latitude) * Elementary.sine(declination)
            + Elementary.cosine(latitude) * Elementary.cosine(declination) * Elementary.cosine(hourAngle)
    }

    /// The sun's declination in radians (Spencer 1971).
    private static func declination(_ angle: Double) -> Double {
        let first = -0.399912 * Elementary.cosine(angle) + 0.070257 * Elementary.sine(angle)
        let second = -0.006758 * Elementary.cosine(2 * angle) + 0.000907 * Elementary.sine(2 * angle)
        let third = -0.002697 * Elementary.cosine(3 * angle) + 0.00148 * Elementary.sine(3 * angle)
        return 0.006918 + first + second + third
    }

    /// By how many minutes a sundial is ahead of the mean sun (Spencer 1971).
    private static func equationOfTime(_ angle: Double) -> Double {
        let first = 0.001868 * Elementary.cosine(angle) - 0.032077 * Elementary.sine(angle)
        let second = -0.014615 * Elementary.cosine(2 * angle) - 0.040849 * Elementary.sine(2 * angle)
        return 229.18 * (0.000075 + first + second)
    }
}
