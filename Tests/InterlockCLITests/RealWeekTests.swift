import Interlock
import Testing

@testable import interlock_cli

@Suite(.enabled(if: FileSystem.exists(Repository.realWeek))) struct RealWeekTests {
    @Test func `the real week has its rows, households and energy`() throws {
        let data = try MeterFile.read(Repository.realWeek)
        #expect(data.rows.count == 79_296)
        #expect(data.households.count == 118)
        let load = data.rows.reduce(0) { $0 + $1.reading.load }
        let generation = data.rows.reduce(0) { $0 + $1.reading.generation }
        // README.md of the data: 7.3 MWh used, 4.3 MWh generated, by 15 systems.
        #expect((load + 50_000) / 100_000 == 73)
        #expect((generation + 50_000) / 100_000 == 43)
        #expect(Set(data.rows.filter { $0.reading.generation > 0 }.map(\.household)).count == 15)
    }

    @Test func `each of its days is whole`() throws {
        let data = try MeterFile.read(Repository.realWeek)
        for number in 0..<7 as Range<Int64> {
            let day = try MeterDay(data, day: .at("2016-06-13").adding(seconds: number * 86_400))
            #expect(day.households.count == 118)
            #expect(day.missing == 0)
        }
        #expect(try MeterDay(data, day: .at("2016-06-20")).households.isEmpty)
    }

    @Test func `it is written as it was read`() throws {
        #expect(
            try MeterFile.read(Repository.realWeek).csv == FileSystem.read(Repository.realWeek)
        )
    }
}
