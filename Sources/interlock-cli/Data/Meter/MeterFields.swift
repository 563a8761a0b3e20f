/// The bytes of meter data, and how a field of them reads.
struct MeterFields {
    let bytes: [UInt8]

    /// Reads decimal digits: no sign, no leading zero, at most 18 of them.
    func number(_ field: Range<Int>) -> Int64? {
        guard (1...18).contains(field.count) else { return nil }
        guard field.count == 1 || self.bytes[field.lowerBound] != UInt8(ascii: "0") else { return nil }
        var number: Int64 = 0
        for index in field {
            guard let digit = Self.digit(self.bytes[index]) else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// Reads `T00:15:00Z` as seconds after midnight; nil unless a quarter of an hour begins there.
    func quarter(_ field: Range<Int>) -> Int64? {
        var number: Int64 = 0
        for (index, expected) in zip(field, "T00:00:00Z".utf8) {
            let byte = self.bytes[index]
            guard expected == UInt8(ascii: "0") else {
                guard byte == expected else { return nil }
                continue
            }
            guard let digit = Self.digit(byte) else { return nil }
            number = number * 10 + digit
        }
        let (hour, minute, second) = (number / 10_000, number / 100 % 100, number % 100)
        guard hour < 24, minute < 60, minute.isMultiple(of: 15), second == 0 else { return nil }
        return hour * 3_600 + minute * 60
    }

    func areEqual(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        for (first, second) in zip(left, right) where self.bytes[first] != self.bytes[second] { return false }
        return true
    }

    func text(_ field: Range<Int>) -> String { String(decoding: self.bytes[field], as: UTF8.self) }

    /// The beginning of a field for a message: in quotes, control characters escaped.
    func quoted(_ field: Range<Int>) -> String { self.text(field.prefix(48)).debugDescription }

    private static func digit(_ byte: UInt8) -> Int64? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int64(byte - UInt8(ascii: "0")) : nil
    }
}
