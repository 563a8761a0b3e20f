internal import InterlockCrypto

/// Cuts the blocks again that an ordered log gives, to hold those of peers to them.
package struct BlockRecut: Sendable {
    private var cutter: BlockCutter
    private var last: BlockHeader?

    /// Starts after a block; from block 0 on where there is none.
    package init(batchSize: BatchSize, after last: BlockHeader? = nil) {
        self.cutter = BlockCutter(batchSize: batchSize, nextBlock: last.map { $0.number + 1 } ?? 0)
        self.last = last
    }

    /// The headers of the blocks that the next entry completes.
    ///
    /// - Throws: `LedgerError` with code `corrupt` for a log that peers would not cut either.
    package mutating func push(_ entry: LogEntry) throws(LedgerError) -> [BlockHeader] {
        var headers: [BlockHeader] = []
        for batch in try self.cutter.push(entry) {
            let header = Block(batch, after: self.last).header
            self.last = header
            headers.append(header)
        }
        return headers
    }
}

extension BlockRecut {
    /// The headers of the blocks that the log in a folder gives; changes nothing, and needs no lock.
    ///
    /// - Returns: None where the beginning of the log was trimmed, for then it gives no block 0.
    /// - Throws: `LedgerError` with code `corrupt` naming the damaged entry, or `storage`.
    package static func headers(ofLog folder: String, batchSize: BatchSize) throws(LedgerError)
        -> [BlockHeader]
    {
        let segments = try SegmentFolder.segments(folder)
        guard segments.first?.first == 0 else { return [] }
        var recut = BlockRecut(batchSize: batchSize)
        var headers: [BlockHeader] = []
        let scan = try SegmentFolder.scan(segments, first: 0) { (number, body) throws(LedgerError) in
            headers += try recut.push(LogEntry(decoding: body, position: number))
            return nil
        }
        if let problem = scan.problem, !problem.isTornTail {
            throw LedgerError(
                .corrupt,
                "\(problem.path): byte \(problem.offset), entry \(problem.number): \(problem.reason)"
            )
        }
        return headers
    }

    /// Refuses peers whose blocks are not those that the log gives.
    ///
    /// - Throws: `LedgerError` with code `corrupt`, naming each such peer and its first such block.
    package static func check(
        _ peers: [Peer],
        against log: SegmentLog,
        batchSize: BatchSize
    ) async throws(LedgerError) {
        var highest: UInt64?
        for peer in peers {
            if let last = await peer.last { highest = max(highest ?? 0, last.number) }
        }
        guard let highest, let (start, before) = try await Self.start(peers, log) else { return }
        var recut = BlockRecut(batchSize: batchSize, after: before)
        var headers: [BlockHeader] = []
        var position = start
        while headers.last.map({ $0.number < highest }) ?? true {
            let entries = try await log.read(from: position, limit: 1_024)
            guard let last = entries.last else { break }
            for entry in entries { headers += try recut.push(entry) }
            position = last.position + 1
        }
        var faults: [String] = []
        for peer in peers {
            if let fault = try await Self.fault(of: peer, headers) { faults.append(fault) }
        }
        guard faults.isEmpty else { throw LedgerError(.corrupt, faults.joined(separator: "; ")) }
    }

    /// The first position of the log at which a block begins, and the header of the block before it; nil where no peer
    /// has a block that tells.
    private static func start(_ peers: [Peer], _ log: SegmentLog) async throws(LedgerError) -> (
        position: UInt64, before: BlockHeader?
    )? {
        let first = await log.first
        guard first > 0 else { return (0, nil) }
        for number in 0..<(await peers[0].height) {
            let header = try await peers[0].block(number).header
            if header.lastLogPosition + 1 >= first { return (header.lastLogPosition + 1, header) }
        }
        return nil
    }

    private static func fault(of peer: Peer, _ headers: [BlockHeader]) async throws(LedgerError) -> String? {
        guard let first = headers.first, let last = await peer.last, last.number >= first.number else {
            return nil
        }
        let count = Int(last.number - first.number) + 1
        guard count <= headers.count else {
            return "\(peer.identity): block \(last.number) is not in the ordered log"
        }
        guard headers[count - 1].hash != last.hash else { return nil }
        // A hash covers all blocks before it, so the first that differs is looked for.
        for header in headers[..<count] {
            let own = try await peer.block(header.number).header
            guard own.hash != header.hash else { continue }
            return """
                \(peer.identity): block \(header.number) is not the one that the ordered log gives (\(own.hash), expected \
                \(header.hash)); move the peer's folder away, and it is built again from the log
                """
        }
        return nil
    }
}
