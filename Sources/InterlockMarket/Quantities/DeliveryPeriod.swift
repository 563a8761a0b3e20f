public import InterlockCrypto

/// A market time unit of 15 minutes, named by its first second: the delivery time T_d of the paper.
public struct DeliveryPeriod: Hashable, Comparable, Sendable {
    /// How long a period lasts, in seconds.
    public static let seconds: Int64 = 900

    /// The first second.
    public let start: Timestamp

    /// The first second of the period that follows.
    public var end: Timestamp { self.start.adding(seconds: Self.seconds) }

    /// Takes the first second.
    ///
    /// - Throws: `MarketError` with code `malformed` where it is not a quarter of an hour, or before 1970.
    public init(start: Timestamp) throws(MarketError) {
        guard start.secondsSinceEpoch >= 0, start.secondsSinceEpoch.isMultiple(of: Self.seconds) else {
            throw MarketError(.malformed, "\(start) is not the start of a quarter of an hour")
        }
        self.start = start
    }

    private init(unchecked start: Timestamp) { self.start = start }

    /// So many periods one after the other, of which this is the first; those that no time can hold are left out.
    func run(of count: Int) -> [DeliveryPeriod] {
        (0..<Int64(count)).compactMap { number in
            let start = self.start.adding(seconds: number * Self.seconds)
            return start.secondsSinceEpoch == .max ? nil : DeliveryPeriod(unchecked: start)
        }
    }

    /// Whether `left` comes before `right`.
    public static func < (left: DeliveryPeriod, right: DeliveryPeriod) -> Bool { left.start < right.start }
}

extension DeliveryPeriod: Codable, CustomStringConvertible {
    /// Reads the first second as text.
    public init(from decoder: any Decoder) throws {
        try self.init(start: try Timestamp(from: decoder))
    }

    /// Writes the first second as text.
    public func encode(to encoder: any Encoder) throws { try self.start.encode(to: encoder) }

    /// The first second.
    public var description: String { self.start.description }
}
