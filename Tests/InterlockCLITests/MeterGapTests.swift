import Interlock
import TestSupport
import Testing

@testable import interlock_cli

@Suite struct MeterGapTests {
    /// A day of readings of one household, so many seconds apart; those in `missing` are left out.
    private static func csv(every seconds: Int64, missing: Set<Int64> = []) -> [UInt8] {
        let lines = (0..<86_400 / seconds).filter { !missing.contains($0) }.map { number in
            "h,\(Timestamp.at("2026-06-15").adding(seconds: number * seconds)),10,0"
        }
        return Array(([MeterData.header] + lines).joined(separator: "\n").utf8)
    }

    @Test(arguments: [1_800, 3_600, 7_200] as [Int64])
    func `readings of another spacing are refused, a few of them missing or not`(seconds: Int64) {
        for missing in [[], [3], [1, 4]] as [Set<Int64>] {
            let error = #expect(throws: MeterDataError.self) {
                try MeterData(parsing: Self.csv(every: seconds, missing: missing))
            }
            #expect(error?.code == .spacing)
            #expect(error?.line == 2)
            #expect(
                error?.reason
                    == "h: expected a reading every 15 minutes, found one every \(seconds / 60) minutes"
            )
        }
    }

    @Test func `quarter-hours with gaps are taken, and each gap is told`() throws {
        let data = try MeterData(parsing: Self.csv(every: 900, missing: [0, 10, 11, 12, 95]))
        let day = try MeterDay(data, day: .at("2026-06-15"))
        #expect(day.missing == 5)
        #expect(
            day.gaps == [
                MeterGap(household: "h", from: .at("2026-06-15"), periods: 1),
                MeterGap(household: "h", from: .at("2026-06-15T02:30:00Z"), periods: 3),
                MeterGap(household: "h", from: .at("2026-06-15T23:45:00Z"), periods: 1),
            ]
        )
        // Between the first reading and the last.
        #expect(data.missing == 3)
        let summary = RunSummary.Readings(day)
        #expect(summary.lines[0].contains("91, 5 missing: h lacks 1 from 2026-06-15T00:00:00Z"))
    }

    @Test func `who has no reading on the day is named`() throws {
        let text = """
            \(MeterData.header)
            a,2026-06-15T00:00:00Z,1,0
            b,2026-06-16T00:00:00Z,1,0
            """
        let day = try MeterDay(MeterData(parsing: Array(text.utf8)), day: .at("2026-06-15"))
        #expect(day.absent == ["b"])
        #expect(RunSummary.Readings(day).lines.contains { $0.contains("1 households without a reading") })
    }

    @Test func `a sample with random gaps keeps its spacing`() throws {
        var generator = SeededGenerator(seed: 15)
        let whole = SampleCommunity(households: 3, seed: 1).readings(from: .at("2026-06-15"), days: 1)
        for share in [2, 3, 5] {
            let rows = whole.rows.filter { _ in Int.random(in: 0..<share, using: &generator) > 0 }
            let data = MeterData(households: whole.households, rows: rows)
            #expect(try MeterData(parsing: data.csv).rows.count == rows.count)
        }
    }
}
