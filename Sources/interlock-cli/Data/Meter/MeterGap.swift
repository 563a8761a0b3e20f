import Interlock

/// Readings that a household lacks, one period after the other.
struct MeterGap: Hashable, Encodable {
    var household: String
    /// The first period without a reading.
    var from: Timestamp
    var periods: Int

    /// `household-01 lacks 41 from 2026-06-15T04:30:00Z`.
    var text: String { "\(self.household) lacks \(self.periods) from \(self.from)" }

    /// The first gaps, and how many more there are.
    static func text(_ gaps: [MeterGap], limit: Int = 4) -> String {
        let more = gaps.count > limit ? "; and \(gaps.count - limit) more gaps" : ""
        return gaps.prefix(limit).map(\.text).joined(separator: "; ") + more
    }
}
