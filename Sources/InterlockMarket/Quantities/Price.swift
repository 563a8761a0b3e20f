/// A price in whole 1/10000 of the currency unit for a kilowatt-hour: 2,150 is 0.2150 for 1 kWh.
///
/// May be negative: a seller may pay to be rid of energy.
public struct Price: Hashable, Comparable, Sendable {
    /// Units of 1/10000 of the currency for a kilowatt-hour.
    public let units: Int64

    /// The largest magnitude: 100,000 currency units for a kilowatt-hour.
    public static let maximum = Price(units: 1_000_000_000)

    /// Takes units of 1/10000 of the currency for a kilowatt-hour.
    public init(units: Int64) { self.units = units }

    /// Whether `left` is less than `right`.
    public static func < (left: Price, right: Price) -> Bool { left.units < right.units }
}

extension Price: Codable, CustomStringConvertible {
    /// Reads a whole number of units.
    public init(from decoder: any Decoder) throws {
        self.init(units: try decoder.singleValueContainer().decode(Int64.self))
    }

    /// Writes a whole number of units.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.units)
    }

    /// The price for a kilowatt-hour, with four decimals.
    public var description: String {
        let magnitude = self.units.magnitude
        let fraction = String(magnitude % 10_000)
        let zeros = String(repeating: "0", count: 4 - fraction.count)
        return "\(self.units < 0 ? "-" : "")\(magnitude / 10_000).\(zeros)\(fraction)"
    }
}
