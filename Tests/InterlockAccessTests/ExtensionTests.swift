import InterlockAccess
import Testing

@Suite("Extension types")
struct ExtensionTests {
    @Test(arguments: [
        ("0.0", 0), ("1.5", 15_000), ("-0.5", -5000), ("00.0001", 1), ("-1.2345", -12_345),
        ("922337203685477.5807", Int64.max), ("-922337203685477.5808", .min),
    ])
    func `decimals are read exactly`(text: String, value: Int64) {
        #expect(CedarDecimal(text)?.tenThousandths == value)
        #expect(CedarDecimal(CedarDecimal(tenThousandths: value).description)?.tenThousandths == value)
    }

    @Test(arguments: [
        "", "1", "1.", ".5", "1.23456", "+1.0", "1.0 ", "--1.0", "1.-5", "1e3", "922337203685477.5808",
        "-922337203685477.5809", "922337203685478.0", "99999999999999999999.0", "1.0.0", "１.0",
    ])
    func `what is no decimal is refused`(text: String) {
        #expect(CedarDecimal(text) == nil)
    }

    @Test(arguments: [
        ("0ms", 0), ("1d2h3m4s5ms", 93_784_005), ("-1h", -3_600_000), ("90m", 5_400_000),
        ("1d1ms", 86_400_001),
        ("9223372036854775807ms", Int64.max), ("-9223372036854775808ms", .min), ("000s", 0),
    ])
    func `durations are read exactly`(text: String, value: Int64) {
        #expect(CedarDuration(text)?.milliseconds == value)
        #expect(CedarDuration(CedarDuration(milliseconds: value).description)?.milliseconds == value)
    }

    @Test(arguments: [
        "", "-", "1", "d", "1h1d", "1s1s", "1ms1s", "1 h", "+1h", "1.5h", "--1h", "1H", "1y", "1h-1m",
        "9223372036854775808ms", "-9223372036854775809ms", "106751991168d", "9223372036854775807ms1s",
        "99999999999999999999ms",
    ])
    func `what is no duration is refused`(text: String) {
        #expect(CedarDuration(text) == nil)
    }

    @Test(arguments: [
        ("1970-01-01", 0), ("2024-02-29", 1_709_164_800_000), ("0000-01-01", -62_167_219_200_000),
        ("9999-12-31T23:59:59.999Z", 253_402_300_799_999), ("1969-12-31T23:59:59.999Z", -1),
        ("2024-10-15T11:38:02.101+1134", 1_728_950_642_101), ("2024-10-15T11:38:02-1134", 1_729_033_922_000),
        ("1970-01-01T00:00:00-0000", 0),
    ])
    func `moments are read exactly`(text: String, value: Int64) {
        #expect(CedarDatetime(text)?.milliseconds == value)
    }

    @Test(arguments: [
        "", "2024", "2024-1-01", "2024-13-01", "2024-00-01", "2024-02-30", "2023-02-29", "1900-02-29",
        "10000-01-01",
        "2024-01-01Z", "2024-01-01T00:00:00", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z",
        "2016-12-31T23:59:60Z", "2024-01-01T00:00:00.1Z", "2024-01-01T00:00:00.1234Z",
        "2024-01-01T00:00:00+2400",
        "2024-01-01T00:00:00+0060", "2024-01-01T00:00:00+00:00", "2024-01-01T00:00:00ZZ", "2024-01-01 ",
        "-2024-01-01",
        "2024-01-01t00:00:00Z", "2024-01-01T00:00Z", "+024-01-01",
    ])
    func `what is no moment is refused`(text: String) {
        #expect(CedarDatetime(text) == nil)
    }

