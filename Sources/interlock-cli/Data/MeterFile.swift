import Interlock

/// Reads meter readings: CSV with the header `household,period_start,load_wh,pv_wh`.
///
/// Strict: four fields a line, names of 1 to 64 bytes, quarter hours in UTC, whole Wh, no reading twice. A line may
/// end in CR LF, and the last in nothing.
enum MeterFile {
    static let header = "household,period_start,load_wh,pv_wh"
    /// 100 MB: a thousand households for a month.
    static let byteLimit = 100 << 20
    /// More than a household's connection can carry in a quarter of an hour: 10 MW.
    static let energyLimit: Int64 = 2_500_000

    static func read(_ path: String) throws -> [MeterRow] {
        try Self.parse(try FileSystem.read(path, limit: Self.byteLimit), path: path)
    }

    static func parse(_ bytes: [UInt8], path: String) throws(Failure) -> [MeterRow] {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty ?? false { lines.removeLast() }
        var rows: [MeterRow] = []
        rows.reserveCapacity(lines.count)
        var seen: Set<Place> = []
        for (index, line) in lines.enumerated() {
            let content = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            do throws(Fault) {
                if index == 0 {
                    guard content.elementsEqual(Self.header.utf8) else {
                        throw Fault(reason: "the header is not \(Self.header)")
                    }
                    continue
                }
                let row = try Self.row(content)
                guard seen.insert(Place(household: row.household, start: row.start)).inserted else {
                    throw Fault(reason: "\(row.household) has a reading for \(row.start) already")
                }
                rows.append(row)
            } catch {
                throw Failure(.usage, "\(path):\(index + 1): \(error.reason)")
            }
        }
        guard !rows.isEmpty else { throw Failure(.usage, "\(path): no readings in it") }
        return rows
    }

    private struct Fault: Error { var reason: String }

    private struct Place: Hashable {
        var household: String
        var start: Timestamp
    }

    private static func row(_ line: ArraySlice<UInt8>) throws(Fault) -> MeterRow {
        let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard fields.count == 4 else { throw Fault(reason: "\(fields.count) fields, not 4") }
        let texts = fields.map { String(decoding: $0, as: UTF8.self) }
        guard (try? ParticipantID(texts[0])) != nil else {
            throw Fault(reason: "\"\(texts[0])\" is no household: 1 to 64 letters, digits and . _ @ : -")
        }
        guard let start = Timestamp(texts[1]), (try? DeliveryPeriod(start: start)) != nil else {
            throw Fault(
                reason:
                    "\"\(texts[1])\" is not the start of a quarter of an hour, such as 2016-06-13T00:15:00Z"
            )
        }
        return MeterRow(
            household: texts[0],
            start: start,
            reading: .init(
                load: try Self.energy(texts[2], "load_wh"),
                generation: try Self.energy(texts[3], "pv_wh")
            )
        )
    }

    private static func energy(_ text: String, _ name: String) throws(Fault) -> Int64 {
        guard let energy = Int64(text), (0...Self.energyLimit).contains(energy), String(energy) == text else {
            throw Fault(
                reason: "\(name) \"\(text)\" is not a whole number of Wh from 0 to \(Self.energyLimit)"
            )
        }
        return energy
    }
}
