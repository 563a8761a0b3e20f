import InterlockCrypto
import TestSupport

@testable import InterlockLedger

/// Blocks that follow each other, the same ones for the same arguments.
enum SampleChain {
    static func blocks(_ count: Int, transactions: Int = 2, byteCount: Int = 8, seed: UInt64 = 1) -> [Block] {
        var random = SeededGenerator(seed: seed)
        var blocks: [Block] = []
        for number in 0..<count {
            let batch = BlockCutter.Batch(
                transactions: (0..<transactions).map { _ in
                    (0..<byteCount).map { _ in UInt8.random(in: 0 ... .max, using: &random) }
                },
                lastLogPosition: UInt64((number + 1) * transactions - 1),
                time: Timestamp(secondsSinceEpoch: 1_465_776_000 + Int64(number))
            )
            blocks.append(Block(batch, after: blocks.last?.header))
        }
        return blocks
    }

    /// A store of these blocks, closed again.
    static func write(_ blocks: [Block], to folder: String, segmentByteCount: Int = 1 << 26) throws {
        let store = try BlockStore(folder: folder, segmentByteCount: segmentByteCount)
        for block in blocks { try store.append(block) }
    }

    /// What a folder's store holds now, which opening it may have mended.
    static func read(_ folder: String) throws -> [Block] {
        let store = try BlockStore(folder: folder)
        return try (0..<store.height).map { try store.read($0) }
    }
}
