import Interlock

/// A ledger's folder: a node's, with the blocks of each peer in it, or the blocks of one.
struct LedgerFolder {
    let path: String

    struct Verdict {
        var audits: [(name: String, audit: LedgerAudit)] = []
        var faults: [String] = []
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
        if Set(verdict.audits.map { $0.audit.lastHash }).count > 1, verdict.faults.isEmpty {
            let heights = verdict.audits.map { "\($0.name) \($0.audit.blocks) blocks" }
            verdict.faults.append("the copies differ: \(heights.joined(separator: ", "))")
        }
        return verdict
    }
}
