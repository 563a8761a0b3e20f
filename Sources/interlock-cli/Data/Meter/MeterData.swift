import Interlock

/// Meter readings of a community: CSV with the header `household,period_start,load_wh,pv_wh`.
///
/// Docs/Data/README.md has the format in full.
struct MeterData: Hashable {
    static let header = "household,period_start,load_wh,pv_wh"

    /// The households' names, in the order in which they first appear.
    let households: [String]
    /// The readings, in the order of the file.
    let rows: [MeterRow]

    init(households: [String], rows: [MeterRow]) {
        self.households = households
        self.rows = rows
    }

    /// Reads CSV.
    init(parsing bytes: [UInt8], limits: MeterLimits = .standard) throws(MeterDataError) {
        var parser = MeterParser(bytes, limits: limits)
        self = try parser.data()
    }

    /// The number of readings missing between the first period of the data and the last.
    var missing: Int {
        let starts = self.rows.map(\.start.secondsSinceEpoch)
        guard let first = starts.min(), let last = starts.max() else { return 0 }
        return self.households.count * Int((last - first) / DeliveryPeriod.seconds + 1) - self.rows.count
    }

    /// The readings as CSV, a line feed after each line.
    var csv: [UInt8] {
        var bytes = Array("\(Self.header)\n".utf8)
        for row in self.rows {
            let reading = row.reading
            let name = self.households[row.household]
            bytes += "\(name),\(row.start),\(reading.load),\(reading.generation)\n".utf8
        }
        return bytes
    }
}
