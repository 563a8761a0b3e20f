import Interlock

/// Reads meter data in one pass over its bytes.
///
/// Strict: every line has four fields without quotes or spaces, and every field is in its only form.
struct MeterParser {
    private let fields: MeterFields
    private let limits: MeterLimits
    private var line = 0
    private var lineStart = 0
    private var nextStart = 0
    private var names: [String] = []
    private var places: [String: Int] = [:]
    private var lastName: (field: Range<Int>, place: Int)?
    private var lastDate: (field: Range<Int>, midnight: Timestamp)?

    init(_ bytes: [UInt8], limits: MeterLimits) {
        self.fields = MeterFields(bytes: bytes)
        self.limits = limits
    }

    private struct Place: Hashable {
        var household: Int
        var start: Int64
    }

    mutating func data() throws(MeterDataError) -> MeterData {
        guard self.fields.bytes.count <= self.limits.bytes else {
            throw MeterDataError(.limitExceeded, line: 1, "expected at most \(self.limits.bytes) bytes")
        }
        try self.header(self.nextLine() ?? 0..<0)
        var rows: [MeterRow] = []
        rows.reserveCapacity(min(self.fields.bytes.count / 32, self.limits.rows))
        var seen: Set<Place> = []
        seen.reserveCapacity(rows.capacity)
        while let line = self.nextLine() {
            guard rows.count < self.limits.rows else {
                throw self.error(.limitExceeded, "expected at most \(self.limits.rows) readings")
            }
            let row = try self.row(line)
            let place = Place(household: row.household, start: row.start.secondsSinceEpoch)
            guard seen.insert(place).inserted else {
                let name = self.names[row.household]
                throw self.error(.duplicate, "\(name) has a reading for \(row.start) already")
            }
            rows.append(row)
        }
        guard !rows.isEmpty else { throw self.error(.empty, "expected readings after the header") }
        try MeterSpacing.check(rows, names: self.names)
        return MeterData(households: self.names, rows: rows)
    }

    /// The next line without its end, which is LF or CR LF, or for the last line nothing.
    private mutating func nextLine() -> Range<Int>? {
        let start = self.nextStart
        guard start < self.fields.bytes.count else { return nil }
        self.line += 1
        self.lineStart = start
        var end = start
        while end < self.fields.bytes.count, self.fields.bytes[end] != UInt8(ascii: "\n") { end += 1 }
        self.nextStart = end + 1
        if end > start, self.fields.bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return start..<end
    }

    private func header(_ line: Range<Int>) throws(MeterDataError) {
        // RFC 3629 section 6: where the encoding is known to be UTF-8, a byte order mark has no place.
        guard !self.fields.bytes.starts(with: [0xef, 0xbb, 0xbf]) else {
            throw self.error(.header, "expected \(MeterData.header), found a byte order mark before it")
        }
        guard self.fields.bytes[line].elementsEqual(MeterData.header.utf8) else {
            throw self.error(.header, "expected \(MeterData.header), found \(self.fields.quoted(line))")
        }
    }

    private mutating func row(_ line: Range<Int>) throws(MeterDataError) -> MeterRow {
        var commas: (Int, Int, Int) = (0, 0, 0)
        var count = 1
        for index in line where self.fields.bytes[index] == UInt8(ascii: ",") {
            commas = (commas.1, commas.2, index)
            count += 1
        }
        guard count == 4 else {
            throw self.error(.fieldCount, "expected the 4 fields \(MeterData.header), found \(count)")
        }
        let household = try self.household(line.lowerBound..<commas.0)
        let start = try self.period(commas.0 + 1..<commas.1)
        let load = try self.energy(commas.1 + 1..<commas.2, "load_wh")
        let generation = try self.energy(commas.2 + 1..<line.upperBound, "pv_wh")
        let reading = MeterDay.Reading(load: load, generation: generation)
        return MeterRow(household: household, start: start, reading: reading)
    }

    private mutating func household(_ field: Range<Int>) throws(MeterDataError) -> Int {
        if let last = self.lastName, self.fields.areEqual(last.field, field) { return last.place }
        let name = self.fields.text(field)
        if let place = self.places[name] {
            self.lastName = (field, place)
            return place
        }
        guard (try? ParticipantID(name)) != nil else {
            let form = "household: expected 1 to 64 letters, digits and . _ @ : -"
            throw self.error(.household, at: field, "\(form), found \(self.fields.quoted(field))")
        }
        guard self.names.count < self.limits.households else {
            throw self.error(.limitExceeded, "expected at most \(self.limits.households) households")
        }
        let place = self.names.count
        self.names.append(name)
        self.places[name] = place
        self.lastName = (field, place)
        return place
    }

    private mutating func period(_ field: Range<Int>) throws(MeterDataError) -> Timestamp {
        guard let start = self.quarterHour(field) else {
            let form = "period_start: expected the start of a quarter of an hour such as 2016-06-13T00:15:00Z"
            throw self.error(.period, at: field, "\(form), found \(self.fields.quoted(field))")
        }
        return start
    }

    /// Reads the date once for all lines in a row that share it.
    private mutating func quarterHour(_ field: Range<Int>) -> Timestamp? {
        guard field.count == 20, let seconds = self.fields.quarter(field.dropFirst(10)) else { return nil }
        let date = field.prefix(10)
        if let last = self.lastDate, self.fields.areEqual(last.field, date) {
            return last.midnight.adding(seconds: seconds)
        }
        guard let midnight = Timestamp(self.fields.text(date)), midnight.secondsSinceEpoch >= 0 else {
            return nil
        }
        self.lastDate = (date, midnight)
        return midnight.adding(seconds: seconds)
    }

    private func energy(_ field: Range<Int>, _ name: String) throws(MeterDataError) -> Int64 {
        guard let energy = self.fields.number(field), energy <= self.limits.wattHours else {
            let form = "\(name): expected a whole number of Wh from 0 to \(self.limits.wattHours)"
            throw self.error(.energy, at: field, "\(form), found \(self.fields.quoted(field))")
        }
        return energy
    }

    private func error(
        _ code: MeterDataError.Code,
        at field: Range<Int>? = nil,
        _ reason: String
    ) -> MeterDataError {
        let column = (field?.lowerBound ?? self.lineStart) - self.lineStart + 1
        return MeterDataError(code, line: max(1, self.line), column: column, reason)
    }
}
