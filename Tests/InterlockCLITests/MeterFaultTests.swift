import Interlock
import Testing

@testable import interlock_cli

@Suite struct MeterFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        var row: String
        var code: MeterDataError.Code
        var column: Int
        var reason: String
        var testDescription: String { self.row.debugDescription }

        init(_ row: String, _ code: MeterDataError.Code, _ column: Int, _ reason: String) {
            self.row = row
            self.code = code
            self.column = column
            self.reason = reason
        }
    }

    static let names = "household: expected 1 to 64 letters, digits and . _ @ : -, found"
    static let periods =
        "period_start: expected the start of a quarter of an hour such as 2016-06-13T00:15:00Z"
    static let loads = "load_wh: expected a whole number of Wh from 0 to 2500000, found"
    static let generations = "pv_wh: expected a whole number of Wh from 0 to 2500000, found"
    static let fields = "expected the 4 fields household,period_start,load_wh,pv_wh, found"

    static let faults = [
        Fault("", .fieldCount, 1, "\(Self.fields) 1"),
        Fault("a,2026-06-15T00:15:00Z,1", .fieldCount, 1, "\(Self.fields) 3"),
        Fault("a,2026-06-15T00:15:00Z,1,2,", .fieldCount, 1, "\(Self.fields) 5"),
        Fault(",2026-06-15T00:15:00Z,1,2", .household, 1, #"\#(Self.names) """#),
        Fault(" a,2026-06-15T00:15:00Z,1,2", .household, 1, #"\#(Self.names) " a""#),
        Fault("\"a\",2026-06-15T00:15:00Z,1,2", .household, 1, #"\#(Self.names) "\"a\"""#),
        Fault("Café,2026-06-15T00:15:00Z,1,2", .household, 1, #"\#(Self.names) "Café""#),
        Fault("a\u{0},2026-06-15T00:15:00Z,1,2", .household, 1, #"\#(Self.names) "a\0""#),
        Fault("a,2026-06-15T00:10:00Z,1,2", .period, 3, #"\#(Self.periods), found "2026-06-15T00:10:00Z""#),
        Fault("a,2026-06-15T00:15:01Z,1,2", .period, 3, #"\#(Self.periods), found "2026-06-15T00:15:01Z""#),
        Fault("a,2026-06-15T24:00:00Z,1,2", .period, 3, #"\#(Self.periods), found "2026-06-15T24:00:00Z""#),
        Fault("a,2026-06-15T00:60:00Z,1,2", .period, 3, #"\#(Self.periods), found "2026-06-15T00:60:00Z""#),
        Fault("a,2026-06-31T00:15:00Z,1,2", .period, 3, #"\#(Self.periods), found "2026-06-31T00:15:00Z""#),
        Fault("a,1969-12-31T23:45:00Z,1,2", .period, 3, #"\#(Self.periods), found "1969-12-31T23:45:00Z""#),
        Fault("a,2026-06-15 00:15:00Z,1,2", .period, 3, #"\#(Self.periods), found "2026-06-15 00:15:00Z""#),
        Fault("a,2026-06-15T00:15:00z,1,2", .period, 3, #"\#(Self.periods), found "2026-06-15T00:15:00z""#),
        Fault("a,2026-06-15,1,2", .period, 3, #"\#(Self.periods), found "2026-06-15""#),
        Fault("a,,1,2", .period, 3, #"\#(Self.periods), found """#),
        Fault("a,2026-06-15T00:15:00Z,-1,2", .energy, 24, #"\#(Self.loads) "-1""#),
        Fault("a,2026-06-15T00:15:00Z,+1,2", .energy, 24, #"\#(Self.loads) "+1""#),
        Fault("a,2026-06-15T00:15:00Z,01,2", .energy, 24, #"\#(Self.loads) "01""#),
        Fault("a,2026-06-15T00:15:00Z,,2", .energy, 24, #"\#(Self.loads) """#),
        Fault("a,2026-06-15T00:15:00Z,2500001,2", .energy, 24, #"\#(Self.loads) "2500001""#),
        Fault("a,2026-06-15T00:15:00Z,1,2.5", .energy, 26, #"\#(Self.generations) "2.5""#),
        Fault("a,2026-06-15T00:15:00Z,1,1e3", .energy, 26, #"\#(Self.generations) "1e3""#),
        Fault("a,2026-06-15T00:15:00Z,1,2 ", .energy, 26, #"\#(Self.generations) "2 ""#),
        Fault(
            "a,2026-06-15T00:15:00Z,1,99999999999999999999",
            .energy,
            26,
            #"\#(Self.generations) "99999999999999999999""#
        ),
        Fault(
            "a,2026-06-15T00:00:00Z,1,2",
            .duplicate,
            1,
            "a has a reading for 2026-06-15T00:00:00Z already"
        ),
    ]

    private static func error(_ text: String, limits: MeterLimits = .standard) -> MeterDataError? {
        #expect(throws: MeterDataError.self) { try MeterData(parsing: Array(text.utf8), limits: limits) }
    }

    private static let start = "\(MeterData.header)\na,2026-06-15T00:00:00Z,1,2\n"

    @Test(arguments: Self.faults)
    func `a malformed line is named, and what it should be`(fault: Fault) {
        let error = Self.error("\(Self.start)\(fault.row)\na,2026-06-16T00:15:00Z,1,2\n")
        #expect(error == MeterDataError(fault.code, line: 3, column: fault.column, fault.reason))
        #expect(error?.description == "3:\(fault.column): \(fault.reason)")
    }

    @Test func `bytes that are no UTF-8 are no name`() {
        var bytes = Array(Self.start.utf8)
        bytes[MeterData.header.utf8.count + 1] = 0xff
        let error = #expect(throws: MeterDataError.self) { try MeterData(parsing: bytes) }
        #expect(error?.code == .household)
        #expect(error?.line == 2)
    }

    @Test(arguments: ["", "\n", "household;period_start;load_wh;pv_wh\n", " \(MeterData.header)\n"])
    func `another header is refused`(text: String) {
        let error = Self.error(text)
        #expect(error?.code == .header)
        #expect(error?.line == 1)
    }

    @Test func `a byte order mark is refused by its name`() {
        let error = Self.error("\u{feff}\(Self.start)")
        #expect(error?.code == .header)
        #expect(error?.reason.contains("byte order mark") == true)
    }

    @Test func `a header alone is no data`() {
        #expect(Self.error("\(MeterData.header)\n")?.code == .empty)
        #expect(Self.error(MeterData.header)?.code == .empty)
    }

    @Test func `names have 64 bytes at most`() throws {
        let longest = String(repeating: "n", count: 64)
        #expect(throws: Never.self) {
            try MeterData(parsing: Array("\(Self.start)\(longest),2026-06-15T00:00:00Z,1,2".utf8))
        }
        #expect(Self.error("\(Self.start)n\(longest),2026-06-15T00:00:00Z,1,2")?.code == .household)
    }

    @Test func `bytes, rows and households have limits`() {
        let text = "\(Self.start)b,2026-06-15T00:00:00Z,1,2\nb,2026-06-15T00:15:00Z,1,2\n"
        let bytes = Self.error(text, limits: MeterLimits(bytes: text.utf8.count - 1))
        #expect(bytes?.code == .limitExceeded)
        let rows = Self.error(text, limits: MeterLimits(rows: 2))
        #expect(rows == MeterDataError(.limitExceeded, line: 4, "expected at most 2 readings"))
        let households = Self.error(text, limits: MeterLimits(households: 1))
        #expect(households == MeterDataError(.limitExceeded, line: 3, "expected at most 1 households"))
        let exact = MeterLimits(bytes: text.utf8.count, rows: 3, households: 2)
        #expect(throws: Never.self) { try MeterData(parsing: Array(text.utf8), limits: exact) }
    }

    @Test func `a file's failure names the file`() throws {
        let path = "/tmp/interlock-meter-\(UInt64.random(in: 0 ... .max)).csv"
        try FileSystem.create(path, mode: 0o600, Array("\(Self.start)a,b,c,d\n".utf8))
        let failure = #expect(throws: Failure.self) { try MeterFile.read(path) }
        try FileSystem.remove(path)
        #expect(failure?.status == .usage)
        #expect(failure?.message.hasPrefix("\(path):3:3: period_start: expected") == true)
        #expect(throws: FileError.self) { try MeterFile.read(path) }
    }
}
