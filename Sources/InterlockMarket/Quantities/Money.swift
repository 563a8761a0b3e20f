/// An amount of money in whole 1/10,000,000 of the currency unit: a watt-hour times 1/10,000 for a kilowatt-hour, so that
/// the product of any energy and price is exact.
public struct Money: Hashable, Comparable, Sendable {
    /// Units of 1/10,000,000 of the currency.
    public let units: Int128

    /// How many units the currency unit has.
    public static let unitsPerCurrency: Int128 = 10_000_000
    /// No money.
    public static let zero = Money(units: 0)

    /// Takes units of 1/10,000,000 of the currency.
    public init(units: Int128) { self.units = units }

    /// What energy costs at a price.
    public init(_ energy: Energy, at price: Price) {
        self.units = Int128(energy.wattHours) * Int128(price.units)
    }

    /// Whether `left` is less than `right`.
    public static func < (left: Money, right: Money) -> Bool { left.units < right.units }
    /// The sum; the operands are far below what 128 bits hold.
    public static func + (left: Money, right: Money) -> Money { Money(units: left.units + right.units) }
    /// The difference.
    public static func - (left: Money, right: Money) -> Money { Money(units: left.units - right.units) }
    /// The same owed the other way.
    public static prefix func - (money: Money) -> Money { Money(units: -money.units) }
    /// Adds to it.
    public static func += (left: inout Money, right: Money) { left = left + right }
    /// Takes from it.
    public static func -= (left: inout Money, right: Money) { left = left - right }
}

extension Money: Codable, CustomStringConvertible {
    /// Reads a whole number of units.
    public init(from decoder: any Decoder) throws {
        self.init(units: Int128(try decoder.singleValueContainer().decode(Int64.self)))
    }

    /// Writes a whole number of units.
    ///
    /// - Throws: `EncodingError` beyond 64 bits: 922 billion of the currency.
    public func encode(to encoder: any Encoder) throws {
        guard let units = Int64(exactly: self.units) else {
            throw EncodingError.invalidValue(
                self,
                EncodingError.Context(
                    codingPath: encoder.codingPath,
                    debugDescription: "more than 64 bits hold"
                )
            )
        }
        var container = encoder.singleValueContainer()
        try container.encode(units)
    }

    /// The amount with seven decimals.
    public var description: String {
        let magnitude = self.units.magnitude
        let fraction = String(magnitude % 10_000_000)
        let zeros = String(repeating: "0", count: 7 - fraction.count)
        return "\(self.units < 0 ? "-" : "")\(magnitude / 10_000_000).\(zeros)\(fraction)"
    }
}
