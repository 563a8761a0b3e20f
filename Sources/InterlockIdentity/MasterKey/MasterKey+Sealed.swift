public import InterlockCrypto

/// A master key at rest: scrypt makes a key of the passphrase, AES-256-GCM seals the seed under it.
///
/// The file is the deterministic CBOR array `[header, sealed]` of two byte strings. The header, which is the
/// additional authenticated data, is the CBOR map {1: "interlock/1/master-key", 2: level, 3: salt, 4: log2 N, 5: r,
/// 6: p, 7: nonce}. Docs/Formats.md, "Sealed master key".
extension MasterKey {
    private static var format: String { "interlock/1/master-key" }

    private enum Label: Int64, CaseIterable { case format = 1, level, salt, logN, blockSize, parallelization, nonce }

    /// Seals the master key under a passphrase.
    public func sealed(
        passphrase: borrowing SecretBytes,
        cost: ScryptCost = .standard
    ) throws(IdentityError) -> [UInt8] {
        let salt = try Self.randomBytes(count: 16)
        let nonce = try Self.randomBytes(count: AESGCM.nonceByteCount)
        let header = CBOR.map([
            (.integer(Label.format.rawValue), .text(Self.format)),
            (.integer(Label.level.rawValue), .integer(Int64(self.level.rawValue))),
            (.integer(Label.salt.rawValue), .bytes(salt)),
            (.integer(Label.logN.rawValue), .integer(Int64(cost.logN))),
            (.integer(Label.blockSize.rawValue), .integer(Int64(cost.blockSize))),
            (.integer(Label.parallelization.rawValue), .integer(Int64(cost.parallelization))),
            (.integer(Label.nonce.rawValue), .bytes(nonce)),
        ]).encoded()
        let key = try Self.key(passphrase: passphrase, salt: salt, cost: cost)
        return try self.withSeed { seed throws(IdentityError) in
            let sealed: [UInt8]
            do throws(CryptoError) {
                sealed = try AESGCM.seal(seed, key: key, nonce: nonce, authenticating: header)
            } catch {
                throw IdentityError(.cryptoFailure, error.reason)
            }
            return CBOR.array([.bytes(header), .bytes(sealed)]).encoded()
        }
    }

    /// Opens a sealed master key.
    ///
    /// - Throws: `IdentityError` with code `invalidEncoding` where it is not one, `limitExceeded` where it asks for
    ///   more memory or time than ``ScryptCost`` allows, `wrongPassphrase` where passphrase or bytes are not those
    ///   it was sealed with.
    public init(sealed bytes: [UInt8], passphrase: borrowing SecretBytes) throws(IdentityError) {
        let (header, text) = try Self.parts(bytes)
        let fields = try Self.fields(header)
        guard fields[.integer(Label.format.rawValue)] == .text(Self.format),
            let level = Self.integer(fields, .level).flatMap({ SecurityLevel(rawValue: Int($0)) }),
            let salt = fields[.integer(Label.salt.rawValue)]?.bytesValue, salt.count == 16,
            let nonce = fields[.integer(Label.nonce.rawValue)]?.bytesValue, nonce.count == AESGCM.nonceByteCount,
            let logN = Self.integer(fields, .logN).flatMap({ UInt8(exactly: $0) }),
            let blockSize = Self.integer(fields, .blockSize).flatMap({ UInt32(exactly: $0) }),
            let parallelization = Self.integer(fields, .parallelization).flatMap({ UInt32(exactly: $0) })
        else { throw IdentityError(.invalidEncoding, "the header is not that of a sealed master key") }
        let seed = try IdentityError.converting { () throws(CryptoError) in
            let cost = try ScryptCost(logN: logN, blockSize: blockSize, parallelization: parallelization)
            let key = try Scrypt.derive(passphrase: passphrase, salt: salt, cost: cost, count: AESGCM.keyByteCount)
            return try AESGCM.open(text, key: key, nonce: nonce, authenticating: header)
        }
        try self.init(seed: seed, level: level)
    }

    private static func parts(_ bytes: [UInt8]) throws(IdentityError) -> (header: [UInt8], sealed: [UInt8]) {
        guard case .array(let parts) = try Self.decode(bytes), parts.count == 2,
            let header = parts[0].bytesValue, let sealed = parts[1].bytesValue
        else { throw IdentityError(.invalidEncoding, "not a sealed master key") }
        return (header, sealed)
    }

    private static func fields(_ header: [UInt8]) throws(IdentityError) -> CBORMap {
        guard case .map(let fields) = try Self.decode(header), fields.count == Label.allCases.count else {
            throw IdentityError(.invalidEncoding, "the header is not that of a sealed master key")
        }
        return fields
    }

    private static func decode(_ bytes: [UInt8]) throws(IdentityError) -> CBOR {
        try IdentityError.converting { () throws(CryptoError) in
            try CBOR(decoding: bytes, limits: CBORLimits(byteCount: 1_024, depth: 3, itemCount: 32))
        }
    }

    private static func integer(_ fields: CBORMap, _ label: Label) -> Int64? {
        fields[.integer(label.rawValue)]?.integerValue
    }

    private static func key(
        passphrase: borrowing SecretBytes,
        salt: [UInt8],
        cost: ScryptCost
    ) throws(IdentityError) -> SecretBytes {
        do throws(CryptoError) {
            return try Scrypt.derive(passphrase: passphrase, salt: salt, cost: cost, count: AESGCM.keyByteCount)
        } catch {
            throw IdentityError(.cryptoFailure, error.reason)
        }
    }

    private static func randomBytes(count: Int) throws(IdentityError) -> [UInt8] {
        do throws(CryptoError) {
            return try SecretBytes.random(count: count).publicCopy()
        } catch {
            throw IdentityError(.cryptoFailure, error.reason)
        }
    }
}
