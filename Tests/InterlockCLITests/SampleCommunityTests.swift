import Interlock
import Testing

@testable import interlock_cli

@Suite struct SampleCommunityTests {
    private static let day = Timestamp.at("2026-06-15")

    @Test func `SplitMix64 gives the numbers of its reference`() {
        // The published check of splitmix64.c (Rosetta Code, "Pseudo-random numbers/Splitmix64").
        var random = SplitMix64(seed: 1_234_567)
        let numbers = (0..<3).map { _ in random.next() }
        #expect(numbers == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    @Test func `the sample that we carry is what the command makes`() throws {
        let sample = SampleCommunity(households: 24, seed: 1).readings(from: Self.day, days: 1)
        #expect(try FileSystem.read(Repository.sampleDay) == sample.csv)
        #expect(try MeterFile.read(Repository.sampleDay) == sample)
    }

    @Test func `the sample is as its README says`() {
        let community = SampleCommunity(households: 24, seed: 1)
        let sample = community.readings(from: Self.day, days: 1)
        #expect(community.households.reduce(0) { $0 + $1.peakPower } == 37_600)
        #expect(community.households.count { $0.peakPower > 0 } == 8)
        #expect(sample.rows.reduce(0) { $0 + $1.reading.load } == 185_152)
        #expect(sample.rows.reduce(0) { $0 + $1.reading.generation } == 234_671)
        #expect(String(decoding: sample.csv, as: UTF8.self).contains("\nH001,2026-06-15T00:00:00Z,38,0\n"))
    }

    @Test func `another seed makes other readings`() {
        let first = SampleCommunity(households: 3, seed: 1).readings(from: Self.day, days: 1)
        #expect(SampleCommunity(households: 3, seed: 2).readings(from: Self.day, days: 1) != first)
    }

    @Test func `a day and a household are the same in a larger sample`() {
        let large = SampleCommunity(households: 12, seed: 5).readings(from: Self.day, days: 3)
        let second = Self.day.adding(seconds: 86_400)
        let small = SampleCommunity(households: 5, seed: 5).readings(from: second, days: 1)
        let part = large.rows.filter {
            $0.household < 5 && $0.start >= second && $0.start < second.adding(seconds: 86_400)
        }
        #expect(part == small.rows)
    }

    @Test func `one household of three has photovoltaics`() {
        for seed in 0..<50 as Range<UInt64> {
            let households = SampleCommunity(households: 24, seed: seed).households
            for first in stride(from: 0, to: 24, by: 3) {
                #expect(households[first..<first + 3].count { $0.peakPower > 0 } == 1)
            }
        }
    }

    @Test func `the day has surplus at noon and none at night`() throws {
        let day = try MeterDay(
            SampleCommunity(households: 24, seed: 1).readings(from: Self.day, days: 1),
            day: Self.day
        )
        let sums = day.periods.indices.map { period in
            day.households.indices.compactMap { day[$0, period] }.reduce((load: 0, generation: 0)) {
                ($0.load + $1.load, $0.generation + $1.generation)
            }
        }
        #expect(day.missing == 0)
        for period in 40..<52 { #expect(sums[period].generation > sums[period].load) }
        // The sun is up from about 03:05 to 19:35 UTC.
        for period in [0..<12, 79..<96].joined() { #expect(sums[period].generation == 0) }
        #expect(sums.allSatisfy { $0.load > 0 })
    }

    @Test(arguments: ["2026-01-13", "2026-04-15", "2026-06-15", "2026-10-14"])
    func `a workday's use is the year's share made dynamic`(text: String) {
        let day = Timestamp.at(text)
        let community = SampleCommunity(households: 60, seed: 3)
        let use = community.readings(from: day, days: 1).rows.reduce(0) { $0 + $1.reading.load }
        let year = community.households.reduce(0) { $0 + $1.annualUse } * 1_000
        let factor = StandardLoadProfile.dynamicFactor(dayOfYear: CivilDate(day).dayOfYear)
        let share = Double(year) / 365 * Double(factor) / 10_000
        // A workday of H0 is 2.56 kWh in winter, 2.70 between, 2.81 in summer, where 1000/365 are 2.74.
        #expect((0.92...1.05).contains(Double(use) / share))
    }

    @Test func `a household uses what its profile says, within its habits`() {
        for household in SampleCommunity(households: 60, seed: 4).households {
            let use = household.readings(on: Self.day, sky: .germany).reduce(0) { $0 + $1.reading.load }
            let table = StandardLoadProfile.summerWorkday.reduce(0, +)
            let factor = StandardLoadProfile.dynamicFactor(dayOfYear: 166)
            let expected = Double(table * household.annualUse * factor) / 40 / 1_000 / 10_000
            #expect((0.88...1.12).contains(Double(use) / expected))
        }
    }
}
