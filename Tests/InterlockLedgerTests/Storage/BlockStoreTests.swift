import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockLedger

@Suite struct BlockStoreTests {
    private let folder = ScratchFolder()

    @Test func `blocks are read as they were appended, across segments and restarts`() throws {
        let blocks = SampleChain.blocks(20)
        try SampleChain.write(blocks, to: self.folder.path, segmentByteCount: 300)
        #expect(try SegmentFolder.segments(self.folder.path).count > 5)
        #expect(try SampleChain.read(self.folder.path) == blocks)
        let store = try BlockStore(folder: self.folder.path)
        #expect(store.height == 20)
        #expect(store.last == blocks[19].header)
        #expect(throws: LedgerError.self) { try store.read(20) }
        #expect(try BlockStore.verify(folder: self.folder.path) == nil)
        #expect(try BlockStore.problems(in: self.folder.path).isEmpty)
    }

    @Test func `a block that does not follow the last one is refused, and nothing is written`() throws {
        let blocks = SampleChain.blocks(3)
        let header = blocks[1].header
        func batch(position: UInt64, seconds: Int64) -> BlockCutter.Batch {
            BlockCutter.Batch(
                transactions: blocks[1].transactions,
                lastLogPosition: position,
                time: header.time.adding(seconds: seconds)
            )
        }
        let other = SampleChain.blocks(2, seed: 2)[1]
        let wrong = [
            blocks[0], blocks[2], other,
            Block(batch(position: blocks[0].header.lastLogPosition, seconds: 0), after: blocks[0].header),
            Block(batch(position: header.lastLogPosition, seconds: -2), after: blocks[0].header),
        ]
        let store = try BlockStore(folder: self.folder.path)
        #expect(throws: LedgerError.self) { try store.append(blocks[1]) }
        try store.append(blocks[0])
        let before = try ScratchFolder.segments(of: self.folder.path).map(\.bytes)
        for block in wrong {
            let error = #expect(throws: LedgerError.self) { try store.append(block) }
            #expect(error?.code == .corrupt)
        }
        #expect(try ScratchFolder.segments(of: self.folder.path).map(\.bytes) == before)
        try store.append(blocks[1])
        #expect(store.last == header)
    }

    @Test func `a block is one form of bytes`() throws {
        let block = SampleChain.blocks(2)[1]
        let bytes = block.encoded()
        #expect(try Block(decoding: bytes) == block)
        #expect(throws: LedgerError.self) { try Block(decoding: bytes + [0]) }
        for count in bytes.indices {
            #expect(throws: LedgerError.self) { try Block(decoding: Array(bytes[..<count])) }
        }
        for bit in 0..<(bytes.count * 8) {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            // What is still a block is another one: number, time, position and previous hash are the chain's to check.
            if let read = try? Block(decoding: changed) {
                #expect(read.header.hash != block.header.hash)
                #expect(read.encoded() == changed)
            }
        }
    }

    @Test func `a store is open for writing once at a time`() throws {
        let blocks = SampleChain.blocks(2)
        do {
            let store = try BlockStore(folder: self.folder.path)
            let error = #expect(throws: LedgerError.self) { try BlockStore(folder: self.folder.path) }
            #expect(error?.code == .storage)
            try store.append(blocks[0])
            #expect(try BlockStore.verify(folder: self.folder.path) == nil)
        }
        try BlockStore(folder: self.folder.path).append(blocks[1])
        #expect(try SampleChain.read(self.folder.path) == blocks)
    }

    @Test func `an audit changes nothing`() throws {
        try SampleChain.write(SampleChain.blocks(6), to: self.folder.path, segmentByteCount: 600)
        let (path, bytes) = try #require(try ScratchFolder.segments(of: self.folder.path).last)
        try ScratchFolder.write(bytes.dropLast(), to: path)
        let names = try FileSystem.names(in: self.folder.path)
        let contents = try ScratchFolder.segments(of: self.folder.path).map(\.bytes)
        #expect(try BlockStore.verify(folder: self.folder.path)?.block == 5)
        #expect(try BlockStore.problems(in: self.folder.path).map(\.block) == [5])
        #expect(try FileSystem.names(in: self.folder.path) == names)
        #expect(try ScratchFolder.segments(of: self.folder.path).map(\.bytes) == contents)
    }

    @Test func `a folder that is not there is no store without blocks`() {
        #expect(throws: LedgerError.self) { try BlockStore.verify(folder: "\(self.folder.path)/none") }
        #expect(throws: LedgerError.self) { try BlockStore.problems(in: "\(self.folder.path)/none") }
    }
}
