import TestSupport
import Testing

@testable import InterlockIdentity

@Suite struct CeremonyFilesTests {
    private static let good = [
        "README", "generation-0", "generation-1", "generation-1.77.5.tmp", "transcript-0000.cbor",
        "transcript-0001.cbor", "transcript-0001.cbor.12.3.tmp", "transcript-0002.cbor",
    ]

    @Test func `files are counted, and other names say nothing`() throws {
        let files = try CeremonyFiles(names: Self.good)
        #expect(files.transcripts == 3 && files.generations == 2)
        #expect(try CeremonyFiles(names: []).transcripts == 0)
        #expect(CeremonyFiles.transcript(12_345) == "transcript-12345.cbor")
    }

    @Test(arguments: [
        ("transcript-0000.cbor", "transcript-0000.cbor: is missing, but transcript-0001.cbor is there"),
        ("transcript-0001.cbor", "transcript-0001.cbor: is missing, but transcript-0002.cbor is there"),
        ("generation-0", "generation-0: is missing, but generation-1 is there"),
    ]) func `a gap is named`(_ name: String, _ reason: String) {
        let error = #expect(throws: IdentityError.self) {
            _ = try CeremonyFiles(names: Self.good.filter { $0 != name })
        }
        #expect(error?.code == .brokenChain && error?.reason == reason)
    }

    @Test(arguments: [
        "transcript-1.cbor", "transcript-00003.cbor", "generation-02", "generation-99999999999999999999",
        "transcript-99999999999999999999.cbor",
    ]) func `a number has one form`(_ name: String) {
        #expect(code { try CeremonyFiles(names: Self.good + [name]) } == .invalidEncoding)
    }

    @Test func `a folder has an end`() {
        let names = (0...CeremonyFiles.limit).map { CeremonyFiles.generation($0) }
        #expect(code { try CeremonyFiles(names: names) } == .limitExceeded)
    }
}
