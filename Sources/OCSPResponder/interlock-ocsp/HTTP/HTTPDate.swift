import Glibc
import Interlock

/// Dates as HTTP writes them (RFC 9110 section 5.6.7).
enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The moment as IMF-fixdate: `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func text(_ time: Timestamp) -> String {
        // 1970-01-01 was a Thursday.
        let day = (time.secondsSinceEpoch / 86_400 % 7 + 7) % 7
        let parts = time.description.split { "-TZ".contains($0) }
        let month = Int(parts[1]).map { Self.months[$0 - 1] } ?? ""
        return "\(Self.days[Int(day)]), \(parts[2]) \(month) \(parts[0]) \(parts[3]) GMT"
    }

    /// Reads a date as IMF-fixdate, or in one of the two formats before it; nil for anything else.
    static func time(_ text: String) -> Timestamp? {
        let parts = text.split { ", -".contains($0) }.map(String.init)
        switch parts.count {
        case 6 where parts[5] == "GMT": return Self.time(parts[3], parts[2], parts[1], parts[4])
        case 5: return Self.time(parts[4], parts[1], parts[2], parts[3])
        default: return nil
        }
    }

    private static func time(_ year: String, _ month: String, _ day: String, _ clock: String) -> Timestamp? {
        guard let month = Self.months.firstIndex(of: month) else { return nil }
        // RFC 850 has two digits: 70 to 99 are of the last century.
        let year = year.utf8.count == 2 ? (year < "70" ? "20" : "19") + year : year
        return Timestamp("\(year)-\(Self.two(String(month + 1)))-\(Self.two(day))T\(clock)Z")
    }

    private static func two(_ digits: String) -> String { digits.utf8.count == 1 ? "0" + digits : digits }
}

extension Timestamp {
    /// The system clock's time.
    static var now: Timestamp { Timestamp(secondsSinceEpoch: Int64(Glibc.time(nil))) }
}
