import Glibc
import Interlock
import Testing

@testable import interlock_cli

@Suite struct ClearSkyTests {
    @Test func `the sun stands where NREL's algorithm puts it`() {
        // Reda, Andreas: NREL/TP-560-34302, table A5.1: zenith 50.11162° on 17 October 2003, 19:30:30 UTC.
        let golden = ClearSky(latitude: 39.742476, longitude: -105.1786)
        let zenith = acos(golden.sineOfElevation(at: .at("2003-10-17T19:30:30Z"))) * 180 / Double.pi
        #expect(abs(zenith - 50.11162) < 0.5)
    }

    @Test func `at the solstice the sun is overhead at the tropic`() {
        let tropic = ClearSky(latitude: 23.44, longitude: 0)
        #expect(tropic.sineOfElevation(at: .at("2026-06-21T12:02:00Z")) > 0.9999)
    }

    @Test func `irradiance is Haurwitz's of the sun's height`() {
        for hour in 0..<24 as Range<Int64> {
            let time = Timestamp.at("2026-06-15").adding(seconds: hour * 3_600)
            let height = ClearSky.germany.sineOfElevation(at: time)
            let expected = height > 0 ? 1_098_000 * height * exp(-0.059 / height) : 0
            #expect(abs(Double(ClearSky.germany.irradiance(at: time)) - expected) <= 0.5)
        }
    }

    @Test func `a clear noon in June gives about 900 watts a square metre`() {
        let noon = ClearSky.germany.irradiance(at: .at("2026-06-15T11:20:00Z"))
        #expect((890_000...920_000).contains(noon))
    }

    @Test func `there is no sun at night, nor in the polar night`() {
        #expect(ClearSky.germany.irradiance(at: .at("2026-06-15T23:00:00Z")) == 0)
        let pole = ClearSky(latitude: 90, longitude: 0)
        for hour in 0..<24 as Range<Int64> {
            #expect(pole.irradiance(at: Timestamp.at("2026-12-21").adding(seconds: hour * 3_600)) == 0)
        }
    }
}
