import ArgumentParser
import Interlock

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Time this build on this machine, beside bare ECDSA in the same run.",
        discussion: """
            Each line is the median of single runs, and its ratio to the bare operation that bounds it. Build with \
            -c release. The whole path is timed by `interlock market run`.

            EXAMPLE
              interlock bench --seconds 0.5 --json
            """,
        subcommands: [
            BenchClearing.self, BenchPath.self, BenchPolicy.self, BenchECQV.self, BenchRevocation.self,
            BenchRefusals.self,
        ]
    )

    @Option(help: "Seconds to spend on each measurement.")
    var seconds = 1.0

    @OptionGroup var output: OutputOptions

    private struct Row: Encodable {
        var name: String
        var runs: Int
        var medianMicroseconds: Double
        /// What it is compared with, and how many times as long it takes.
        var beside: String?
        var ratio: Double?
    }

    func validate() throws {
        guard (0.01...60).contains(self.seconds) else { throw ValidationError("--seconds is 0.01 to 60") }
    }

    func run() throws {
        let bench = try BenchMarket()
        let message = try bench.nextDemand()
        let signature = try bench.buyer.key.sign(message)
        var rows = [
            try self.measure("verify") {
                _ = bench.buyer.key.verifyingKey.isValidSignature(signature, for: message)
            },
            try self.measure("sign") { _ = try bench.buyer.key.sign(message) },
            try self.measure("generate") { _ = try SigningKey(level: .bits128) },
        ]
        rows.append(
            try self.measure("admit a demand", beside: rows[0], prepare: { try bench.nextDemand() }) {
                _ = try bench.gate.admit($0, as: Demand.self, at: bench.moment)
            }
        )
        rows.append(
            try self.measure("judge a demand seen before", beside: rows[0]) {
                _ = try bench.gate.verifier.verify(message, as: Demand.self, at: bench.moment)
            }
        )
        rows.append(try self.measure("sign a demand", beside: rows[1]) { _ = try bench.nextDemand() })
        rows.append(try self.measure("KeyGen", beside: rows[2]) { try bench.generateKey() })
        rows.append(try self.measure("issue a certificate", beside: rows[1]) { try bench.issue() })
        rows += try self.ceremonyRows()
        try self.output.print(rows, text: rows.map(Self.text).joined(separator: "\n"))
    }

    /// Sharing on P-521, beside a bare multiplication of its base point in the same run.
    private func ceremonyRows() throws -> [Row] {
        let seed = try SecretBytes.random(count: 64)
        let shared = try SecretSharing.split(seed, threshold: 3, count: 5)
        let three = Array(shared.shares.prefix(3))
        let base = try self.measure("k·G on P-521") { _ = try SigningKey(level: .bits256) }
        return [
            base,
            try self.measure("split a seed, 3 of 5", beside: base) {
                _ = try SecretSharing.split(seed, threshold: 3, count: 5)
            },
            try self.measure("check a share", beside: base) { _ = try shared.commitments.contains(three[0]) },
            try self.measure("combine 3 of 5", beside: base) {
                _ = try SecretSharing.combine(three, byteCount: 64)
            },
            try self.measure("check and combine 3 of 5", beside: base) {
                guard try shared.commitments.faults(in: three).isEmpty else { return }
                _ = try SecretSharing.combine(three, byteCount: 64)
            },
            try self.measure("refresh 3 of 5", beside: base) {
                _ = try SecretSharing.refresh(three, shared.commitments, threshold: 3, count: 5)
            },
            try self.measure("sign together, 3 of 5", beside: base) {
                _ = try JointSignature.sign([1], with: three, shared.commitments)
            },
        ]
    }

    private func measure(_ name: String, beside other: Row? = nil, _ body: () throws -> Void) throws -> Row {
        try self.measure(name, beside: other, prepare: {}, body)
    }

    /// Runs `body` until the time is spent; what prepares a run is not timed.
    private func measure<Input>(
        _ name: String,
        beside other: Row? = nil,
        prepare: () throws -> Input,
        _ body: (Input) throws -> Void
    ) throws -> Row {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(self.seconds)
        var times: [Double] = []
        while clock.now < end || times.count < 10 {
            let input = try prepare()
            let start = clock.now
            try body(input)
            times.append((clock.now - start) / .microseconds(1))
        }
        times.sort()
        let median = times[times.count / 2]
        return Row(
            name: name,
            runs: times.count,
            medianMicroseconds: median,
            beside: other?.name,
            ratio: other.map { median / $0.medianMicroseconds }
        )
    }

    private static func text(_ row: Row) -> String {
        let tenths = { (number: Double) in "\(Int(number * 10) / 10).\(Int(number * 10) % 10)" }
        let name = row.name + String(repeating: " ", count: max(1, 30 - row.name.count))
        let ratio = row.ratio.map { ", \(tenths($0)) times \(row.beside ?? "")" } ?? ""
        return "\(name)\(tenths(row.medianMicroseconds)) µs\(ratio)  (\(row.runs) runs)"
    }
}
