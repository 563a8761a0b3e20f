import Interlock

/// A ledger's folder: a node's, with the blocks of each peer in it, or the blocks of one.
struct LedgerFolder {
    let path: String

    struct Verdict {
        var audits: [(name: String, audit: LedgerAudit)] = []
        var faults: [String] = []
        /// What is no fault, and should be known.
        var notes: [String] = []
        var isGood: Bool { !self.audits.isEmpty && self.faults.isEmpty }
    }

    /// The folders that hold segment files, by the names of their peers.
    func blockFolders() throws -> [(name: String, path: String)] {
        let peers = "\(self.path)/peers"
        if FileSystem.isFolder(peers) {
            return try FileSystem.names(in: peers).map { ($0, "\(peers)/\($0)/blocks") }
        }
        let inner = "\(self.path)/blocks"
        if FileSystem.isFolder(inner) { return [("", inner)] }
        guard !FileSystem.isFolder("\(self.path)/ledger/peers") else {
            throw Failure(.usage, "\(self.path): no ledger itself; the ledger is \(self.path)/ledger")
        }
        return [("", self.path)]
    }

    /// Audits every copy, all at once, and compares them.
    func audit(genesisHash: Digest? = nil) async throws -> Verdict {
        var verdict = Verdict()
        let folders = try self.blockFolders()
        let audits = try await withThrowingTaskGroup(of: (Int, LedgerAudit).self) { group in
            for (place, folder) in folders.enumerated() {
                group.addTask { (place, try LedgerAudit(folder: folder.path, genesisHash: genesisHash)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for (place, (name, folder)) in folders.enumerated() {
            guard let audit = audits[place] else { continue }
            let prefix = name.isEmpty ? "" : "\(name): "
            if let problem = audit.problem {
                // The audit ends at the first fault, for what comes after cannot be judged; frames and hashes can.
                let others = try BlockStore.problems(in: folder).filter { $0.block != problem.block }
                verdict.faults += ([problem] + others).map { "\(prefix)\($0)" }
            }
            if audit.blocks == 0, audit.problem == nil {
                verdict.faults.append("\(prefix)\(folder): no blocks in it")
            }
            verdict.audits.append((name, audit))
        }
        if verdict.audits.isEmpty { verdict.faults.append("\(self.path): no peer's blocks in it") }
        verdict.faults += self.missingPeers(verdict)
        verdict.faults += CopyComparison.differences(verdict.audits.map { ($0.name, $0.audit.headers) })
        try self.compareWithLog(&verdict)
        verdict.notes += Self.invalid(verdict)
        return verdict
    }

    /// The peers that the genesis block names and whose blocks are not there.
    private func missingPeers(_ verdict: Verdict) -> [String] {
        guard FileSystem.isFolder("\(self.path)/peers") else { return [] }
        let genesis = verdict.audits.lazy.compactMap(\.audit.genesis).first
        let present = Set(verdict.audits.map(\.name))
        return (genesis?.endorsement.peers ?? []).filter { !present.contains($0.description) }.map {
            "\($0): the genesis block names this peer, and \(self.path)/peers/\($0) is not there"
        }
    }

    /// Holds the copies to the node's ordered log, of which blocks are a function.
    private func compareWithLog(_ verdict: inout Verdict) throws {
        let log = "\(self.path)/log"
        guard FileSystem.isFolder(log), let genesis = verdict.audits.lazy.compactMap(\.audit.genesis).first
        else {
            return
        }
        let headers: [BlockHeader]
        do throws(LedgerError) {
            headers = try BlockRecut.headers(ofLog: log, batchSize: genesis.batchSize)
        } catch {
            guard error.code == .corrupt else { throw error }
            verdict.faults.append("the ordered log: \(error.reason)")
            return
        }
        guard !headers.isEmpty else {
            verdict.notes.append("the ordered log has lost its beginning, so no block was compared with it")
            return
        }
        for (name, audit) in verdict.audits {
            verdict.faults += CopyComparison.differences([
                ("the ordered log", Array(headers.prefix(audit.headers.count))), (name, audit.headers),
            ])
        }
        let ahead = headers.count - (verdict.audits.map(\.audit.headers.count).max() ?? 0)
        if ahead > 0 {
            let blocks = ahead == 1 ? "1 more block" : "\(ahead) more blocks"
            verdict.notes.append("the ordered log gives \(blocks); opening the node writes them")
        }
    }

    /// The transactions that count for nothing.
    private static func invalid(_ verdict: Verdict) -> [String] {
        verdict.audits.filter { !$0.audit.invalid.isEmpty }.map { name, audit in
            let kinds = audit.invalid.sorted { $0.key.rawValue < $1.key.rawValue }
            let count = audit.invalid.values.reduce(0, +)
            return
                "\(name.isEmpty ? "" : name + ": ")\(count) of \(audit.transactions) transactions count for nothing: "
                + kinds.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        }
    }
}
