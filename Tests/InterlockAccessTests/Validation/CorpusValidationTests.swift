import FoundationEssentials
import Testing

@testable import InterlockAccess

/// The published tests; this folder stands beside the repository, not in it.
private let shared = URL(filePath: #filePath).appending(path: "../../../../../shared/vectors/cedar")
    .standardized

/// The unpacked corpus, if the environment names one.
private let corpus = ProcessInfo.processInfo.environment["CEDAR_CORPUS"].map { URL(filePath: $0) }

/// What validating the published tests gave.
private struct Tally {
    var passed = 0
    var skipped = 0
    var failed: [String] = []
}

@Suite("Published Cedar validation verdicts")
struct CorpusValidationTests {
    @Test(.enabled(if: FileManager.default.fileExists(atPath: shared.path)))
    func `handwritten tests have the published verdicts`() throws {
        var paths: [String] = []
        for folder in try FileManager.default.contentsOfDirectory(atPath: shared.path + "/tests") {
            for name in try FileManager.default.contentsOfDirectory(atPath: shared.path + "/tests/" + folder)
            where name.hasSuffix(".json") {
                paths.append("tests/\(folder)/\(name)")
            }
        }
        let tally = self.judge(paths, in: shared)
        #expect(tally.failed.isEmpty)
        #expect(tally.passed + tally.skipped == paths.count)
    }

    @Test(.enabled(if: corpus != nil))
    func `the corpus has the published verdicts`() throws {
        let corpus = try #require(corpus)
        let names = try FileManager.default.contentsOfDirectory(atPath: corpus.path + "/corpus-tests")
        let tests = names.filter { $0.hasSuffix(".json") && !$0.hasSuffix(".entities.json") }.sorted()
        let tally = self.judge(tests.map { "corpus-tests/\($0)" }, in: corpus)
        print("verdicts: \(tally.passed) passed, \(tally.failed.count) failed, \(tally.skipped) skipped")
        for failure in tally.failed.prefix(40) { print(failure) }
        #expect(tally.failed.isEmpty)
    }

    private func judge(_ paths: [String], in root: URL) -> Tally {
        var tally = Tally()
        for path in paths {
            do {
                let faults = try ValidationCase(root: root, path: path).faults()
                if faults.isEmpty { tally.passed += 1 } else { tally.failed += faults }
            } catch let error as AccessError where error.code == .unsupported {
                tally.skipped += 1
            } catch {
                tally.failed.append("\(path): \(error)")
            }
        }
        return tally
    }
}
