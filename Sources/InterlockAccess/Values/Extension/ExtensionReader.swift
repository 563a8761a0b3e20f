/// Reads the strings that extension values are made of: ASCII, from left to right.
struct ExtensionReader {
    /// Digits, and the number they spell; nil if that has more than 64 bits.
    struct Digits {
        let value: UInt64?
        let count: Int
    }

    private var rest: Substring.UTF8View

    init(_ text: String) { self.rest = text[...].utf8 }

    var isAtEnd: Bool { self.rest.isEmpty }

    /// Passes `character` if it is next.
    mutating func accept(_ character: Unicode.Scalar) -> Bool {
        guard self.rest.first == UInt8(ascii: character) else { return false }
        self.rest.removeFirst()
        return true
    }

    /// Passes all small letters that are next.
    mutating func letters() -> Substring {
        let letters = self.rest.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        self.rest = self.rest[letters.endIndex...]
        return Substring(letters)
    }

    /// Passes all digits that are next; nil if there are none or more than `limit`.
    mutating func digits(atMost limit: Int = .max) -> Digits? {
        let digits = self.rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard !digits.isEmpty, digits.count <= limit else { return nil }
        self.rest = self.rest[digits.endIndex...]
        return Digits(value: UInt64(Substring(digits)), count: digits.count)
    }

    /// The number that exactly `count` digits spell, if they are next.
    mutating func number(ofDigits count: Int) -> Int64? {
        let digits = self.rest.prefix(count)
        guard digits.count == count, let value = Int64(Substring(digits)),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        self.rest = self.rest[digits.endIndex...]
        return value
    }
}

extension Int64 {
    /// The sum of values times units, with a sign before it; nil if a step of it needs more than 64 bits.
    init?(exactlySumming terms: [(value: UInt64?, unit: Int64)], _ isNegative: Bool) {
        var sum: Int64 = 0
        for term in terms {
            guard let value = term.value else { return nil }
            let (product, hasOverflowed) = Self.product(value, term.unit, isNegative)
            guard !hasOverflowed else { return nil }
            let (next, isBeyond) = sum.addingReportingOverflow(product)
            guard !isBeyond else { return nil }
            sum = next
        }
        self = sum
    }

    private static func product(_ value: UInt64, _ unit: Int64, _ isNegative: Bool) -> (Int64, Bool) {
        // The least integer has no positive counterpart.
        if isNegative, unit == 1, value == Self.min.magnitude { return (.min, false) }
        guard let value = Int64(exactly: value) else { return (0, true) }
        return (isNegative ? -value : value).multipliedReportingOverflow(by: unit)
    }
}
