import Interlock

/// A moment's date and time of day, as load profiles and the sun's path ask for them.
struct CivilDate {
    let month: Int
    let day: Int
    /// From 1 on 1 January.
    let dayOfYear: Int64
    /// 0 on Sunday to 6 on Saturday.
    let weekday: Int64
    let secondOfDay: Int64

    /// The date in UTC of a moment from 0000 to 9999.
    init(_ time: Timestamp) {
        let text = time.description
        let fields = text.prefix(10).split(separator: "-").map { Int($0) ?? 0 }
        let newYear = Timestamp("\(text.prefix(4))-01-01") ?? time
        let days = (time.secondsSinceEpoch - newYear.secondsSinceEpoch) / 86_400
        let sinceEpoch = (time.secondsSinceEpoch - Self.mod(time.secondsSinceEpoch, 86_400)) / 86_400
        self.month = fields[1]
        self.day = fields[2]
        self.dayOfYear = days + 1
        // 1970-01-01 was a Thursday.
        self.weekday = Self.mod(sinceEpoch + 4, 7)
        self.secondOfDay = Self.mod(time.secondsSinceEpoch, 86_400)
    }

    /// The date on the clocks of central Europe.
    init(centralEuropean time: Timestamp) {
        self.init(time.adding(seconds: Self.isSummerTime(time) ? 7_200 : 3_600))
    }

    /// From the last Sunday of March to the last of October, 01:00 UTC (Directive 2000/84/EC, articles 2 and 3).
    private static func isSummerTime(_ time: Timestamp) -> Bool {
        let year = time.description.prefix(4)
        guard let begin = Self.lastSunday("\(year)-03-31"), let end = Self.lastSunday("\(year)-10-31") else {
            return false
        }
        return (begin..<end).contains(time)
    }

    /// 01:00 UTC on the last Sunday up to a date.
    private static func lastSunday(_ date: String) -> Timestamp? {
        guard let last = Timestamp(date) else { return nil }
        return last.adding(seconds: 3_600 - CivilDate(last).weekday * 86_400)
    }

    private static func mod(_ number: Int64, _ modulus: Int64) -> Int64 {
        let rest = number % modulus
        return rest < 0 ? rest + modulus : rest
    }
}
