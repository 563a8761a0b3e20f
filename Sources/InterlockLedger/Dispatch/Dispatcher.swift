internal import InterlockCrypto
internal import InterlockMarket

/// Tells the dispatch system of every committed trade, at least once and in order, over any number of restarts.
///
/// How far it has come is a file with the number of the next block. It is written after the sink has a block's
/// trades, so what a crash leaves undone is done again, under the same idempotency keys. A file that is ahead of the
/// ledger (of another ledger, or of a folder that was restored in parts) is refused: the trades between would never be
/// told.
public actor Dispatcher {
    private let sink: any DispatchSink
    private let path: String
    private var next: UInt64

    /// Opens the file, or starts with block 0.
    ///
    /// - Throws: `LedgerError` with code `corrupt` where the file is not one number, or `storage`.
    public init(sink: some DispatchSink, path: String) throws(LedgerError) {
        self.sink = sink
        self.path = path
        self.next = try Self.read(path)
        do throws(FileError) {
            try FileSystem.removeTemporaries(of: path)
        } catch {
            throw LedgerError(.storage, error.description)
        }
    }

    /// Tells of the blocks that `peer` has committed and the sink has not been told of.
    ///
    /// - Throws: `LedgerError` with code `corrupt` where dispatch is ahead of the ledger, and what the sink throws.
    public func catchUp(with peer: Peer) async throws {
        try self.check(height: await peer.height)
        while await self.next < peer.height {
            let trades = try await peer.trades(of: self.next)
            try await self.tell(trades, of: self.next)
        }
    }

    /// Tells of a commit just made, without reading it back; the blocks before it must have been told of.
    public func tell(_ commit: Peer.Commit) async throws {
        guard commit.header.number >= self.next else { return }
        guard commit.header.number == self.next else {
            throw LedgerError(
                .corrupt,
                "\(self.path): the next block to tell is \(self.next), not \(commit.header.number); open the node anew"
            )
        }
        try await self.tell(commit.trades, of: commit.header.number)
    }

    private func check(height: UInt64) throws(LedgerError) {
        guard self.next > height else { return }
        throw LedgerError(
            .corrupt,
            """
            \(self.path): says that block \(self.next) is told next, but the ledger has \(height) blocks; put back the \
            ledger that belongs to it, or write the number of the first block that dispatch has not been told of (0 tells \
            of all trades again, under the same keys)
            """
        )
    }

    private func tell(_ trades: [Trade], of block: UInt64) async throws {
        if !trades.isEmpty {
            try await self.sink.dispatch(trades.map { DispatchInstruction(trade: $0, block: block) })
        }
        try FileSystem.replace(self.path, mode: 0o644, Array("\(block + 1)\n".utf8))
        self.next = block + 1
    }

    private static func read(_ path: String) throws(LedgerError) -> UInt64 {
        guard FileSystem.exists(path) else { return 0 }
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try FileSystem.read(path, limit: 32)
        } catch {
            throw LedgerError(.storage, error.description)
        }
        guard let number = UInt64(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
        else {
            throw LedgerError(.corrupt, "\(path): not the number of a block")
        }
        return number
    }
}
