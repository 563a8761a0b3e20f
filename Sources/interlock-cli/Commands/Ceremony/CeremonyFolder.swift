import Interlock

/// The folder of a master key's ceremonies; nothing in it is secret, and nothing is ever overwritten.
///
///     transcript-0000.cbor …       the transcripts, the split's first
///     generation-0/set.cbor        the share set
///     generation-0/share-1.p7m …   the shares, each encrypted to its custodian's certificate
struct CeremonyFolder {
    let path: String

    private static let transcriptLimit = 10_000

    private func transcriptFile(_ sequence: Int) -> String {
        let digits = String(sequence)
        return
            "\(self.path)/transcript-\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits).cbor"
    }

    private func generationFolder(_ generation: UInt32) -> String { "\(self.path)/generation-\(generation)" }

    /// Makes the folder of a split; it is there whole, or not at all.
    func create(_ log: CeremonyLog, _ shares: [MasterKeyShare]) throws {
        try FileSystem.createFolder(self.path) { temporary in
            let folder = CeremonyFolder(path: temporary)
            try folder.write(log.set, shares)
            try folder.append(log)
        }
    }

    /// Reads and verifies every ceremony.
    func read(_ certificate: Certificate) throws -> CeremonyLog {
        guard let key = certificate.verifyingKey else {
            throw Failure(.usage, "the authority's certificate has no key on one of the three curves")
        }
        var transcripts: [[UInt8]] = []
        while transcripts.isEmpty || FileSystem.exists(self.transcriptFile(transcripts.count)) {
            let file = self.transcriptFile(transcripts.count)
            transcripts.append(try FileSystem.read(file, limit: CeremonyTranscript.byteLimit))
            guard transcripts.count <= Self.transcriptLimit else {
                throw Failure(.usage, "\(self.path): more than \(Self.transcriptLimit) transcripts")
            }
        }
        return try Failure.naming(self.path) {
            let refreshes = try transcripts.map { try CeremonyTranscript(decoding: $0) }
                .count { $0.record.kind == .refresh }
            let sets = try (0...UInt32(refreshes)).map {
                try FileSystem.read("\(self.generationFolder($0))/set.cbor", limit: ShareSet.byteLimit)
            }
            return try CeremonyLog(transcripts: transcripts, sets: sets, authorityKey: key)
        }
    }

    /// Writes the newest transcript; another process that held a ceremony meanwhile is not overwritten.
    func append(_ log: CeremonyLog) throws {
        guard let newest = log.transcripts.last else { return }
        try FileSystem.create(self.transcriptFile(log.transcripts.count - 1), mode: 0o644, newest.encoded)
    }

    /// Writes a refresh: the set and the shares first, so that a transcript never tells of shares that are nowhere.
    func appendRefresh(_ log: CeremonyLog, _ shares: [MasterKeyShare]) throws {
        let folder = self.generationFolder(log.set.generation)
        guard !FileSystem.exists(folder) else {
            throw Failure(
                .usage,
                "\(folder): is left from a refresh that did not end; no transcript tells of it, remove it"
            )
        }
        try self.write(log.set, shares)
        try self.append(log)
    }

    private func write(_ set: ShareSet, _ shares: [MasterKeyShare]) throws {
        let sealed = try shares.map { try $0.enveloped(for: set.custodians[$0.index - 1]) }
        try FileSystem.createFolder(self.generationFolder(set.generation)) { folder in
            try FileSystem.create("\(folder)/set.cbor", mode: 0o644, set.encoded)
            for (share, message) in zip(shares, sealed) {
                try FileSystem.create("\(folder)/share-\(share.index).p7m", mode: 0o600, message)
            }
        }
    }
}
