public import InterlockCrypto

/// The CA's master private key MPK for a security parameter: a seed from which all its other keys derive.
///
/// Derivation is HKDF (RFC 5869) under the level's hash function. From the seed, extraction with the salt
/// `interlock/1/master` gives a pseudorandom key; each purpose expands it under a label of its own, so no purpose's
/// key tells anything of another's.
public struct MasterKey: ~Copyable, Sendable {
    /// The security parameter S_i.
    public let level: SecurityLevel
    private let seed: SecretBytes

    private enum Label {
        static let extraction = "interlock/1/master"
        static let authority = "interlock/1/authority"
        static let participant = "interlock/1/participant"
    }

    /// Setup(S_i) -> MPK: a new seed of 32, 48 or 64 bytes from the system's generator.
    ///
    /// - Throws: `IdentityError` with code `cryptoFailure` where the system has no randomness to give.
    public static func setup(level: SecurityLevel) throws(IdentityError) -> MasterKey {
        try IdentityError.converting { () throws(CryptoError) in
            MasterKey(checkedSeed: try SecretBytes.random(count: level.seedByteCount), level: level)
        }
    }

    /// Takes a seed, for test vectors and for recovery.
    ///
    /// - Throws: `IdentityError` with code `invalidEncoding` unless it has the level's length.
    package init(seed: consuming SecretBytes, level: SecurityLevel) throws(IdentityError) {
        let count = seed.count
        guard count == level.seedByteCount else {
            throw IdentityError(.invalidEncoding, "a master seed has \(level.seedByteCount) bytes, not \(count)")
        }
        self.init(checkedSeed: seed, level: level)
    }

    private init(checkedSeed seed: consuming SecretBytes, level: SecurityLevel) {
        self.level = level
        self.seed = seed
    }

    /// The CA's own ECDSA key, with which it signs certificates and revocation lists.
    public func authorityKey() throws(IdentityError) -> SigningKey {
        try self.key(info: Array(Label.authority.utf8))
    }

    /// KeyGen(MPK, AS) -> PKr: a participant's private key, a function of the master key, every attribute, and the
    /// generation.
    ///
    /// The label, the generation (32 bits, big-endian) and the attributes' canonical encoding are the info of an
    /// HKDF expansion to 64 bits more than the group order has; these reduce to d = (c mod (n−1)) + 1 (FIPS 186-5
    /// A.2.1). Any change of an attribute, and the next generation, gives an unrelated key.
    public func generateKey(for attributes: AttributeSet, generation: UInt32 = 0) throws(IdentityError) -> SigningKey {
        let number = (0..<4).map { UInt8(truncatingIfNeeded: generation >> (24 - 8 * UInt32($0))) }
        return try self.key(info: Array(Label.participant.utf8) + number + attributes.canonicalEncoding)
    }

    private func key(info: [UInt8]) throws(IdentityError) -> SigningKey {
        try IdentityError.converting { () throws(CryptoError) in
            let hash = self.level.hashFunction
            let root = try HKDF.extract(hash: hash, secret: self.seed, salt: Array(Label.extraction.utf8))
            let count = (self.level.orderBitCount + 64 + 7) / 8
            let uniform = try HKDF.expand(hash: hash, pseudorandomKey: root, info: info, count: count)
            return try SigningKey(uniformBytes: uniform, level: self.level)
        }
    }

    /// Lends the seed to the code that seals it.
    func withSeed<Result>(_ body: (borrowing SecretBytes) throws(IdentityError) -> Result) throws(IdentityError) -> Result {
        try body(self.seed)
    }
}

extension IdentityError {
    /// Runs `body`, and reports what goes wrong in it as this module's error.
    static func converting<Result: ~Copyable>(
        _ body: () throws(CryptoError) -> Result
    ) throws(IdentityError) -> Result {
        do throws(CryptoError) {
            return try body()
        } catch {
            switch error.code {
            case .wrongPassphrase: throw IdentityError(.wrongPassphrase, error.reason)
            case .limitExceeded: throw IdentityError(.limitExceeded, error.reason)
            case .invalidEncoding, .notDeterministic: throw IdentityError(.invalidEncoding, error.reason)
            default: throw IdentityError(.cryptoFailure, error.reason)
            }
        }
    }
}
