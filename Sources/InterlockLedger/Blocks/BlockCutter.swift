public import InterlockCrypto

/// Cuts the ordered log into batches, one a block: a function of the log alone, so all peers cut alike.
///
/// The rules are those of Hyperledger Fabric's block cutter, its time-out by messages in the log as in Fabric 1.1
/// over Kafka.
public struct BlockCutter: Sendable {
    /// What becomes a block.
    public struct Batch: Hashable, Sendable {
        /// The transactions, in order.
        public let transactions: [[UInt8]]
        /// The last log position that the block accounts for.
        public let lastLogPosition: UInt64
        /// The time of the entry there: the block's time.
        public let time: Timestamp
    }

    private let batchSize: BatchSize
    private var nextBlock: UInt64
    private var pending: [[UInt8]] = []
    private var pendingBytes = 0
    private var last: (position: UInt64, time: Timestamp)?

    /// Starts with nothing pending, `nextBlock` being the number of the next block.
    public init(batchSize: BatchSize, nextBlock: UInt64) {
        self.batchSize = batchSize
        self.nextBlock = nextBlock
    }

    /// Whether any entry waits for a block.
    public var isPending: Bool { !self.pending.isEmpty }

    /// The number of the next block.
    public var next: UInt64 { self.nextBlock }

    /// Takes the next entry of the log, and gives the batches that are now complete.
    ///
    /// - Throws: `LedgerError` with code `corrupt` for an entry that is not after the last one, or a time to cut a
    ///   block that is not due yet: the log is not the one that the blocks so far were cut from.
    public mutating func push(_ entry: LogEntry) throws(LedgerError) -> [Batch] {
        if let last, entry.position <= last.position {
            throw LedgerError(.corrupt, "log entry \(entry.position) comes after \(last.position)")
        }
        var batches: [Batch] = []
        switch entry.envelope.kind {
        case .timeToCut(let block):
            guard block <= self.nextBlock else {
                throw LedgerError(.corrupt, "time to cut block \(block), but the next is \(self.nextBlock)")
            }
            self.last = (entry.position, entry.time)
            if block == self.nextBlock { self.cut(into: &batches) }
        case .configuration:
            self.cut(into: &batches)
            self.add(entry)
            self.cut(into: &batches)
        case .transaction:
            if self.pendingBytes + entry.envelope.payload.count > self.batchSize.preferredMaximumBytes {
                self.cut(into: &batches)
            }
            self.add(entry)
            let isOversize = entry.envelope.payload.count > self.batchSize.preferredMaximumBytes
            if isOversize || self.pending.count >= self.batchSize.maximumCount { self.cut(into: &batches) }
        }
        return batches
    }

    private mutating func add(_ entry: LogEntry) {
        self.pending.append(entry.envelope.payload)
        self.pendingBytes += entry.envelope.payload.count
        self.last = (entry.position, entry.time)
    }

    private mutating func cut(into batches: inout [Batch]) {
        guard !self.pending.isEmpty, let last else { return }
        batches.append(Batch(transactions: self.pending, lastLogPosition: last.position, time: last.time))
        self.pending = []
        self.pendingBytes = 0
        self.nextBlock += 1
    }
}
