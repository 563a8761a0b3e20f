/// What is read of meter data at most.
struct MeterLimits {
    /// 128 MiB: a thousand households for a month, at 44 bytes a line.
    var bytes = 128 << 20
    /// A thousand households for a month of 31 days are 2,976,000.
    var rows = 3_000_000
    /// Each of them gets a key and a certificate.
    var households = 10_000
    /// 10 MW for a quarter of an hour: more than a low-voltage connection carries.
    var wattHours: Int64 = 2_500_000

    static let standard = MeterLimits()
}
