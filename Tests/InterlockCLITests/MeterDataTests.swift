import Interlock
import TestSupport
import Testing

@testable import interlock_cli

@Suite struct MeterDataTests {
    private static let text = """
        household,period_start,load_wh,pv_wh
        b,2026-06-15T00:00:00Z,0,2500000
        a@home,2026-06-15T23:45:00Z,17,0
        b,2026-06-15T00:15:00Z,20,1

        """

    @Test func `a file gives households and readings in its order`() throws {
        let data = try MeterData(parsing: Array(Self.text.utf8))
        #expect(data.households == ["b", "a@home"])
        let expected = [
            MeterRow(
                household: 0,
                start: .at("2026-06-15"),
                reading: .init(load: 0, generation: 2_500_000)
            ),
            MeterRow(
                household: 1,
                start: .at("2026-06-15T23:45:00Z"),
                reading: .init(load: 17, generation: 0)
            ),
            MeterRow(
                household: 0,
                start: .at("2026-06-15T00:15:00Z"),
                reading: .init(load: 20, generation: 1)
            ),
        ]
        #expect(data.rows == expected)
        #expect(data.csv == Array(Self.text.utf8))
    }

    @Test func `lines may end in CR LF and the last in nothing`() throws {
        let data = try MeterData(parsing: Array(Self.text.utf8))
        let windows = Self.text.split(separator: "\n").joined(separator: "\r\n")
        #expect(try MeterData(parsing: Array(windows.utf8)) == data)
        #expect(try MeterData(parsing: Array("\(windows)\r\n".utf8)) == data)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `what is written reads back the same`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let names = (0..<Int.random(in: 1...9, using: &random)).map { "h:\(seed)-\($0)" }
        var rows: [MeterRow] = []
        for (place, _) in names.enumerated() {
            var start = Timestamp(secondsSinceEpoch: 900 * Int64.random(in: 0...9_000_000, using: &random))
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                let load = Int64.random(in: 0...2_500_000, using: &random)
                let generation = Int64.random(in: 0...99, using: &random)
                let reading = MeterDay.Reading(load: load, generation: generation)
                rows.append(MeterRow(household: place, start: start, reading: reading))
                start = start.adding(seconds: 900 * Int64.random(in: 1...500, using: &random))
            }
        }
        let data = MeterData(households: names, rows: rows)
        #expect(try MeterData(parsing: data.csv) == data)
    }

    @Test func `damaged bytes are refused, or are what would be written`() {
        var random = SeededGenerator(seed: 11)
        let original = Array(Self.text.utf8)
        var refused = 0
        for _ in 0..<4_000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(original[Int.random(in: 0..<original.count, using: &random)], at: place)
                }
            }
            guard let data = try? MeterData(parsing: bytes) else {
                refused += 1
                continue
            }
            let unified = bytes.filter { $0 != UInt8(ascii: "\r") }
            let end = unified.last == UInt8(ascii: "\n") ? [] : [UInt8(ascii: "\n")]
            #expect(data.csv == unified + end)
        }
        #expect(refused > 3_000)
    }
}
