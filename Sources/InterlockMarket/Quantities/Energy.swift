/// An amount of energy in whole watt-hours.
public struct Energy: Hashable, Comparable, Sendable {
    /// Watt-hours.
    public let wattHours: Int64

    /// What one order may hold at most, 1 GWh: sums of billions of them still fit 64 bits.
    public static let maximum = Energy(wattHours: 1_000_000_000)
    /// No energy.
    public static let zero = Energy(wattHours: 0)

    /// Takes watt-hours.
    public init(wattHours: Int64) { self.wattHours = wattHours }

    /// Whether `left` is less than `right`.
    public static func < (left: Energy, right: Energy) -> Bool { left.wattHours < right.wattHours }
    /// The sum; the operands are bounded by ``maximum`` where they come from outside.
    public static func + (left: Energy, right: Energy) -> Energy {
        Energy(wattHours: left.wattHours + right.wattHours)
    }
    /// The difference.
    public static func - (left: Energy, right: Energy) -> Energy {
        Energy(wattHours: left.wattHours - right.wattHours)
    }
}

extension Energy: Codable, CustomStringConvertible {
    /// Reads a whole number of watt-hours.
    public init(from decoder: any Decoder) throws {
        self.init(wattHours: try decoder.singleValueContainer().decode(Int64.self))
    }

    /// Writes a whole number of watt-hours.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.wattHours)
    }

    /// The amount with its unit.
    public var description: String { "\(self.wattHours) Wh" }
}
