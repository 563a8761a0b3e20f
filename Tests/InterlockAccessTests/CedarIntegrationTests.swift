import FoundationEssentials
import Testing

@testable import InterlockAccess

/// The published tests; this folder stands beside the repository, not in it.
private let shared = URL(filePath: #filePath).appending(path: "../../../../shared/vectors/cedar").standardized

/// The unpacked corpus, if the environment names one.
private let corpus = ProcessInfo.processInfo.environment["CEDAR_CORPUS"].map { URL(filePath: $0) }

@Suite("Published Cedar tests")
struct CedarIntegrationTests {
    @Test(.enabled(if: FileManager.default.fileExists(atPath: shared.path)))
    func `handwritten tests pass`() throws {
        var paths: [String] = []
        for folder in try FileManager.default.contentsOfDirectory(atPath: shared.path + "/tests") {
            for name in try FileManager.default.contentsOfDirectory(atPath: shared.path + "/tests/" + folder)
            where name.hasSuffix(".json") {
                paths.append("tests/\(folder)/\(name)")
            }
        }
        #expect(!paths.isEmpty)
        #expect(Self.failures(paths, in: shared).isEmpty)
    }

    @Test(.enabled(if: corpus != nil))
    func `the corpus passes`() throws {
        let corpus = try #require(corpus)
        let names = try FileManager.default.contentsOfDirectory(atPath: corpus.path + "/corpus-tests")
        let tests = names.filter { $0.hasSuffix(".json") && !$0.hasSuffix(".entities.json") }.sorted()
        let failures = Self.failures(tests.map { "corpus-tests/\($0)" }, in: corpus)
        print("corpus: \(tests.count - failures.count) passed, \(failures.count) failed")
        for failure in failures.prefix(20) { print(failure) }
        #expect(failures.isEmpty)
    }

    private static func failures(_ paths: [String], in root: URL) -> [String] {
        paths.compactMap { path in
            do {
                let test = try PolicyTest(parsingJSON: try Self.text(path, in: root)) { name in
                    try Self.text(name, in: root)
                }
                let differences = try test.differences()
                return differences.isEmpty ? nil : "\(path): \(differences)"
            } catch {
                return "\(path): \(error)"
            }
        }
    }

    private static func text(_ path: String, in root: URL) throws -> String {
        String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)
    }
}
