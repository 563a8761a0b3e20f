public import InterlockCrypto

/// The transcripts of all ceremonies of one master key, verified from the first on.
///
/// There is a log only where every transcript is good: numbers without a gap, each naming the digest of the one before,
/// none dated before the one before, each signed by the authority's key or by as many shares as restore it, each refresh
/// keeping id, authority and the commitment to the seed.
///
/// A transcript proves that whoever could restore the master key agreed to it, and its place after the one before. It does
/// not prove that the ceremony was held, when after the one before it was, or who of the custodians was there:
/// Docs/ThreatModel.md, "What a transcript does not prove".
public struct CeremonyLog: Sendable {
    /// The set that holds now.
    public private(set) var set: ShareSet
    /// The transcripts, the split's first.
    public private(set) var transcripts: [CeremonyTranscript]
    /// Where random numbers come from; for vectors.
    package var randomness = CeremonyRandomness.system

    /// Deals a master key for the first time; begins a log.
    ///
    /// - Throws: As ``KeyCeremony/split(_:threshold:custodians:)``.
    public static func split(
        _ masterKey: borrowing MasterKey,
        threshold: Int,
        custodians: [Certificate],
        at time: Timestamp
    ) throws(IdentityError) -> (log: CeremonyLog, shares: [MasterKeyShare]) {
        try Self.split(
            masterKey,
            threshold: threshold,
            custodians: custodians,
            at: time,
            randomness: .system
        )
    }

    /// Begins a log with given randomness; for vectors.
    package static func split(
        _ masterKey: borrowing MasterKey,
        threshold: Int,
        custodians: [Certificate],
        at time: Timestamp,
        randomness: CeremonyRandomness
    ) throws(IdentityError) -> (log: CeremonyLog, shares: [MasterKeyShare]) {
        let (set, shares) = try KeyCeremony.split(
            masterKey,
            threshold: threshold,
            custodians: custodians,
            source: randomness.source
        )
        let record = try CeremonyRecord(
            sequence: 0,
            kind: .split,
            time: time,
            setDigest: set.digest,
            present: [],
            purpose: "",
            previous: .zero
        )
        let key = try masterKey.authorityKey()
        var log = CeremonyLog(
            set: set,
            transcripts: [try .sign(record, with: key, nonce: randomness.nonce)]
        )
        log.randomness = randomness
        return (log, shares)
    }

    private init(set: ShareSet, transcripts: [CeremonyTranscript]) {
        self.set = set
        self.transcripts = transcripts
    }

    /// Reads and verifies a log.
    ///
    /// - Parameters:
    ///   - transcripts: The transcripts' bytes, the split's first.
    ///   - sets: The sets of all generations, the split's first.
    ///   - authorityKey: The key in the authority's certificate.
    ///   - acceptsEarlierTimes: Whether a transcript may be dated before the one before: those of earlier versions are, where
    ///     the clock went back.
    /// - Throws: `IdentityError` with code `badSignature` where a transcript is not signed as it must be, `brokenChain` where
    ///   it does not follow on the one before, `invalidEncoding` and `limitExceeded`; the reason names the ceremony.
    public init(
        transcripts: [[UInt8]],
        sets: [[UInt8]],
        authorityKey: VerifyingKey,
        acceptsEarlierTimes: Bool = false
    ) throws(IdentityError) {
        guard let first = transcripts.first, let firstSet = sets.first else {
            throw IdentityError(.brokenChain, "there is no ceremony")
        }
        let set = try ShareSet(decoding: firstSet)
        guard set.authorityKey == authorityKey else {
            throw IdentityError(.brokenChain, "the shares are of another authority's master key")
        }
        let split = try CeremonyTranscript(decoding: first)
        self.init(set: set, transcripts: [split])
        try Self.check(
            split.record.kind == .split && split.record.sequence == 0 && split.record.previous == .zero
                && split.record.present.isEmpty && split.record.purpose.isEmpty
                && split.record.setDigest == set.digest
                && set.generation == 0 && set.previous == .zero,
            split,
            "does not begin a log"
        )
        try split.verify(set)
        var later = sets.dropFirst()
        for bytes in transcripts.dropFirst() {
            let transcript = try CeremonyTranscript(decoding: bytes)
            if !acceptsEarlierTimes { try self.checkTime(transcript) }
            try self.append(transcript, next: &later)
        }
        guard later.isEmpty else {
            throw IdentityError(.brokenChain, "there are sets that no ceremony tells of")
        }
    }

    private func checkTime(_ transcript: CeremonyTranscript) throws(IdentityError) {
        guard let last = self.transcripts.last?.record.time else { return }
        let time = transcript.record.time
        try Self.check(time >= last, transcript, "is dated \(time), before the one before it, of \(last)")
    }

    private mutating func append(
        _ transcript: CeremonyTranscript,
        next sets: inout ArraySlice<[UInt8]>
    ) throws(IdentityError) {
        let record = transcript.record
        try Self.check(record.sequence == UInt64(self.transcripts.count), transcript, "is out of sequence")
        try Self.check(
            record.previous == self.transcripts.last?.digest,
            transcript,
            "does not name the one before"
        )
        try Self.check(
            record.present.count >= self.set.threshold
                && record.present.last ?? 0 <= self.set.custodians.count,
            transcript,
            "had too few shares"
        )
        try Self.check(record.kind != .split, transcript, "splits again")
        try transcript.verify(self.set)
        if record.kind == .refresh {
            guard let bytes = sets.popFirst() else {
                throw IdentityError(.brokenChain, "ceremony \(record.sequence): its set is missing")
            }
            let next = try ShareSet(decoding: bytes)
            try Self.check(
                next.follows(self.set),
                transcript,
                "deals another secret, or to another authority"
            )
            self.set = next
        }
        try Self.check(record.setDigest == self.set.digest, transcript, "names another set")
        self.transcripts.append(transcript)
    }

    /// Adds what was just signed.
    mutating func append(_ transcript: CeremonyTranscript, set: ShareSet? = nil) {
        self.transcripts.append(transcript)
        if let set { self.set = set }
    }

    private static func check(
        _ isGood: Bool,
        _ transcript: CeremonyTranscript,
        _ reason: String
    ) throws(IdentityError) {
        guard isGood else {
            throw IdentityError(.brokenChain, "ceremony \(transcript.record.sequence): \(reason)")
        }
    }
}

extension ShareSet {
    /// Whether this set deals the secret of `earlier` anew.
    fileprivate func follows(_ earlier: ShareSet) -> Bool {
        self.id == earlier.id && self.generation == earlier.generation &+ 1
            && self.previous == earlier.digest && self.authorityKey == earlier.authorityKey
            && self.level == earlier.level && self.commitments.secret == earlier.commitments.secret
    }
}
