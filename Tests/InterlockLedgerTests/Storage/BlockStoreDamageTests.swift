import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockLedger

@Suite struct BlockStoreDamageTests {
    private let folder = ScratchFolder()

    /// The segments of a store of small blocks, two in a segment.
    private func segments(_ count: Int) throws -> [(path: String, bytes: [UInt8])] {
        let blocks = SampleChain.blocks(count, transactions: 1, byteCount: 4)
        try SampleChain.write(blocks, to: self.folder.path, segmentByteCount: 200)
        let segments = try ScratchFolder.segments(of: self.folder.path)
        #expect(segments.count == count / 2)
        return segments
    }

    private func check(_ expected: [UInt64], opens: Bool = false, _ comment: String = "") throws {
        #expect(try BlockStore.verify(folder: self.folder.path)?.block == expected.first, "\(comment)")
        #expect(try BlockStore.problems(in: self.folder.path).map(\.block) == expected, "\(comment)")
        guard !opens, let first = expected.first else { return }
        let error = #expect(throws: LedgerError.self) { try BlockStore(folder: self.folder.path) }
        #expect(error?.code == .corrupt, "\(comment)")
        #expect(error?.reason.contains("record \(first):") == true, "\(comment)")
    }

    @Test func `a flipped bit anywhere is found, and its block named`() throws {
        var number: UInt64 = 0
        for (path, whole) in try self.segments(4) {
            let starts = SegmentLogTests.recordStarts(whole)
            for bit in 0..<(whole.count * 8) {
                var bytes = whole
                bytes[bit / 8] ^= 1 << (bit % 8)
                try ScratchFolder.write(bytes, to: path)
                let record = number + UInt64(starts.count { $0 <= bit / 8 } - 1)
                if bit.isMultiple(of: 5) {
                    try self.check([record], "bit \(bit) of \(path)")
                } else {
                    #expect(try BlockStore.verify(folder: self.folder.path)?.block == record)
                }
            }
            try ScratchFolder.write(whole, to: path)
            number += UInt64(starts.count - 1)
        }
        try self.check([])
    }

    @Test func `a store cut off anywhere in its last block is that of the block before`() throws {
        let segments = try self.segments(4)
        let blocks = try SampleChain.read(self.folder.path)
        let (path, whole) = segments[1]
        let starts = SegmentLogTests.recordStarts(whole)
        for count in starts[1]..<whole.count {
            try ScratchFolder.write(Array(whole[..<count]), to: path)
            if count > starts[1] { try self.check([3], opens: true, "\(count) bytes") }
            #expect(try SampleChain.read(self.folder.path) == Array(blocks[..<3]))
            try self.check([])
            try BlockStore(folder: self.folder.path).append(blocks[3])
            #expect(try FileSystem.read(path) == whole)
        }
    }

    @Test func `a segment that is missing is found`() throws {
        for (index, segment) in try self.segments(6).enumerated().dropLast() {
            try FileSystem.remove(segment.path)
            try self.check([UInt64(index * 2)])
            try ScratchFolder.write(segment.bytes, to: segment.path)
        }
        try self.check([])
    }

    @Test func `a segment that is cut short before the last is damage`() throws {
        let (path, whole) = try self.segments(6)[1]
        let starts = SegmentLogTests.recordStarts(whole)
        for count in 0..<whole.count {
            try ScratchFolder.write(Array(whole[..<count]), to: path)
            let problems = try BlockStore.problems(in: self.folder.path)
            #expect(problems.first?.block == (count < starts[1] ? 2 : 3), "\(count) bytes")
            #expect(try BlockStore.verify(folder: self.folder.path)?.block == problems.first?.block)
            #expect(throws: LedgerError.self) { try BlockStore(folder: self.folder.path) }
        }
    }

    @Test func `blocks and segments in another order are found`() throws {
        let segments = try self.segments(6)
        try ScratchFolder.write(segments[1].bytes, to: segments[0].path)
        try ScratchFolder.write(segments[0].bytes, to: segments[1].path)
        #expect(try BlockStore.verify(folder: self.folder.path)?.block == 0)
        #expect(try BlockStore.problems(in: self.folder.path).first?.block == 0)
        try ScratchFolder.write(segments[0].bytes, to: segments[0].path)
        let whole = segments[1].bytes
        let middle = SegmentLogTests.recordStarts(whole)[1]
        try ScratchFolder.write(Array(whole[middle...] + whole[..<middle]), to: segments[1].path)
        try self.check([2, 2])
        try ScratchFolder.write(whole + whole[middle...], to: segments[1].path)
        try self.check([3])
        try ScratchFolder.write(Array(whole[middle...]), to: segments[1].path)
        try self.check([2])
    }

    @Test func `bytes that were put in or taken out are found`() throws {
        let (path, whole) = try self.segments(6)[1]
        let middle = SegmentLogTests.recordStarts(whole)[1]
        for place in [0, 1, 10, 30, middle - 1] {
            try ScratchFolder.write(Array(whole[..<place] + [0x49] + whole[place...]), to: path)
            try self.check([2], "put in at \(place)")
            try ScratchFolder.write(Array(whole[..<place] + whole[(place + 1)...]), to: path)
            try self.check([2], "taken out at \(place)")
        }
        try ScratchFolder.write(whole + [0], to: path)
        try self.check([4], "after the last block of a segment")
    }

    @Test func `every damaged block is named, and no other`() throws {
        let segments = try self.segments(8)
        for damaged in [[0, 7], [1, 2], [2, 3], [0, 1, 2, 3, 4, 5, 6], [3, 4, 6]] as [[UInt64]] {
            for place in [0, 5, 14, 17, 40, -1] {
                for (index, segment) in segments.enumerated() {
                    var bytes = segment.bytes
                    let starts = SegmentLogTests.recordStarts(bytes)
                    for number in damaged where number / 2 == UInt64(index) {
                        let record = Int(number % 2)
                        bytes[place < 0 ? starts[record + 1] - 1 : starts[record] + place] ^= 0x10
                    }
                    try ScratchFolder.write(bytes, to: segment.path)
                }
                try self.check(damaged, "at \(place)")
            }
        }
    }

    @Test func `a block forged with right frames breaks the chain`() throws {
        var blocks = SampleChain.blocks(6, transactions: 1, byteCount: 4)
        let forged = BlockCutter.Batch(
            transactions: [[1, 2, 3]],
            lastLogPosition: blocks[2].header.lastLogPosition,
            time: blocks[2].header.time
        )
        blocks[2] = Block(forged, after: blocks[1].header)
        var bytes: [UInt8] = []
        for block in blocks { Frame.encode(block.encoded(), number: block.header.number, into: &bytes) }
        try ScratchFolder.write(bytes, to: "\(self.folder.path)/\(SegmentFolder.fileName(first: 0))")
        try self.check([3])
    }
}
