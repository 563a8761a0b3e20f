extension SigningKey {
    /// Makes a key for one use from fresh randomness, mixed with another key and with what it is for (hedged, as
    /// draft-irtf-cfrg-det-sigs-with-noise has it for ECDSA): where the generator fails it is unpredictable still, and the
    /// same for the same use only.
    ///
    /// HKDF (RFC 5869) with the level's hash function: extracted from `secret`‖randomness, as long as the scalar each;
    /// expanded over `context`, which must tell any two uses apart, to 64 bits more than the order has.
    ///
    /// - Parameters:
    ///   - secret: The other key; nothing of it can be computed from the result.
    ///   - context: What the key is for, a label of the format at its beginning.
    ///   - randomness: As many bytes as the order has; from the generator for private values.
    /// - Throws: `CryptoError` with code `cryptoFailure` where OpenSSL refuses.
    package init(
        hedgedBy secret: SigningKey,
        context: [UInt8],
        randomness: borrowing SecretBytes
    ) throws(CryptoError) {
        let level = secret.level
        let hash = level.hashFunction
        precondition(randomness.count == level.scalarByteCount, "as many random bytes as the order has")
        let extracted = try HKDF.extract(
            hash: hash,
            secret: .joining(secret.rawRepresentation(), randomness),
            salt: Array("interlock/1/hedged-key".utf8)
        )
        let uniform = try HKDF.expand(
            hash: hash,
            pseudorandomKey: extracted,
            info: hash.hash(context),
            count: (level.orderBitCount + 64 + 7) / 8
        )
        try self.init(uniformBytes: uniform, level: level)
    }
}

extension SecretBytes {
    /// `left`‖`right`.
    fileprivate static func joining(_ left: borrowing SecretBytes, _ right: borrowing SecretBytes)
        -> SecretBytes
    {
        unsafe SecretBytes(count: left.count + right.count) { out in
            let count = left.count
            unsafe left.withUnsafeBytes { bytes in
                unsafe UnsafeMutableRawBufferPointer(rebasing: out[..<count]).copyMemory(from: bytes)
            }
            unsafe right.withUnsafeBytes { bytes in
                unsafe UnsafeMutableRawBufferPointer(rebasing: out[count...]).copyMemory(from: bytes)
            }
        }
    }
}
