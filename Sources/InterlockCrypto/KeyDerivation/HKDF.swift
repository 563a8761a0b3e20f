internal import COpenSSL

/// HKDF, the extract-and-expand key derivation function (RFC 5869), by OpenSSL.
public enum HKDF {
    private enum Mode: String {
        case extractAndExpand = "EXTRACT_AND_EXPAND"
        case extract = "EXTRACT_ONLY"
        case expand = "EXPAND_ONLY"
    }

    /// Extracts from `secret` with `salt`, then expands to `count` bytes (RFC 5869 sections 2.2 and 2.3).
    ///
    /// - Throws: `CryptoError` with code `limitExceeded` where `count` is above 255 digests or not positive.
    public static func derive(
        hash: HashFunction,
        secret: borrowing SecretBytes,
        salt: [UInt8],
        info: [UInt8],
        count: Int
    ) throws(CryptoError) -> SecretBytes {
        try Self.checkCount(count, hash)
        return try Self.run(.extractAndExpand, hash, key: secret, salt: salt, info: info, count: count)
    }

    /// The pseudorandom key of one digest's length (RFC 5869 section 2.2).
    public static func extract(
        hash: HashFunction,
        secret: borrowing SecretBytes,
        salt: [UInt8]
    ) throws(CryptoError) -> SecretBytes {
        try Self.run(.extract, hash, key: secret, salt: salt, info: [], count: hash.digestByteCount)
    }

    /// Expands a pseudorandom key to `count` bytes (RFC 5869 section 2.3).
    ///
    /// - Throws: `CryptoError` with code `limitExceeded` where `count` is above 255 digests or not positive.
    public static func expand(
        hash: HashFunction,
        pseudorandomKey: borrowing SecretBytes,
        info: [UInt8],
        count: Int
    ) throws(CryptoError) -> SecretBytes {
        try Self.checkCount(count, hash)
        return try Self.run(.expand, hash, key: pseudorandomKey, salt: [], info: info, count: count)
    }

    private static func checkCount(_ count: Int, _ hash: HashFunction) throws(CryptoError) {
        let limit = 255 * hash.digestByteCount
        guard (1...limit).contains(count) else {
            throw CryptoError(.limitExceeded, "HKDF gives 1 to \(limit) bytes, not \(count)")
        }
    }

    private static func run(
        _ mode: Mode,
        _ hash: HashFunction,
        key: borrowing SecretBytes,
        salt: [UInt8],
        info: [UInt8],
        count: Int
    ) throws(CryptoError) -> SecretBytes {
        var parameters = ParameterList()
        parameters.append(OSSL_KDF_PARAM_MODE, utf8: mode.rawValue)
        parameters.append(OSSL_KDF_PARAM_DIGEST, utf8: hash.openSSLName)
        parameters.append(OSSL_KDF_PARAM_KEY, octets: key)
        parameters.append(OSSL_KDF_PARAM_SALT, octets: salt)
        parameters.append(OSSL_KDF_PARAM_INFO, octets: info)
        return try parameters.derive("HKDF", count: count)
    }
}
