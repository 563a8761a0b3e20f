public import InterlockCrypto

extension CeremonyLog {
    /// Restores the master key, and writes down what for.
    ///
    /// - Parameters:
    ///   - shares: As many shares of ``set`` as restore it, or more.
    ///   - kind: ``CeremonyRecord/Kind/combine`` or ``CeremonyRecord/Kind/open``.
    ///   - purpose: What for, in a few words.
    ///   - time: When.
    /// - Returns: The master key; the log's last transcript tells of it.
    /// - Throws: As ``KeyCeremony/combine(_:of:)``.
    public mutating func restore(
        _ shares: [MasterKeyShare],
        as kind: CeremonyRecord.Kind,
        purpose: String,
        at time: Timestamp
    ) throws(IdentityError) -> MasterKey {
        guard [.combine, .open].contains(kind) else {
            throw IdentityError(.invalidEncoding, "a master key is not restored by a \(kind.rawValue)")
        }
        let masterKey = try KeyCeremony.combine(shares, of: self.set)
        let record = try self.record(kind, shares, self.set, purpose: purpose, at: time)
        self.append(try .sign(record, with: masterKey.authorityKey(), nonce: self.randomness.nonce))
        return masterKey
    }

    /// Shows that the shares combine to the seed, and has them sign it; the seed is not computed.
    ///
    /// - Throws: As ``KeyCeremony/rehearse(_:of:)``.
    public mutating func rehearse(_ shares: [MasterKeyShare], at time: Timestamp) throws(IdentityError) {
        try KeyCeremony.rehearse(shares, of: self.set)
        let record = try self.record(.rehearse, shares, self.set, purpose: "", at: time)
        self.append(try .sign(record, with: shares, of: self.set, source: self.randomness.source))
    }

    /// Deals the master key anew, and has the old shares sign it; the seed is not computed.
    ///
    /// - Parameters:
    ///   - shares: As many shares of ``set`` as restore it, or more.
    ///   - threshold: The new threshold.
    ///   - custodians: The new custodians' certificates.
    ///   - time: When.
    /// - Returns: The new shares; ``set`` is theirs.
    /// - Throws: As ``KeyCeremony/refresh(_:of:threshold:custodians:)``.
    public mutating func refresh(
        _ shares: [MasterKeyShare],
        threshold: Int,
        custodians: [Certificate],
        at time: Timestamp
    ) throws(IdentityError) -> [MasterKeyShare] {
        let (next, dealt) = try KeyCeremony.refresh(
            shares,
            of: self.set,
            threshold: threshold,
            custodians: custodians,
            source: self.randomness.source
        )
        let record = try self.record(.refresh, shares, next, purpose: "", at: time)
        self.append(
            try .sign(record, with: shares, of: self.set, source: self.randomness.source),
            set: next
        )
        return dealt
    }

    private func record(
        _ kind: CeremonyRecord.Kind,
        _ shares: [MasterKeyShare],
        _ set: ShareSet,
        purpose: String,
        at time: Timestamp
    ) throws(IdentityError) -> CeremonyRecord {
        try CeremonyRecord(
            sequence: UInt64(self.transcripts.count),
            kind: kind,
            // A clock that went back dates nothing before what is on record.
            time: self.transcripts.map(\.record.time).reduce(time, max),
            setDigest: set.digest,
            present: shares.map(\.index).sorted(),
            purpose: purpose,
            previous: self.transcripts.last?.digest ?? .zero
        )
    }
}
