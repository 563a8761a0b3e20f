import ArgumentParser
internal import COpenSSL
import Glibc
import Interlock

struct BenchRevocation: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revocation",
        abstract: "Time loading and asking revocation lists, beside OpenSSL in the same run.",
        discussion: """
            Each line is the median of single runs; a lookup is one of 1,000 in a run, every other of which finds an \
            entry. Entries have a serial number of 20 octets and a reason. Build with -c release.

            EXAMPLE
              interlock bench revocation --entries 10,10000,1000000
            """
    )

    @Option(help: "How many entries the lists have, with commas between.")
    var entries = "10,10000,1000000"

    @Option(help: "Seconds to spend on each measurement.")
    var seconds = 0.5

    @OptionGroup var output: OutputOptions

    private struct Row: Encodable {
        var entries: Int
        var bytes: Int
        var loadMilliseconds: Double
        var loadOpenSSLMilliseconds: Double
        /// How much more memory is resident once the list is loaded, its bytes included.
        var residentKilobytes: Int
        var residentOpenSSLKilobytes: Int
        var lookupNanoseconds: Double
        var lookupOpenSSLNanoseconds: Double
        /// The same, with the entries that are found read.
        var entryNanoseconds: Double
    }

    private var counts: [Int] { self.entries.split(separator: ",").compactMap { Int($0) } }

    func validate() throws {
        let limit = CertificateAuthority.revocationLimit
        guard !self.counts.isEmpty, self.counts.allSatisfy({ (1...limit).contains($0) }) else {
            throw ValidationError("--entries are numbers from 1 to \(limit)")
        }
        guard (0.01...60).contains(self.seconds) else { throw ValidationError("--seconds is 0.01 to 60") }
    }

    func run() throws {
        var rows: [Row] = []
        for count in self.counts { rows.append(try self.measure(BenchRevocationList(count: count))) }
        try self.output.print(rows, text: rows.map(Self.text).joined(separator: "\n"))
    }

    private func measure(_ bench: BenchRevocationList) throws -> Row {
        let start = ProcessMemory.residentKilobytes
        let list = try bench.load()
        let resident = ProcessMemory.residentKilobytes - start
        let startOpenSSL = ProcessMemory.residentKilobytes
        let other = try bench.loadOpenSSL()
        let residentOpenSSL = ProcessMemory.residentKilobytes - startOpenSSL
        return Row(
            entries: bench.count,
            bytes: bench.byteCount,
            loadMilliseconds: try self.median { _ = try bench.load() } / 1_000_000,
            loadOpenSSLMilliseconds: try self.median { _ = try bench.loadOpenSSL() } / 1_000_000,
            residentKilobytes: resident,
            residentOpenSSLKilobytes: residentOpenSSL,
            lookupNanoseconds: try self.median { bench.ask(list) } / Double(BenchRevocationList.questions),
            lookupOpenSSLNanoseconds: try self.median { bench.ask(other) }
                / Double(BenchRevocationList.questions),
            entryNanoseconds: try self.median { bench.read(list) } / Double(BenchRevocationList.questions)
        )
    }

    /// The median time of a run in nanoseconds.
    private func median(_ body: () throws -> Void) throws -> Double {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(self.seconds)
        var times: [Double] = []
        while clock.now < end || times.count < 3 {
            let start = clock.now
            try body()
            times.append((clock.now - start) / .nanoseconds(1))
        }
        times.sort()
        return times[times.count / 2]
    }

    private static func text(_ row: Row) -> String {
        func tenths(_ number: Double) -> String { "\(Int(number * 10) / 10).\(Int(number * 10) % 10)" }
        return """
            \(row.entries) entries, \(row.bytes) bytes
              load \(tenths(row.loadMilliseconds)) ms, OpenSSL \(tenths(row.loadOpenSSLMilliseconds)) ms
              resident \(row.residentKilobytes) kB, OpenSSL \(row.residentOpenSSLKilobytes) kB
              lookup \(tenths(row.lookupNanoseconds)) ns (with the entry \(tenths(row.entryNanoseconds)) ns), \
            OpenSSL \(tenths(row.lookupOpenSSLNanoseconds)) ns
            """
    }
}
