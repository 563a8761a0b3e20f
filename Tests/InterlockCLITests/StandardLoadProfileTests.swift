import Interlock
import Testing

@testable import interlock_cli

@Suite struct StandardLoadProfileTests {
    static let tables = [
        StandardLoadProfile.winterWorkday, StandardLoadProfile.winterSaturday,
        StandardLoadProfile.winterSunday,
        StandardLoadProfile.summerWorkday, StandardLoadProfile.summerSaturday,
        StandardLoadProfile.summerSunday,
        StandardLoadProfile.transitionWorkday, StandardLoadProfile.transitionSaturday,
        StandardLoadProfile.transitionSunday,
    ]

    private static func year(_ number: Int) -> (plain: Int64, dynamic: Int64) {
        var sums: (plain: Int64, dynamic: Int64) = (0, 0)
        var time = Timestamp.at("\(number)-01-01")
        let end = Timestamp.at("\(number + 1)-01-01")
        while time < end {
            let date = CivilDate(time)
            let power = StandardLoadProfile.power(at: date)
            sums.plain += power
            sums.dynamic += power * StandardLoadProfile.dynamicFactor(dayOfYear: date.dayOfYear) / 10
            time = time.adding(seconds: 900)
        }
        // Quarters of an hour at 0.1 W, and at 0.0001 W, to Wh.
        return (sums.plain / 40, sums.dynamic / 40_000)
    }

    @Test func `every table has a figure for each quarter of an hour`() {
        for table in Self.tables {
            #expect(table.count == 96)
            #expect(table.allSatisfy { (380...2_140).contains($0) })
        }
        #expect(Set(Self.tables).count == 9)
    }

    @Test(arguments: [2_015, 2_016, 2_026])
    func `a year of the profile is 1,000 kWh, plain or dynamic`(year: Int) {
        let sums = Self.year(year)
        #expect((995_000...1_005_000).contains(sums.plain))
        #expect((995_000...1_005_000).contains(sums.dynamic))
    }

    @Test func `the dynamic factor follows the published polynomial`() {
        for day in 1...366 as ClosedRange<Int64> {
            let t = Double(day)
            let inner = ((-3.92e-10 * t + 3.2e-7) * t - 7.02e-5) * t + 2.1e-3
            let expected = inner * t + 1.24
            let factor = Double(StandardLoadProfile.dynamicFactor(dayOfYear: day)) / 10_000
            #expect(abs(factor - expected) <= 0.000_051)
        }
    }

    @Test func `season and day choose the table`() {
        let power = { (text: String) in StandardLoadProfile.power(at: CivilDate(.at(text))) }
        #expect(power("2026-03-20") == StandardLoadProfile.winterWorkday[0])
        #expect(power("2026-03-21") == StandardLoadProfile.transitionSaturday[0])
        #expect(power("2026-05-14") == StandardLoadProfile.transitionWorkday[0])
        #expect(power("2026-05-15") == StandardLoadProfile.summerWorkday[0])
        #expect(power("2026-09-13T13:00:00Z") == StandardLoadProfile.summerSunday[52])
        #expect(power("2026-09-15") == StandardLoadProfile.transitionWorkday[0])
        #expect(power("2026-10-31") == StandardLoadProfile.transitionSaturday[0])
        #expect(power("2026-11-01") == StandardLoadProfile.winterSunday[0])
        #expect(power("2026-12-24T19:15:00Z") == StandardLoadProfile.winterSaturday[77])
        #expect(power("2028-12-31") == StandardLoadProfile.winterSunday[0])
    }

    @Test func `clocks of central Europe change on the last Sundays of March and October`() {
        let hour = { (text: String) in CivilDate(centralEuropean: .at(text)).secondOfDay / 3_600 }
        #expect(hour("2026-03-29T00:59:59Z") == 1)
        #expect(hour("2026-03-29T01:00:00Z") == 3)
        #expect(hour("2026-10-25T00:59:59Z") == 2)
        #expect(hour("2026-10-25T01:00:00Z") == 2)
        #expect(CivilDate(centralEuropean: .at("2026-12-31T23:00:00Z")).dayOfYear == 1)
    }
}
