public import InterlockCrypto

/// A master key at rest: scrypt (RFC 7914) makes a key of the passphrase, AES-256-GCM (SP 800-38D) seals the seed.
extension MasterKey {
    /// Seals the master key under a passphrase, with a new salt and nonce each time.
    ///
    /// - Throws: `IdentityError` with code `cryptoFailure` where OpenSSL refuses.
    public func sealed(
        passphrase: borrowing SecretBytes,
        cost: ScryptCost = .standard
    ) throws(IdentityError) -> [UInt8] {
        let header = try IdentityError.converting { () throws(CryptoError) in
            SealedMasterKey(
                level: self.level,
                salt: try SecretBytes.random(count: SealedMasterKey.saltByteCount).publicCopy(),
                cost: cost,
                nonce: try SecretBytes.random(count: AESGCM.nonceByteCount).publicCopy()
            )
        }
        return try self.sealed(passphrase: passphrase, as: header)
    }

    /// Seals under a given salt and nonce, which must never serve twice with one passphrase; for vectors.
    func sealed(
        passphrase: borrowing SecretBytes,
        as header: SealedMasterKey
    ) throws(IdentityError) -> [UInt8] {
        try IdentityError.converting { () throws(CryptoError) in
            let key = try header.key(passphrase: passphrase)
            let text = try AESGCM.seal(
                self.seed,
                key: key,
                nonce: header.nonce,
                authenticating: header.header
            )
            return header.encoded(sealing: text)
        }
    }

    /// Opens a sealed master key.
    ///
    /// - Throws: `IdentityError` with code `invalidEncoding` where it is not one, `limitExceeded` where it asks for
    ///   more memory or time than ``ScryptCost`` allows, `wrongPassphrase` where passphrase or bytes are not those
    ///   it was sealed with.
    public init(sealed bytes: [UInt8], passphrase: borrowing SecretBytes) throws(IdentityError) {
        let (header, text) = try SealedMasterKey.decode(bytes)
        let seed = try IdentityError.converting { () throws(CryptoError) in
            let key = try header.key(passphrase: passphrase)
            return try AESGCM.open(text, key: key, nonce: header.nonce, authenticating: header.header)
        }
        try self.init(seed: seed, level: header.level)
    }
}

extension SealedMasterKey {
    fileprivate func key(passphrase: borrowing SecretBytes) throws(CryptoError) -> SecretBytes {
        try Scrypt.derive(
            passphrase: passphrase,
            salt: self.salt,
            cost: self.cost,
            count: AESGCM.keyByteCount
        )
    }
}
