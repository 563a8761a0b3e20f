/// A moment, Cedar's `datetime`.
public struct CedarDatetime: Hashable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public let milliseconds: Int64

    /// Makes a moment so many milliseconds after 1970-01-01T00:00:00Z.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads `YYYY-MM-DD`, or that followed by `Thh:mm:ss` or `Thh:mm:ss.SSS` and `Z`, `+hhmm` or `-hhmm`.
    ///
    /// Nil if `text` is not that; there are no leap seconds. Source: Cedar RFC 80.
    public init?(_ text: String) {
        var reader = ExtensionReader(text)
        guard let day = reader.day() else { return nil }
        var milliseconds = day * Self.day
        if !reader.isAtEnd {
            guard let time = reader.time(), let offset = reader.offset(), reader.isAtEnd else { return nil }
            milliseconds += time - offset
        }
        self.milliseconds = milliseconds
    }

    private static let day: Int64 = 86_400_000

    /// This moment and `duration`; nil beyond 64 bits.
    func offset(by duration: CedarDuration) -> CedarDatetime? {
        let (sum, hasOverflowed) = self.milliseconds.addingReportingOverflow(duration.milliseconds)
        return hasOverflowed ? nil : CedarDatetime(milliseconds: sum)
    }

    /// The time from `other` to this moment; nil beyond 64 bits.
    func durationSince(_ other: CedarDatetime) -> CedarDuration? {
        let (span, hasOverflowed) = self.milliseconds.subtractingReportingOverflow(other.milliseconds)
        return hasOverflowed ? nil : CedarDuration(milliseconds: span)
    }

    /// The beginning of this moment's day (UTC); nil beyond 64 bits.
    var date: CedarDatetime? {
        let (start, hasOverflowed) = self.milliseconds.subtractingReportingOverflow(self.time.milliseconds)
        return hasOverflowed ? nil : CedarDatetime(milliseconds: start)
    }

    /// The time since the beginning of this moment's day (UTC).
    var time: CedarDuration {
        let rest = self.milliseconds % Self.day
        return CedarDuration(milliseconds: rest < 0 ? rest + Self.day : rest)
    }
}

extension ExtensionReader {
    /// `YYYY-MM-DD`, in days since 1970-01-01 (proleptic Gregorian calendar).
    fileprivate mutating func day() -> Int64? {
        guard let year = self.number(ofDigits: 4), self.accept("-"),
            let month = self.number(ofDigits: 2), self.accept("-"),
            let day = self.number(ofDigits: 2), (1...12).contains(month)
        else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day >= 1, day <= lengths[Int(month) - 1] else { return nil }
        let passed = lengths.prefix(Int(month) - 1).reduce(0, +) + day - 1
        return Self.daysBefore(year: year) - Self.daysBefore(year: 1970) + passed
    }

    /// The days from the beginning of year 0, a leap year, to that of `year`.
    private static func daysBefore(year: Int64) -> Int64 {
        guard year > 0 else { return 0 }
        let last = year - 1
        return year * 365 + last / 4 - last / 100 + last / 400 + 1
    }

    /// `Thh:mm:ss` and perhaps `.SSS`, in milliseconds.
    fileprivate mutating func time() -> Int64? {
        guard self.accept("T"), let hours = self.number(ofDigits: 2), self.accept(":"),
            let minutes = self.number(ofDigits: 2), self.accept(":"),
            let seconds = self.number(ofDigits: 2), hours < 24, minutes < 60, seconds < 60
        else { return nil }
        let whole = (hours * 3600 + minutes * 60 + seconds) * 1000
        guard self.accept(".") else { return whole }
        return self.number(ofDigits: 3).map { whole + $0 }
    }

    /// `Z`, `+hhmm` or `-hhmm`, in milliseconds that local time is ahead of UTC.
    fileprivate mutating func offset() -> Int64? {
        if self.accept("Z") { return 0 }
        let isAhead = self.accept("+")
        guard isAhead || self.accept("-"), let hours = self.number(ofDigits: 2),
            let minutes = self.number(ofDigits: 2), hours < 24, minutes < 60
        else { return nil }
        return (isAhead ? 1 : -1) * (hours * 60 + minutes) * 60_000
    }
}

extension CedarDatetime: Comparable {
    /// By time.
    public static func < (left: CedarDatetime, right: CedarDatetime) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension CedarDatetime: CustomStringConvertible {
    /// Milliseconds after the beginning of 1970, as Cedar writes moments that have no calendar form.
    public var description: String { "1970-01-01 + \(CedarDuration(milliseconds: self.milliseconds))" }
}
