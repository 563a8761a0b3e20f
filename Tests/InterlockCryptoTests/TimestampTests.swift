import TestSupport
import Testing

@testable import InterlockCrypto

@Suite("Timestamps")
struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2016-06-13T00:15:00Z", 1_465_776_900),
        ("2000-02-29T23:59:59Z", 951_868_799), ("1969-12-31T23:59:59Z", -1), ("2026-06-15", 1_781_481_600),
        ("9999-12-31T23:59:59Z", 253_402_300_799), ("0000-01-01T00:00:00Z", -62_167_219_200),
    ])
    func `known moments`(text: String, seconds: Int64) throws {
        let moment = try #require(Timestamp(text))
        #expect(moment.secondsSinceEpoch == seconds)
        #expect(moment.description == (text.count == 10 ? text + "T00:00:00Z" : text))
    }

    @Test(arguments: [
        "2023-02-29", "2016-13-01", "2016-00-01", "2016-06-31", "2016-06-13T24:00:00Z",
        "2016-06-13T00:60:00Z",
        "2016-06-13T00:00:60Z", "2016-06-13T00:00:00", "2016-06-13 00:00:00Z", "", "2016-6-13", "２016-06-13",
        "2016-06-13T00:00:00z",
    ])
    func `anything else is refused`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func `every second of the calendar survives its text`() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            let seconds = Int64.random(in: -62_167_219_200...253_402_300_799, using: &generator)
            let moment = Timestamp(secondsSinceEpoch: seconds)
            #expect(Timestamp(moment.description) == moment)
        }
    }
}
