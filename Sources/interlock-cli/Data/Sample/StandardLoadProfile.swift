import Interlock

/// The standard load profile H0 of households: the mean of many, not the course of one.
enum StandardLoadProfile {
    /// Mean power of a quarter of an hour in 0.1 W, for 1,000 kWh a year, before it is made dynamic.
    static func power(at date: CivilDate) -> Int64 {
        Self.figures(at: date)[Int(date.secondOfDay / 900)]
    }

    /// The factor that makes the profile dynamic, in 1/10000: a polynomial of the day of the year.
    ///
    /// -3.92e-10 t^4 + 3.2e-7 t^3 - 7.02e-5 t^2 + 2.1e-3 t + 1.24, rounded to four places (VDEW M-05/2000, step 4b).
    static func dynamicFactor(dayOfYear t: Int64) -> Int64 {
        let inner = ((-392 * t + 320_000) * t - 70_200_000) * t + 2_100_000_000
        return (inner * t + 1_240_000_000_000 + 50_000_000) / 100_000_000
    }

    /// The season's and day's table; public holidays are not known, and count by their day of the week.
    private static func figures(at date: CivilDate) -> [Int64] {
        let figures =
            switch (date.month, date.day) {
            // VDEW M-28/99: winter 1 November to 20 March, summer 15 May to 14 September.
            case (11..., _), (...2, _), (3, ...20):
                [Self.winterWorkday, Self.winterSaturday, Self.winterSunday]
            case (6...8, _), (5, 15...), (9, ...14):
                [Self.summerWorkday, Self.summerSaturday, Self.summerSunday]
            default: [Self.transitionWorkday, Self.transitionSaturday, Self.transitionSunday]
            }
        switch date.weekday {
        case 0: return figures[2]
        case 6: return figures[1]
        // 24 and 31 December count as Saturdays, unless they are Sundays.
        default: return date.month == 12 && [24, 31].contains(date.day) ? figures[1] : figures[0]
        }
    }
}
