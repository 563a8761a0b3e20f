import ArgumentParser
import Interlock

struct BenchECQV: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ecqv",
        abstract:
            "Time implicit certificates beside bare ECDSA in the same run, and weigh them beside X.509.",
        discussion: """
            Each line is the median of single runs, all of them interleaved, and its ratio to a bare verification. \
            "remembered" is a new message of a signer that the gate knows by now. Bytes are those of certificates \
            with the same attributes, by the same authority. Build with -c release.

            EXAMPLE
              interlock bench ecqv --json
            """
    )

    @Option(help: "Seconds to spend on each measurement.")
    var seconds = 1.0

    @OptionGroup var output: OutputOptions

    private struct Row: Encodable {
        var name: String
        var medianMicroseconds: Double
        /// How many times as long as a bare verification.
        var ratio: Double
    }

    private struct Weight: Encodable {
        var attributes: String
        var implicitBytes: Int
        var x509Bytes: Int
        /// The implicit certificate's share, in thousandths.
        var perMille: Int
    }

    private struct Report: Encodable {
        var times: [Row]
        var bytes: [Weight]
    }

    func validate() throws {
        guard (0.01...60).contains(self.seconds) else { throw ValidationError("--seconds is 0.01 to 60") }
    }

    func run() throws {
        let world = try BenchMeters()
        let report = Report(times: try self.times(world), bytes: try Self.weights(world))
        try self.output.print(report, text: Self.text(report))
    }

    /// What is timed, and what makes ready for it untimed.
    private struct Measurement {
        var name: String
        var prepare: () throws -> Void = {}
        var body: () throws -> Void
    }

    private func times(_ world: BenchMeters) throws -> [Row] {
        let measurements = [
            Measurement(name: "verify, bare ECDSA") { try world.verify(with: world.key.verifyingKey) },
            Measurement(name: "extract") { _ = try world.extract() },
            Measurement(name: "extract + verify") { try world.verify(with: world.extract()) },
            Measurement(name: "read + extract + verify") {
                let read = try ImplicitCertificate(encoded: world.certificate.encoded)
                try world.verify(with: world.authority.issuer.publicKey(of: read))
            },
            Measurement(name: "message, X.509, remembered", prepare: world.signNext(.x509)) {
                try world.open()
            },
            Measurement(name: "message, implicit, remembered", prepare: world.signNext(.implicit)) {
                try world.open()
            },
            Measurement(name: "request") { _ = try world.request() },
            Measurement(name: "issue") { _ = try world.issue() },
            Measurement(name: "receive") { _ = try world.receive() },
            Measurement(name: "X.509: issue") { _ = try world.issueX509(world.attributes[0].set) },
            Measurement(name: "X.509: KeyGen") { try world.generateKey() },
            Measurement(name: "X.509: request and proof") { try world.requestX509() },
        ]
        let clock = ContinuousClock()
        let end = clock.now + .seconds(self.seconds * Double(measurements.count))
        var times = measurements.map { _ in [Double]() }
        while clock.now < end || times[0].count < 10 {
            for (place, measurement) in measurements.enumerated() {
                try measurement.prepare()
                let start = clock.now
                try measurement.body()
                times[place].append((clock.now - start) / .microseconds(1))
            }
        }
        let medians = times.map { $0.sorted()[$0.count / 2] }
        return zip(measurements, medians).map {
            Row(name: $0.name, medianMicroseconds: $1, ratio: $1 / medians[0])
        }
    }

    private static func weights(_ world: BenchMeters) throws -> [Weight] {
        try world.attributes.map { name, set in
            let implicit = try world.issue(set).certificate.encoded.count
            let x509 = try world.issueX509(set).derRepresentation.count
            return Weight(
                attributes: name,
                implicitBytes: implicit,
                x509Bytes: x509,
                perMille: implicit * 1_000 / x509
            )
        }
    }

    private static func text(_ report: Report) -> String {
        let places = { (number: Double, count: Int) -> String in
            let scale = count == 1 ? 10 : 100
            let (whole, rest) = (Int(number * Double(scale)) / scale, Int(number * Double(scale)) % scale)
            return "\(whole).\(String(repeating: "0", count: count - "\(rest)".count))\(rest)"
        }
        let times = report.times.map { row in
            let name = row.name + String(repeating: " ", count: max(1, 32 - row.name.count))
            return "\(name)\(places(row.medianMicroseconds, 1)) µs, \(places(row.ratio, 2)) times verify"
        }
        let bytes = report.bytes.map {
            "\($0.attributes): \($0.implicitBytes) bytes, X.509 \($0.x509Bytes), \($0.perMille) of a thousand"
        }
        return (times + bytes).joined(separator: "\n")
    }
}
