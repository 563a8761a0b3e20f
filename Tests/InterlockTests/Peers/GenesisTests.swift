import Interlock
import MarketTestSupport
import Testing

@testable import InterlockLedger

@Suite("The genesis")
struct GenesisTests {
    private func genesis(_ edition: RulesEdition) throws -> Genesis {
        let sample = try LedgerSample().genesis
        return try Genesis(
            rules: sample.rules,
            matchingCentre: sample.matchingCentre,
            endorsement: sample.endorsement,
            batchSize: sample.batchSize,
            policies: sample.policies,
            schema: sample.schema,
            anchors: sample.anchors,
            edition: edition
        )
    }

    @Test func `is of the newest edition unless said otherwise`() throws {
        let genesis = try LedgerSample().genesis
        #expect(genesis.edition == .newest)
        #expect(try genesis.verifier().edition == .newest)
        #expect(try Genesis(decoding: genesis.encoded()).edition == .newest)
    }

    @Test func `of an older ledger names no edition, and keeps its bytes`() throws {
        let bytes = try self.genesis(.first).encoded()
        #expect(!String(decoding: bytes, as: UTF8.self).contains("edition"))
        let genesis = try Genesis(decoding: bytes)
        #expect(genesis.edition == .first)
        #expect(try genesis.verifier().edition == .first)
        #expect(try genesis.encoded() == bytes)
    }

    @Test(arguments: [0, 3, -1]) func `of an edition that is not known is refused`(number: Int) throws {
        let text = String(decoding: try self.genesis(.second).encoded(), as: UTF8.self)
        let other = text.replacing("\"edition\":2", with: "\"edition\":\(number)")
        #expect(other != text)
        let error = #expect(throws: LedgerError.self) { try Genesis(decoding: Array(other.utf8)) }
        #expect(error?.code == .malformed)
        #expect(error?.reason.contains("edition \(number)") == true)
    }
}
