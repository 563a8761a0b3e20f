import ArgumentParser
import Interlock

/// The folder of a master key's ceremonies; nothing in it is secret, and nothing is ever overwritten.
///
///     transcript-0000.cbor …       the transcripts, the split's first
///     generation-0/set.cbor        the share set
///     generation-0/share-1.p7m …   the shares, each encrypted to its custodian's certificate
struct CeremonyFolder {
    let path: String

    private func transcriptFile(_ number: Int) -> String {
        "\(self.path)/\(CeremonyFiles.transcript(number))"
    }

    private func generationFolder(_ generation: Int) -> String {
        "\(self.path)/\(CeremonyFiles.generation(generation))"
    }

    /// Makes the folder of a split; it is there whole, or not at all.
    func create(_ log: CeremonyLog, _ shares: [MasterKeyShare]) throws {
        try FileSystem.createFolder(self.path) { temporary in
            let folder = CeremonyFolder(path: temporary)
            try folder.write(log.set, shares)
            try folder.append(log)
        }
    }

    /// Reads and verifies every ceremony, and says that there are no files of others.
    func read(_ certificate: Certificate, acceptsEarlierTimes: Bool) throws -> CeremonyLog {
        guard let key = certificate.verifyingKey else {
            throw Failure(.usage, "the authority's certificate has no key on one of the three curves")
        }
        let names = try FileSystem.names(in: self.path)
        let files = try Failure.naming(self.path) { try CeremonyFiles(names: names) }
        let transcripts = try (0..<max(files.transcripts, 1)).map {
            try FileSystem.read(self.transcriptFile($0), limit: CeremonyTranscript.byteLimit)
        }
        let generations = try self.generationCount(transcripts, files)
        let sets = try (0..<generations).map {
            try FileSystem.read("\(self.generationFolder($0))/set.cbor", limit: ShareSet.byteLimit)
        }
        return try Failure.naming(self.path) {
            try CeremonyLog(
                transcripts: transcripts,
                sets: sets,
                authorityKey: key,
                acceptsEarlierTimes: acceptsEarlierTimes
            )
        }
    }

    /// The number of share sets that the transcripts tell of, which must be those that are there.
    private func generationCount(_ transcripts: [[UInt8]], _ files: CeremonyFiles) throws -> Int {
        let refreshes = try Failure.naming(self.path) {
            try transcripts.map { try CeremonyTranscript(decoding: $0) }.count { $0.record.kind == .refresh }
        }
        let count = refreshes + 1
        guard files.generations >= count else {
            throw Failure(
                .no,
                "\(self.generationFolder(files.generations)): is missing, but the transcripts tell of it"
            )
        }
        guard files.generations > count else { return count }
        throw Failure(
            .usage,
            "\(self.generationFolder(count)): no transcript tells of it; if a refresh did not end, remove the folder, "
                + "else put back the transcript"
        )
    }

    /// Writes the newest transcript; another process that held a ceremony meanwhile is not overwritten.
    func append(_ log: CeremonyLog) throws {
        guard let newest = log.transcripts.last else { return }
        try FileSystem.create(self.transcriptFile(log.transcripts.count - 1), mode: 0o644, newest.encoded)
    }

    /// Writes a refresh: the set and the shares first, so that a transcript never tells of shares that are nowhere.
    func appendRefresh(_ log: CeremonyLog, _ shares: [MasterKeyShare]) throws {
        try self.write(log.set, shares)
        try self.append(log)
    }

    private func write(_ set: ShareSet, _ shares: [MasterKeyShare]) throws {
        let sealed = try shares.map { try $0.enveloped(for: set.custodians[$0.index - 1]) }
        try FileSystem.createFolder(self.generationFolder(Int(set.generation))) { folder in
            try FileSystem.create("\(folder)/set.cbor", mode: 0o644, set.encoded)
            for (share, message) in zip(shares, sealed) {
                try FileSystem.create("\(folder)/share-\(share.index).p7m", mode: 0o600, message)
            }
        }
    }
}
