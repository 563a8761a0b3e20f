/// A span of time, Cedar's `duration`.
public struct CedarDuration: Hashable, Sendable {
    /// The span in milliseconds.
    public let milliseconds: Int64

    /// Makes a span of milliseconds.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads days, hours, minutes, seconds and milliseconds in this order, as in `-1d12h30m5s250ms`; each may be
    /// left out, not all.
    ///
    /// Nil if `text` is not that, or needs more than 64 bits.
    public init?(_ text: String) {
        var reader = ExtensionReader(text)
        let isNegative = reader.accept("-")
        var pending = Self.units[...]
        var terms: [(value: UInt64?, unit: Int64)] = []
        while !reader.isAtEnd {
            guard let digits = reader.digits() else { return nil }
            let name = reader.letters()
            guard let index = pending.firstIndex(where: { $0.name == name }) else { return nil }
            terms.append((digits.value, pending[index].milliseconds))
            pending = pending[(index + 1)...]
        }
        // From the smallest, as Cedar adds them: a step that overflows fails the whole.
        guard !terms.isEmpty, let sum = Int64(exactlySumming: terms.reversed(), isNegative) else {
            return nil
        }
        self.milliseconds = sum
    }

    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]
}

extension CedarDuration: Comparable {
    /// By their lengths; a negative one is less than none.
    public static func < (left: CedarDuration, right: CedarDuration) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension CedarDuration: CustomStringConvertible {
    /// The span in milliseconds, as ``init(_:)`` reads it.
    public var description: String { "\(self.milliseconds)ms" }
}
