/// A number with four decimal places, Cedar's `decimal`.
public struct CedarDecimal: Hashable, Sendable {
    /// The number in ten-thousandths.
    public let tenThousandths: Int64

    /// Makes a number of ten-thousandths.
    public init(tenThousandths: Int64) { self.tenThousandths = tenThousandths }

    /// Reads `-?digits.digits` with one to four digits after the point; nil if `text` is not that or out of range.
    public init?(_ text: String) {
        var reader = ExtensionReader(text)
        let isNegative = reader.accept("-")
        guard let whole = reader.digits(), reader.accept("."), let fraction = reader.digits(atMost: 4),
            reader.isAtEnd
        else { return nil }
        let places = [0, 1000, 100, 10, 1][fraction.count]
        guard
            let value = Int64(
                exactlySumming: [(whole.value, 10_000), (fraction.value, Int64(places))],
                isNegative
            )
        else { return nil }
        self.tenThousandths = value
    }
}

extension CedarDecimal: Comparable {
    /// By the numbers.
    public static func < (left: CedarDecimal, right: CedarDecimal) -> Bool {
        left.tenThousandths < right.tenThousandths
    }
}

extension CedarDecimal: CustomStringConvertible {
    /// The number with all four places, as ``init(_:)`` reads it.
    public var description: String {
        let (whole, fraction) = self.tenThousandths.magnitude.quotientAndRemainder(dividingBy: 10_000)
        let places = String(fraction)
        let zeros = String(repeating: "0", count: 4 - places.utf8.count)
        return "\(self.tenThousandths < 0 ? "-" : "")\(whole).\(zeros)\(places)"
    }
}
