import FoundationEssentials
import Testing

/// The published tests; this folder stands beside the repository, not in it.
private let shared = URL(filePath: #filePath).appending(path: "../../../../shared/vectors/cedar").standardized

/// The unpacked corpus, if the environment names one.
private let corpus = ProcessInfo.processInfo.environment["CEDAR_CORPUS"].map { URL(filePath: $0) }

@Suite("Published Cedar tests")
struct CedarIntegrationTests {
    /// Tests whose entities name others as `{"type", "id"}`, which only the schema tells from a record.
    private static let needSchema: Set = [
        "tests/multi/3.json", "tests/multi/4.json", "tests/example_use_cases/4d.json",
        "tests/example_use_cases/4e.json", "tests/example_use_cases/4f.json",
    ]

    @Test(.enabled(if: FileManager.default.fileExists(atPath: shared.path)))
    func `handwritten tests pass, but for extension types and entities that need the schema`() throws {
        var paths: [String] = []
        for folder in try FileManager.default.contentsOfDirectory(atPath: shared.path + "/tests") {
            for name in try FileManager.default.contentsOfDirectory(atPath: shared.path + "/tests/" + folder)
            where name.hasSuffix(".json") {
                paths.append("tests/\(folder)/\(name)")
            }
        }
        let tally = self.run(paths.filter { !Self.needSchema.contains($0) }, in: shared)
        #expect(tally.failed.isEmpty)
        #expect(tally.passed == paths.count - Self.needSchema.count - 5)
        #expect(tally.skipped == ["extension types": 5])
    }

    @Test(.enabled(if: corpus != nil))
    func `the corpus passes, but for what is counted as skipped`() throws {
        let corpus = try #require(corpus)
        let names = try FileManager.default.contentsOfDirectory(atPath: corpus.path + "/corpus-tests")
        let tests = names.filter { $0.hasSuffix(".json") && !$0.hasSuffix(".entities.json") }.sorted()
        let tally = self.run(tests.map { "corpus-tests/\($0)" }, in: corpus)
        print("corpus: \(tally.passed) passed, \(tally.failed.count) failed, skipped \(tally.skipped)")
        for failure in tally.failed.prefix(20) { print(failure) }
        #expect(tally.failed.isEmpty)
    }

    private func run(_ paths: [String], in root: URL) -> (
        passed: Int, failed: [String], skipped: [String: Int]
    ) {
        var passed = 0
        var failed: [String] = []
        var skipped: [String: Int] = [:]
        for path in paths {
            switch CedarCase(root: root, path: path).run() {
            case .passed: passed += 1
            case .failed(let reason): failed.append(reason)
            case .skipped(let reason): skipped[reason, default: 0] += 1
            }
        }
        return (passed, failed, skipped)
    }
}
