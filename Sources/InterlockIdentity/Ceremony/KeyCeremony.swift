package import InterlockCrypto

/// What custodians do together with a master key: split it, restore it, deal it anew, rehearse.
///
/// ```swift
/// let (set, shares) = try KeyCeremony.split(masterKey, threshold: 3, custodians: certificates)
/// let sealed = try shares.map { try $0.enveloped(for: set.custodians[$0.index - 1]) }
/// let restored = try KeyCeremony.combine(Array(shares.prefix(3)), of: set)
/// ```
public enum KeyCeremony {
    /// Deals a master key to custodians.
    ///
    /// - Parameters:
    ///   - masterKey: The master key.
    ///   - threshold: How many shares restore it, 2 or more.
    ///   - custodians: The certificates of the custodians, each of another key, which the caller has verified.
    /// - Returns: The set, to be published, and the custodians' shares.
    /// - Throws: `IdentityError` with code `limitExceeded` unless 2 ≤ k ≤ n ≤ 64, `invalidCertificate` and `cryptoFailure`.
    public static func split(
        _ masterKey: borrowing MasterKey,
        threshold: Int,
        custodians: [Certificate]
    ) throws(IdentityError) -> (set: ShareSet, shares: [MasterKeyShare]) {
        try Self.split(masterKey, threshold: threshold, custodians: custodians, source: SecretBytes.random)
    }

    /// Deals with given randomness, the set's id first; for vectors.
    package static func split(
        _ masterKey: borrowing MasterKey,
        threshold: Int,
        custodians: [Certificate],
        source: SecretSharing.Source
    ) throws(IdentityError) -> (set: ShareSet, shares: [MasterKeyShare]) {
        let (id, shared) = try IdentityError.converting { () throws(CryptoError) in
            (
                try source(ShareSet.idByteCount).publicCopy(),
                try SecretSharing.split(
                    masterKey.seed,
                    threshold: threshold,
                    count: custodians.count,
                    source: source
                )
            )
        }
        let set = try ShareSet(
            id: id,
            generation: 0,
            level: masterKey.level,
            custodians: custodians,
            authorityKey: masterKey.authorityKey().verifyingKey,
            previous: .zero,
            commitments: shared.commitments
        )
        return (set, shared.shares.map { MasterKeyShare($0, of: set) })
    }

    /// Restores the master key, which is that of the authority that the set names.
    ///
    /// - Throws: `IdentityError` with code `wrongShare`, which names the number that each wrong share claims, `duplicateShare`,
    ///   `tooFewShares` and `cryptoFailure`.
    public static func combine(
        _ shares: [MasterKeyShare],
        of set: ShareSet
    ) throws(IdentityError) -> MasterKey {
        try set.check(shares)
        let seed = try IdentityError.converting { () throws(CryptoError) in
            try SecretSharing.combine(shares.map(\.share), byteCount: set.level.seedByteCount)
        }
        let masterKey = try MasterKey(seed: seed, level: set.level)
        guard try masterKey.authorityKey().verifyingKey == set.authorityKey else {
            throw IdentityError(.wrongShare, "the shares restore the master key of another authority")
        }
        return masterKey
    }

    /// Deals the same master key anew, to the same custodians or others, under the same threshold or another; the seed is not
    /// computed, and shares of before do not go with the new ones.
    ///
    /// - Returns: The next generation's set, and its shares.
    /// - Throws: As ``split(_:threshold:custodians:)`` and ``combine(_:of:)``.
    public static func refresh(
        _ shares: [MasterKeyShare],
        of set: ShareSet,
        threshold: Int,
        custodians: [Certificate]
    ) throws(IdentityError) -> (set: ShareSet, shares: [MasterKeyShare]) {
        try Self.refresh(
            shares,
            of: set,
            threshold: threshold,
            custodians: custodians,
            source: SecretBytes.random
        )
    }

    /// Deals anew with given randomness; for vectors.
    package static func refresh(
        _ shares: [MasterKeyShare],
        of set: ShareSet,
        threshold: Int,
        custodians: [Certificate],
        source: SecretSharing.Source
    ) throws(IdentityError) -> (set: ShareSet, shares: [MasterKeyShare]) {
        try set.check(shares)
        let shared = try IdentityError.converting { () throws(CryptoError) in
            try SecretSharing.refresh(
                shares.map(\.share),
                set.commitments,
                threshold: threshold,
                count: custodians.count,
                source: source
            )
        }
        guard set.generation < .max else { throw IdentityError(.limitExceeded, "the last generation") }
        let next = try ShareSet(
            id: set.id,
            generation: set.generation + 1,
            level: set.level,
            custodians: custodians,
            authorityKey: set.authorityKey,
            previous: set.digest,
            commitments: shared.commitments
        )
        return (next, shared.shares.map { MasterKeyShare($0, of: next) })
    }

    /// Says that the shares combine to the seed that the set commits to; the seed is not computed.
    ///
    /// - Throws: As ``combine(_:of:)``.
    public static func rehearse(_ shares: [MasterKeyShare], of set: ShareSet) throws(IdentityError) {
        try set.check(shares)
        let isGood = try IdentityError.converting { () throws(CryptoError) in
            try set.commitments.combine(shares.map(\.share))
        }
        guard isGood else { throw IdentityError(.wrongShare, "the shares do not combine to the set's seed") }
    }
}
