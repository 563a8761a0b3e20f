import FoundationEssentials
import Interlock
import Testing

@testable import interlock_cli

@Suite("Vectors")
struct VectorFileTests {
    static let root = URL(filePath: #filePath).appending(path: "../../../Vectors").standardized.path
    static let wycheproof = URL(filePath: #filePath).appending(path: "../../../../shared/vectors/wycheproof")
        .standardized.path

    static let files = [
        "attributes", "setup", "keygen", "signing", "gate", "route", "matching", "trades", "ceremony",
    ]

    @Test(arguments: files)
    func `every case of ours comes out as it says`(name: String) throws {
        let verdicts = try VectorFile.check("\(Self.root)/\(name).json")
        #expect(!verdicts.isEmpty)
        for verdict in verdicts { #expect(verdict.fault == nil, "\(verdict.name)") }
    }

    /// A check that cannot fail is none: every case must fail once its expectation is turned round.
    @Test(arguments: files)
    func `every case fails where the opposite is expected`(name: String) throws {
        let text = String(decoding: try FileSystem.read("\(Self.root)/\(name).json"), as: UTF8.self)
        let turned = text.replacing(#/"result"\s*:\s*"(valid|invalid)"/#) { match in
            "\"result\": \"\(match.1 == "valid" ? "invalid" : "valid")\""
        }
        let path = URL.temporaryDirectory.appending(path: "turned-\(UUID()).json").path
        try FileSystem.create(path, mode: 0o600, Array(turned.utf8))
        defer { try? FileSystem.remove(path) }
        for verdict in try VectorFile.check(path) { #expect(verdict.fault != nil, "\(verdict.name)") }
    }

    @Test(.enabled(if: FileSystem.isFolder(wycheproof)))
    func `all of Wycheproof's ECDSA and HKDF cases`() throws {
        var count = 0
        for name in try FileSystem.names(in: Self.wycheproof) {
            for verdict in try VectorFile.check("\(Self.wycheproof)/\(name)") {
                count += 1
                #expect(verdict.fault == nil, "\(name): \(verdict.name)")
            }
        }
        #expect(count == 1_699)
    }

    @Test func `a file of an unknown format is a usage error`() throws {
        let path = URL.temporaryDirectory.appending(path: "unknown-\(UUID()).json").path
        try FileSystem.create(path, mode: 0o600, Array(#"{"format":"other/1","cases":[]}"#.utf8))
        defer { try? FileSystem.remove(path) }
        let failure = #expect(throws: Failure.self) { try VectorFile.check(path) }
        #expect(failure?.status == .usage)
    }
}
