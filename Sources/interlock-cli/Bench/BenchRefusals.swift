import ArgumentParser
import Interlock

struct BenchRefusals: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refusals",
        abstract: "Time what each refusal costs the gate, in µs and in µs for a kilobyte of the message.",
        discussion: """
            Each line is the median of single runs, each with a message that was not seen before. The gate is that of a \
            running market: it remembers the signers that it has admitted. Build with -c release.

            EXAMPLE
              interlock bench refusals --json
            """
    )

    @Option(help: "Seconds to spend on each measurement.")
    var seconds = 0.3

    @OptionGroup var output: OutputOptions

    private struct Row: Encodable {
        var message: String
        var refusal: String
        var bytes: Int
        var microseconds: Double
        var microsecondsPerKilobyte: Double
        var runs: Int
    }

    func validate() throws {
        guard (0.01...60).contains(self.seconds) else { throw ValidationError("--seconds is 0.01 to 60") }
    }

    func run() throws {
        let market = try RefusalMarket()
        let rows = try RefusalCase.allCases.map { try self.measure($0, market) }
        try self.output.print(rows, text: rows.map(Self.text).joined(separator: "\n"))
    }

    private func measure(_ kind: RefusalCase, _ market: RefusalMarket) throws -> Row {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(self.seconds)
        var times: [Double] = []
        var size = 0
        while clock.now < end || times.count < 10 {
            let message = try market.message(kind)
            let start = clock.now
            let code = Self.refusal(of: message, by: market)
            times.append((clock.now - start) / .microseconds(1))
            guard code == kind.code else {
                throw Failure(
                    .no,
                    "\(kind.rawValue): expected \(kind.code), found \(code.map { "\($0)" } ?? "admitted")"
                )
            }
            size = message.count
        }
        times.sort()
        let median = times[times.count / 2]
        return Row(
            message: kind.rawValue,
            refusal: kind.code.description,
            bytes: size,
            microseconds: median,
            microsecondsPerKilobyte: median * 1_000 / Double(size),
            runs: times.count
        )
    }

    private static func refusal(of message: [UInt8], by market: RefusalMarket) -> Refusal.Code? {
        do throws(Refusal) {
            _ = try market.gate.admit(message, at: market.moment)
            return nil
        } catch {
            return error.code
        }
    }

    private static func text(_ row: Row) -> String {
        let name = row.message + String(repeating: " ", count: max(1, 42 - row.message.count))
        let code = row.refusal + String(repeating: " ", count: max(1, 18 - row.refusal.count))
        return
            "\(name)\(code)\(row.bytes) bytes, \(row.microseconds.hundredths) µs, \(row.microsecondsPerKilobyte.hundredths) µs/kB"
    }
}
