import Interlock
import Testing

@testable import interlock_cli

@Suite struct MeterDayTests {
    private static let data = MeterData(
        households: ["zoe", "adam", "eve"],
        rows: [
            MeterRow(household: 0, start: .at("2026-06-15"), reading: .init(load: 1, generation: 2)),
            MeterRow(
                household: 0,
                start: .at("2026-06-15T23:45:00Z"),
                reading: .init(load: 3, generation: 4)
            ),
            MeterRow(household: 0, start: .at("2026-06-16"), reading: .init(load: 5, generation: 6)),
            MeterRow(
                household: 1,
                start: .at("2026-06-15T00:15:00Z"),
                reading: .init(load: 0, generation: 0)
            ),
            MeterRow(
                household: 2,
                start: .at("2026-06-14T23:45:00Z"),
                reading: .init(load: 7, generation: 8)
            ),
        ]
    )

    @Test func `a day has 96 periods and the households that were read on it, sorted`() throws {
        let day = try MeterDay(Self.data, day: .at("2026-06-15"))
        #expect(day.periods.count == 96)
        #expect(day.periods.first?.start == .at("2026-06-15"))
        #expect(day.periods.last?.end == .at("2026-06-16"))
        #expect(day.households == ["adam", "zoe"])
        #expect(day[1, 0] == .init(load: 1, generation: 2))
        #expect(day[1, 95] == .init(load: 3, generation: 4))
    }

    @Test func `a missing reading is none, and a reading of nothing is one`() throws {
        let day = try MeterDay(Self.data, day: .at("2026-06-15"))
        #expect(day[0, 0] == nil)
        #expect(day[0, 1] == .init(load: 0, generation: 0))
        #expect(day.missing == 2 * 96 - 3)
    }

    @Test func `a day without readings has no households`() throws {
        let day = try MeterDay(Self.data, day: .at("2026-06-20"))
        #expect(day.households.isEmpty)
        #expect(day.missing == 0)
    }

    @Test(arguments: ["2026-06-15T00:15:00Z", "2026-06-15T12:00:00Z", "2026-06-15T00:00:01Z"])
    func `a day begins at midnight`(text: String) {
        #expect(throws: Failure.self) { try MeterDay(Self.data, day: .at(text)) }
    }
}
