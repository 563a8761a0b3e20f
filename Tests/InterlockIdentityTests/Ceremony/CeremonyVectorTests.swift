import FoundationEssentials
import Testing

@testable import InterlockCrypto
@testable import InterlockIdentity

@Suite("Vectors/ceremony.json")
struct CeremonyVectorTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let kind: String
        let seed: String?
        let set: String?
        let shares: [String]?
        let text: String?
        let share: String?
        let authorityKey: String?
        let sets: [String]?
        let transcripts: [String]?
        let setDigest: String?
        let result: ExpectedResult
        let error: String?

        var testDescription: String { self.name }
    }

    private static func cases(_ kinds: String...) throws -> [Case] {
        try VectorFile<Case>.cases("ceremony.json").filter { kinds.contains($0.kind) }
    }

    private func read(_ text: String) throws -> MasterKeyShare {
        try ShareText.share(SecretBytes(copying: Array(text.utf8)))
    }

    /// Checks what a case gives, or the code of its refusal.
    private func expect(_ vector: Case, _ body: () throws -> Void) throws {
        guard vector.result == .invalid else { return try body() }
        #expect(code(body)?.description == vector.error)
    }

    @Test(arguments: try Self.cases("combine"))
    func `shares restore the seed, or are refused`(vector: Case) throws {
        try self.expect(vector) {
            let set = try ShareSet(decoding: bytes(#require(vector.set)))
            let shares = try #require(vector.shares).map(self.read)
            let masterKey = try KeyCeremony.combine(shares, of: set)
            let seed = CeremonyWorld.seed(masterKey).hexString
            #expect(seed == vector.seed)
        }
    }

    @Test(arguments: try Self.cases("split", "refresh"))
    func `every share of a dealing is of its set`(vector: Case) throws {
        let set = try ShareSet(decoding: bytes(#require(vector.set)))
        let shares = try #require(vector.shares).map(self.read)
        #expect(try set.faults(in: shares).isEmpty && shares.count == set.custodians.count)
    }

    @Test(arguments: try Self.cases("share"))
    func `a share on paper is read, or refused`(vector: Case) throws {
        try self.expect(vector) {
            let share = try self.read(#require(vector.text)).encoded().publicCopy().hexString
            #expect(share == vector.share)
        }
    }

    @Test(arguments: try Self.cases("log"))
    func `a log is verified, or refused`(vector: Case) throws {
        try self.expect(vector) {
            let log = try CeremonyLog(
                transcripts: #require(vector.transcripts).map { try bytes($0) },
                sets: #require(vector.sets).map { try bytes($0) },
                authorityKey: VerifyingKey(
                    x963Representation: bytes(#require(vector.authorityKey)),
                    level: .bits128
                )
            )
            #expect(log.set.digest.description == vector.setDigest)
        }
    }

    @Test func `the example of Docs/Formats is a case`() throws {
        let page = URL(filePath: #filePath).appending(path: "../../../../Docs/Formats.md").standardized
        let text = String(decoding: try Data(contentsOf: page), as: UTF8.self)
        let vector = try #require(Self.cases("split").first { $0.name == "split: level 128, 2 of 3" })
        for line in try #require(vector.shares?.first).split(separator: "\n") { #expect(text.contains(line)) }
        let set = try ShareSet(decoding: bytes(#require(vector.set)))
        #expect(text.contains("\(set.encoded.count) bytes and the SHA-256 \(set.digest)"))
        for point in set.commitments.points { #expect(text.contains(point.bytes.hexString)) }
        #expect(text.contains(CurvePoint.secondGenerator.prefix(34).hexString))
    }
}