    @Test(arguments: [
        "0.0.0.0", "255.255.255.255/0", "10.0.0.1/32", "::", "::1", "1::", "1:2:3:4:5:6:7::",
        "::2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8", "ABCD:EF01:2345:6789:abcd:ef01:2345:6789/128", "ff00::/8", "::/0",
    ])
    func `addresses are read, and written as they read back`(text: String) throws {
        let address = try #require(CedarIPAddress(text))
        #expect(CedarIPAddress(address.description) == address)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4/", "1.2.3.4/33", "1.2.3.4/08",
        "1.2.3.4/+8", "1.2.3.4/8/8",
        ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::",
        "::1/129",
        "::ffff:127.0.0.1", "1:", ":1", "::-1", "::+1", "::1%eth0", " ::1", "127.0.0.1:80", "localhost",
    ])
    func `what is no address is refused`(text: String) {
        #expect(CedarIPAddress(text) == nil)
    }

    @Test(arguments: [
        "decimal(\"1.5\") == decimal(\"1.50\")", "decimal(\"1.0\").lessThan(decimal(\"1.1\"))",
        "decimal(\"-1.0\").lessThanOrEqual(decimal(\"-1.0\"))",
        "decimal(\"2.0\").greaterThan(decimal(\"1.9999\"))",
        "decimal(\"2.0\").greaterThanOrEqual(decimal(\"2.0\"))", "decimal(\"1.0\") != 1",
        "ip(\"10.1.2.3\").isInRange(ip(\"10.0.0.0/8\"))", "!ip(\"10.0.0.0/7\").isInRange(ip(\"10.0.0.0/8\"))",
        "!ip(\"::1\").isInRange(ip(\"0.0.0.0/0\"))", "ip(\"1.2.3.4\").isInRange(ip(\"9.9.9.9/0\"))",
        "ip(\"::1\").isInRange(ip(\"9::/0\"))", "ip(\"10.0.0.1/24\") != ip(\"10.0.0.2/24\")",
        "ip(\"::1\") == ip(\"0:0:0:0:0:0:0:1\")", "ip(\"127.0.0.1\").isLoopback()",
        "!ip(\"127.0.0.1/7\").isLoopback()",
        "ip(\"::1\").isLoopback()", "ip(\"224.0.0.0/4\").isMulticast()", "!ip(\"224.0.0.0/3\").isMulticast()",
        "ip(\"ff02::1\").isMulticast()", "ip(\"::1\").isIpv6() && !ip(\"::1\").isIpv4()",
        "datetime(\"2024-01-01\") < datetime(\"2024-01-01T00:00:00.001Z\")",
        "duration(\"1h\") <= duration(\"60m\")",
        "duration(\"1h\") == duration(\"60m\")", "duration(\"2h\") > duration(\"-3h\")",
        "datetime(\"2024-01-01\").offset(duration(\"1d\")) == datetime(\"2024-01-02\")",
        "datetime(\"2024-01-02\").durationSince(datetime(\"2024-01-01\")) == duration(\"1d\")",
        "datetime(\"2024-01-02T03:04:05Z\").toDate() == datetime(\"2024-01-02\")",
        "datetime(\"1969-12-31T23:00:00Z\").toDate() == datetime(\"1969-12-31\")",
        "datetime(\"1969-12-31T23:00:00Z\").toTime() == duration(\"23h\")",
        "duration(\"-1d\").toHours() == -24",
        "duration(\"-90m\").toHours() == -1", "duration(\"1d2h\").toDays() == 1",
        "duration(\"1m\").toSeconds() == 60",
        "duration(\"61s\").toMinutes() == 1", "duration(\"1s\").toMilliseconds() == 1000",
        "[decimal(\"1.0\")].contains(decimal(\"1.00\"))",
        "decimal(if true then \"1.0\" else \"x\") == decimal(\"1.0\")",
    ])
    func `functions and methods`(condition: String) throws {
        #expect(try Sample.outcome(condition) == .met)
    }

    @Test(arguments: [
        ("decimal(\"x\") == 1", EvaluationError.Code.invalidArgument), ("decimal(1) == 1", .typeMismatch),
        ("decimal() == 1", .wrongArgumentCount), ("ip(\"1.2.3.4\", 1) == 1", .wrongArgumentCount),
        ("decimal(\"1.0\").lessThan()", .wrongArgumentCount), ("decimal(\"1.0\").lessThan(1)", .typeMismatch),
        ("\"1.0\".lessThan(decimal(\"1.0\"))", .typeMismatch),
        ("decimal(\"1.0\") < decimal(\"2.0\")", .typeMismatch),
        ("datetime(\"2024-01-01\") < duration(\"1h\")", .typeMismatch),
        ("1 < duration(\"1h\")", .typeMismatch),
        ("ip(\"::1\").isInRange(\"::/0\")", .typeMismatch), ("duration(\"1h\").toDate() == 1", .typeMismatch),
        (
            "datetime(\"9999-12-31\").offset(duration(\"9223372036854775807ms\")) == 1",
            .integerOverflow
        ),
        (
            "datetime(\"1970-01-01\").offset(duration(\"-9223372036854775808ms\")).toDate() == 1",
            .integerOverflow
        ),
        (
            "datetime(\"1970-01-02\").durationSince(datetime(\"1970-01-01\").offset(duration(\"-9223372036854775808ms\"))) == 1",
            .integerOverflow
        ),
        ("decimal(context.note) == 1", .invalidArgument),
    ])
    func `a call without a value is an error`(condition: String, code: EvaluationError.Code) throws {
        #expect(try Sample.outcome(condition) == .failed(code))
    }
}
