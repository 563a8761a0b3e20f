import Interlock
import InterlockCrypto
import Testing

@testable import InterlockLedger
@testable import interlock_cli

@Suite("Copies of a ledger, compared")
struct CopyComparisonTests {
    /// Headers of blocks that hold these numbers.
    private func chain(_ numbers: [UInt8]) -> [BlockHeader] {
        var headers: [BlockHeader] = []
        for (place, number) in numbers.enumerated() {
            let batch = BlockCutter.Batch(
                transactions: [[number]],
                lastLogPosition: UInt64(place),
                time: Timestamp(secondsSinceEpoch: Int64(place))
            )
            headers.append(Block(batch, after: headers.last).header)
        }
        return headers
    }

    @Test func `are alike`() {
        let chain = self.chain([1, 2, 3])
        #expect(CopyComparison.differences([("a", chain), ("b", chain), ("c", chain)]).isEmpty)
        #expect(CopyComparison.differences([("a", chain)]).isEmpty)
        #expect(CopyComparison.differences([]).isEmpty)
    }

    @Test func `differ: each block and height is named, and what follows from it is not`() {
        let found = CopyComparison.differences([
            ("a", self.chain([1, 2, 3, 4, 5])), ("b", self.chain([1, 9, 3, 8, 5])),
            ("c", self.chain([1, 2, 3, 4])),
        ])
        #expect(found.count == 3)
        #expect(
            found[0].hasPrefix("block 1 differs: ") && found[0].contains("(a, c)") && found[0].contains("(b)")
        )
        #expect(found[1].hasPrefix("block 3 differs: "))
        #expect(found[2] == "the copies differ in height: a has 5 blocks, b has 5 blocks, c has 4 blocks")
    }
}
