public import InterlockCrypto

/// The CA's master private key MPK for a security parameter: a seed from which all its other keys derive.
///
/// Derivation is HKDF (RFC 5869) under the level's hash function H, with `||` for concatenation, labels in ASCII
/// without an end mark, and `level` the level's number of bits (128, 192, 256) in two bytes, big-endian:
///
///     PRK          = HKDF-Extract(salt = "interlock/1/master", IKM = seed)
///     authority    = key(HKDF-Expand(PRK, "interlock/1/authority" || level, L))
///     K            = HKDF-Expand(PRK, "interlock/1/keygen" || level, length of H)
///     KeyGen(AS)   = key(HKDF-Expand(K, "interlock/1/participant" || level || generation || H(AS), L))
///
/// `generation` has four bytes, big-endian; AS is ``AttributeSet/canonicalEncoding``; L is the order's bits and 64 more,
/// rounded up to bytes (40, 56 and 74); `key` is FIPS 186-5 A.2.1: d = (c mod (n−1)) + 1. No label begins another, and
/// what follows a label has a fixed length, so no two purposes share an input. The KeyGen key K is apart from the
/// authority's: whoever holds it can make participants' keys, but no certificate.
///
/// A master key cannot be copied, printed or encoded; it leaves memory sealed, by ``sealed(passphrase:cost:)``.
public struct MasterKey: ~Copyable, Sendable {
    /// The security parameter S_i.
    public let level: SecurityLevel
    /// The seed, for the code that seals it.
    package let seed: SecretBytes

    private enum Label {
        static let extraction = "interlock/1/master"
        static let authority = "interlock/1/authority"
        static let keyGeneration = "interlock/1/keygen"
        static let participant = "interlock/1/participant"
        static let implicitIssuer = "interlock/1/implicit-issuer"
    }

    /// Setup(S_i) -> MPK: a new seed of 32, 48 or 64 bytes from OpenSSL's generator for private values.
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
            throw IdentityError(
                .invalidEncoding,
                "a master seed has \(level.seedByteCount) bytes, not \(count)"
            )
        }
        self.init(checkedSeed: seed, level: level)
    }

    private init(checkedSeed seed: consuming SecretBytes, level: SecurityLevel) {
        self.level = level
        self.seed = seed
    }

    /// The CA's own ECDSA key, with which it signs certificates and revocation lists.
    ///
    /// - Throws: `IdentityError` with code `cryptoFailure` where OpenSSL refuses.
    public func authorityKey() throws(IdentityError) -> SigningKey {
        try IdentityError.converting { () throws(CryptoError) in
            try self.key(from: self.pseudorandomKey(), info: self.info(Label.authority))
        }
    }

    /// The key with which the authority issues implicit certificates, and does nothing else.
    ///
    /// - Throws: `IdentityError` with code `cryptoFailure` where OpenSSL refuses.
    public func implicitIssuerKey() throws(IdentityError) -> SigningKey {
        try IdentityError.converting { () throws(CryptoError) in
            try self.key(from: self.pseudorandomKey(), info: self.info(Label.implicitIssuer))
        }
    }

    /// KeyGen(MPK, AS) -> PKr: a participant's private key, a function of the master key, every attribute, and the
    /// generation.
    ///
    /// The same three always give the same key, and it is uniform in [1, n−1] to within 2^-64. Any changed attribute,
    /// and the next generation, gives a key that has nothing to do with the first.
    ///
    /// - Parameters:
    ///   - attributes: The attribute set AS.
    ///   - generation: 0 at first; one more for each re-key of the same attributes.
    /// - Returns: The private key PKr.
    /// - Throws: `IdentityError` with code `cryptoFailure` where OpenSSL refuses.
    public func generateKey(
        for attributes: AttributeSet,
        generation: UInt32 = 0
    ) throws(IdentityError) -> SigningKey {
        // By its digest, so that the info has one length whatever the set holds; KDFs in hardware cap it.
        let suffix = Self.bigEndian(generation) + self.level.hashFunction.hash(attributes.canonicalEncoding)
        return try IdentityError.converting { () throws(CryptoError) in
            try self.key(from: self.keyGenerationKey(), info: self.info(Label.participant, suffix))
        }
    }

    /// The KeyGen key K.
    package func keyGenerationKey() throws(CryptoError) -> SecretBytes {
        try HKDF.expand(
            hash: self.level.hashFunction,
            pseudorandomKey: self.pseudorandomKey(),
            info: self.info(Label.keyGeneration),
            count: self.level.hashFunction.digestByteCount
        )
    }

    private func pseudorandomKey() throws(CryptoError) -> SecretBytes {
        try HKDF.extract(
            hash: self.level.hashFunction,
            secret: self.seed,
            salt: Array(Label.extraction.utf8)
        )
    }

    private func info(_ label: String, _ suffix: [UInt8] = []) -> [UInt8] {
        Array(label.utf8) + Self.bigEndian(UInt16(self.level.rawValue)) + suffix
    }

    private func key(from secret: borrowing SecretBytes, info: [UInt8]) throws(CryptoError) -> SigningKey {
        let uniform = try HKDF.expand(
            hash: self.level.hashFunction,
            pseudorandomKey: secret,
            info: info,
            count: (self.level.orderBitCount + 64 + 7) / 8
        )
        return try SigningKey(uniformBytes: uniform, level: self.level)
    }

    private static func bigEndian<Number: FixedWidthInteger & UnsignedInteger>(_ number: Number) -> [UInt8] {
        (0..<Number.bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: number >> Number($0 * 8)) }
    }
}
