internal import InterlockCrypto

extension BlockStore {
    /// Everything that is wrong with the blocks of a folder; changes nothing, and needs no lock.
    ///
    /// Where ``verify(folder:visit:)`` ends at the first fault, this goes on at the next record, so that a damaged
    /// ledger can be mended from another peer's block by block. It checks frames, hash chain, Merkle roots, times
    /// and log positions. While a peer is writing, the last block may appear cut short. What it cannot see is that
    /// the last blocks are missing altogether: compare the height with another peer's.
    ///
    /// - Returns: The faults in the order of the files, at most 1,000; none where the blocks are in order.
    /// - Throws: `LedgerError` with code `storage` where a file cannot be read.
    public static func problems(in folder: String) throws(LedgerError) -> [Problem] {
        var audit = SegmentAudit(first: 0)
        var last: BlockHeader?
        try audit.run(SegmentFolder.segments(folder)) { number, body, isAfterFault in
            do throws(LedgerError) {
                let block = try Block(decoding: body)
                defer { last = block.header }
                guard block.header.number == number else {
                    return "the record holds block \(block.header.number)"
                }
                return isAfterFault ? nil : block.fault(after: last)
            } catch {
                return error.reason
            }
        }
        return audit.problems.map {
            Problem(block: $0.number, file: $0.path, offset: $0.offset, reason: $0.reason)
        }
    }
}
