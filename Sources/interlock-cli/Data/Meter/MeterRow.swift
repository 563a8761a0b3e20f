import Interlock

/// A line of meter data.
struct MeterRow: Hashable {
    /// The household's place in the list of names.
    var household: Int
    /// The first second of the quarter of an hour.
    var start: Timestamp
    var reading: MeterDay.Reading
}
