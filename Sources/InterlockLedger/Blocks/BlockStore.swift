internal import InterlockCrypto

/// The blocks of a ledger on disk, chained by hash: the only truth there is.
///
/// A block is one write and one fdatasync. Opening checks every frame, the chain and every Merkle root.
public final class BlockStore {
    private let writer: SegmentWriter
    /// The last block's header.
    public private(set) var last: BlockHeader?

    /// How many blocks there are: the number of the next one.
    public var height: UInt64 { self.writer.next }

    /// Opens a folder for writing, or makes it; a block that was being written when the process ended is cut off.
    ///
    /// - Throws: `LedgerError` with code `corrupt` naming the block, or `storage`.
    public convenience init(folder: String, segmentByteCount: Int = 1 << 26) throws(LedgerError) {
        try self.init(folder: folder, segmentByteCount: segmentByteCount) { _ throws(LedgerError) in }
    }

    /// As ``init(folder:segmentByteCount:)``; gives each block to `visit`, in order.
    init(
        folder: String,
        segmentByteCount: Int = 1 << 26,
        visit: (Block) throws(LedgerError) -> Void
    ) throws(LedgerError) {
        var last: BlockHeader?
        self.writer = try SegmentWriter(folder: folder, segmentByteCount: segmentByteCount, first: 0) {
            (_, body) throws(LedgerError) in
            var block: Block?
            if let fault = Self.fault(body, last: &last, block: &block) { return fault }
            if let block { try visit(block) }
            return nil
        }
        self.last = last
    }

    /// Appends the next block; it is on the disk when this returns.
    ///
    /// - Throws: `LedgerError` with code `corrupt` where it does not follow the last one, `malformed` above
    ///   ``Block/maximumByteCount``, or `storage`.
    public func append(_ block: Block) throws(LedgerError) {
        if let fault = block.fault(after: self.last) { throw LedgerError(.corrupt, fault) }
        let encoded = block.encoded()
        guard encoded.count <= Block.maximumByteCount else {
            throw LedgerError(.malformed, "block \(block.header.number) has \(encoded.count) bytes")
        }
        try self.writer.append([encoded])
        self.last = block.header
    }

    /// Reads a block.
    public func read(_ number: UInt64) throws(LedgerError) -> Block {
        try Block(decoding: self.writer.read(number))
    }

    /// Checks frames, chain and Merkle roots of a folder, changing nothing; gives each good block to `visit`.
    ///
    /// - Returns: What is wrong with the first block that is not in order; nil where all are.
    public static func verify(
        folder: String,
        visit: (Block) -> String? = { _ in nil }
    ) throws(LedgerError) -> Problem? {
        var last: BlockHeader?
        let scan = try SegmentFolder.scan(SegmentFolder.segments(folder), first: 0) {
            (_, body) throws(LedgerError) in
            var block: Block?
            return Self.fault(body, last: &last, block: &block) ?? block.flatMap(visit)
        }
        return scan.problem.map {
            Problem(block: $0.number, file: $0.path, offset: $0.offset, reason: $0.reason)
        }
    }

    /// The first fault of a damaged store.
    public struct Problem: Hashable, Sendable, CustomStringConvertible {
        /// The block that it is in.
        public let block: UInt64
        /// The file.
        public let file: String
        /// Where the block begins in the file.
        public let offset: Int
        /// What is wrong.
        public let reason: String

        /// The block, the place and the reason.
        public var description: String {
            "block \(self.block): \(self.reason) (\(self.file), byte \(self.offset))"
        }
    }

    private static func fault(_ body: [UInt8], last: inout BlockHeader?, block: inout Block?) -> String? {
        do {
            let read = try Block(decoding: body)
            if let fault = read.fault(after: last) { return fault }
            last = read.header
            block = read
            return nil
        } catch {
            return error.reason
        }
    }
}
