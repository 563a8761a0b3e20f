import ArgumentParser
import Interlock

/// Runs suites; hidden from the help, since it is for those who judge this product.
struct SuiteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suite",
        abstract: "Run a suite: public ones of X.509 path validation, and rounds of implicit certificates.",
        shouldDisplay: false,
        subcommands: [SuiteLimbo.self, SuitePKITS.self, SuiteECQV.self]
    )
}

/// What a case of a suite came to.
enum CaseVerdict {
    case passed
    case failed(String)
    case skipped(String)
}

/// The tally of a suite; prints each case that did not pass.
struct SuiteTally: Encodable {
    struct Remark: Encodable {
        var name: String
        var reason: String
    }

    private(set) var passed = 0
    private(set) var failed: [Remark] = []
    private(set) var skipped: [Remark] = []

    mutating func add(_ name: String, _ verdict: CaseVerdict) {
        switch verdict {
        case .passed: self.passed += 1
        case .failed(let reason): self.failed.append(Remark(name: name, reason: reason))
        case .skipped(let reason): self.skipped.append(Remark(name: name, reason: reason))
        }
    }

    /// Prints all of it, and says no where a case failed or none was there.
    func finish(_ output: OutputOptions) throws {
        let lines =
            self.failed.map { "FAILED  \($0.name): \($0.reason)" }
            + self.skipped.map { "skipped \($0.name): \($0.reason)" }
            + ["\(self.passed) passed, \(self.failed.count) failed, \(self.skipped.count) skipped"]
        try output.print(self, text: lines.joined(separator: "\n"))
        guard self.failed.isEmpty, self.passed > 0 else {
            throw Failure(.no, "\(self.failed.count) cases disagree, \(self.passed) agree")
        }
    }
}
