import ArgumentParser
import FoundationEssentials
import Interlock

struct VectorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vectors",
        abstract: "Check this implementation against test vectors.",
        subcommands: [VectorsCheck.self, VectorsMake.self]
    )
}

struct VectorsCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check files or folders of vectors: ours, and Wycheproof's for ECDSA and HKDF.",
        discussion: """
            Prints each case that fails, and last `N passed, N failed`. Of Wycheproof's valid ECDSA signatures about \
            half have the higher s: each of them must be refused as it stands (highS), and verify with the lower one.

            EXAMPLE
              interlock vectors check Vectors
            """
    )

    @Argument(help: "Files (JSON), or folders of them.", completion: .file())
    var paths: [String]

    @OptionGroup var output: OutputOptions

    private struct Report: Encodable {
        struct Failure: Encodable {
            var file: String
            var name: String
            var reason: String
        }
        var passed = 0
        var failed: [Failure] = []
    }

    func run() throws {
        var report = Report()
        for path in try self.paths.flatMap(Self.files) {
            for verdict in try VectorFile.check(path) {
                guard let reason = verdict.fault else {
                    report.passed += 1
                    continue
                }
                report.failed.append(.init(file: path, name: verdict.name, reason: reason))
                if !self.output.json { Terminal.print("\(path): \(verdict.name): \(reason)") }
            }
        }
        guard report.passed + report.failed.count > 0 else {
            throw Failure(.no, "no case was there to check")
        }
        try self.output.print(report, text: "\(report.passed) passed, \(report.failed.count) failed")
        guard report.failed.isEmpty else { throw ExitCode(ExitStatus.no.rawValue) }
    }

    private static func files(_ path: String) throws -> [String] {
        guard FileSystem.isFolder(path) else { return [path] }
        return try FileSystem.names(in: path).filter { $0.hasSuffix(".json") }.map { "\(path)/\($0)" }
    }
}

/// What became of one case.
struct VectorVerdict {
    let name: String
    /// Why it failed; nil where it passed.
    let fault: String?
}

/// The kinds of vector files, by their `format`; those without one are Wycheproof's.
enum VectorFile {
    private struct Head: Decodable { var format: String? }

    private struct Cases<Case: VectorCase>: Decodable {
        var format: String
        var description: String?
        var source: String?
        var cases: [Case]
    }

    static func check(_ path: String) throws -> [VectorVerdict] {
        let head = try JSON.read(path, as: Head.self, ignoringUnknownMembers: true)
        switch head.format {
        case "interlock/1/attributes": return try Self.check(path, AttributeVector.self)
        case "interlock/1/setup": return try Self.check(path, SetupVector.self)
        case "interlock/1/keygen": return try Self.check(path, KeyGenVector.self)
        case "interlock/1/signing": return try Self.check(path, SigningVector.self)
        case "interlock/1/gate": return try JSON.read(path, as: GateVectors.self).verdicts()
        case "interlock/1/route": return try Self.check(path, RouteVector.self)
        case "interlock/1/matching": return try Self.check(path, MatchingVector.self)
        case "interlock/1/trades": return try Self.check(path, TradeVector.self)
        case "interlock/1/ceremony": return try Self.check(path, CeremonyVector.self)
        case "interlock/1/ecqv": return try Self.check(path, ECQVVector.self)
        case nil:
            return try JSON.read(path, as: WycheproofFile.self, ignoringUnknownMembers: true).verdicts()
        case let other?: throw Failure(.usage, "\(path): vectors of the unknown format \(other)")
        }
    }

    private static func check<Case: VectorCase>(_ path: String, _ type: Case.Type) throws -> [VectorVerdict] {
        try JSON.read(path, as: Cases<Case>.self).cases.map(\.verdict)
    }
}

/// What a case must come to: `"result": "valid"`, or `"invalid"` with the code of the refusal in `error`.
struct ExpectedResult: Decodable {
    enum Result: String, Decodable, CaseIterable { case valid, invalid }
    let result: Result
    let error: String?
}

/// A case of one of our files.
protocol VectorCase: Decodable {
    var name: String { get }
    var expected: ExpectedResult { get }
    /// Does what the case says.
    ///
    /// - Returns: What came out otherwise than the case says; nil where all agrees.
    /// - Throws: The refusal.
    func run() throws -> String?
}

extension VectorCase {
    var verdict: VectorVerdict { .init(name: self.name, fault: self.expected.fault { try self.run() }) }
}

extension ExpectedResult {
    /// Why what `body` does is not what was expected; nil where it is.
    func fault(_ body: () throws -> String?) -> String? {
        do {
            let mismatch = try body()
            guard self.result == .valid else {
                return "was not refused, but should be with \(self.error ?? "an error")"
            }
            return mismatch
        } catch {
            let code = Self.code(of: error)
            guard self.result == .invalid else { return "was refused: \(error)" }
            return code == self.error
                ? nil : "was refused with \(code), not \(self.error ?? "nothing"): \(error)"
        }
    }

    private static func code(of error: any Error) -> String {
        switch error {
        case let error as CryptoError: error.code.description
        case let error as IdentityError: error.code.description
        case let error as MarketError: error.code.description
        case let error as Refusal: error.code.description
        default: "\(error)"
        }
    }
}

/// Bytes in hexadecimal.
struct Hex: Codable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let bytes = [UInt8](hex: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not hexadecimal")
        }
        self.bytes = bytes
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.bytes.hexString)
    }
}

/// Says which of two things differ, for a case's verdict.
func mismatch(_ name: String, _ found: [UInt8], _ expected: Hex?) -> String? {
    guard let expected, found != expected.bytes else { return nil }
    return "\(name) is \(found.hexString), not \(expected.bytes.hexString)"
}
