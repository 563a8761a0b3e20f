internal import COpenSSL

/// Where the per-signature secret number k of ECDSA comes from.
public enum NonceSource: Hashable, Sendable {
    /// OpenSSL's generator, which mixes the private key and the message into fresh randomness: for all real signing.
    case random
    /// Plain RFC 6979: the same key and message always give the same signature.
    ///
    /// For test vectors that must be reproduced. Without fresh randomness a fault during signing, or a
    /// power trace over many runs of the same input, can reveal the key; real signing has no need of it.
    case rfc6979
}

/// An ECDSA private key on P-256, P-384 or P-521.
///
/// Copies share one key held by OpenSSL, which wipes it when the last one goes. Printing or encoding a
/// `SigningKey` shows its curve only.
///
/// ```swift
/// let key = try SigningKey(level: .bits128)
/// let signature = try key.sign(Array("demand 5 kWh".utf8))
/// assert(key.verifyingKey.isValidSignature(signature, for: Array("demand 5 kWh".utf8)))
/// ```
public struct SigningKey: Sendable {
    package let pkey: PKey
    /// The public half.
    public let verifyingKey: VerifyingKey

    /// The curve, and the hash function that goes with it.
    public var level: SecurityLevel { self.verifyingKey.level }

    /// Makes a new key from OpenSSL's generator for private values.
    public init(level: SecurityLevel) throws(CryptoError) {
        guard let raw = unsafe il_EVP_EC_gen(level.curveName) else { throw .openSSL("EVP_EC_gen") }
        try self.init(trusted: unsafe PKey(taking: raw))
    }

    /// Takes the private scalar, big-endian and exactly as long as the order.
    ///
    /// - Throws: `CryptoError` with code `invalidKey` where the length is wrong or the scalar is outside [1, n−1].
    public init(rawRepresentation: borrowing SecretBytes, level: SecurityLevel) throws(CryptoError) {
        guard rawRepresentation.count == level.scalarByteCount else {
            throw CryptoError(
                .invalidKey,
                "a private key of \(level.curveName) has \(level.scalarByteCount) bytes"
            )
        }
        guard GroupOrder.of(level).containsSecret(rawRepresentation) else {
            throw CryptoError(.invalidKey, "the scalar is outside [1, n-1] of \(level.curveName)")
        }
        let point = try CurveMultiplication.basePoint(times: rawRepresentation, level: level)
        var parameters = ParameterList()
        parameters.append(OSSL_PKEY_PARAM_GROUP_NAME, utf8: level.curveName)
        parameters.append(OSSL_PKEY_PARAM_PUB_KEY, octets: point)
        parameters.append(OSSL_PKEY_PARAM_PRIV_KEY, bigEndian: rawRepresentation)
        try self.init(trusted: PKey(parameters, selection: il_EVP_PKEY_KEYPAIR()))
    }

    /// Reduces uniform bytes to a key: d = (c mod (n−1)) + 1 (FIPS 186-5 A.2.1).
    ///
    /// With 64 bits more than the order has, the result's distance from uniform is below 2^-64.
    package init(uniformBytes: borrowing SecretBytes, level: SecurityLevel) throws(CryptoError) {
        guard uniformBytes.count * 8 >= level.orderBitCount + 64 else {
            throw CryptoError(
                .invalidKey,
                "a key of \(level.curveName) needs \(level.orderBitCount + 64) uniform bits"
            )
        }
        let scalar = SecretLimbs(bigEndian: uniformBytes)
            .reduced(modulo: GroupOrder.of(level).limbsMinusOne)
            .incremented()
        try self.init(rawRepresentation: scalar.bigEndianBytes(count: level.scalarByteCount), level: level)
    }

    /// Reads a DER `PrivateKeyInfo` (PKCS#8, RFC 5958).
    ///
    /// - Throws: `CryptoError` with code `invalidKey` for another kind of key, bytes that are not one, or a
    ///   public half that is not the private one's.
    public init(derRepresentation: borrowing SecretBytes) throws(CryptoError) {
        let raw = try PKCS8.decode(derRepresentation)
        try self.init(checking: raw)
    }

    /// Reads an `ENCRYPTED PRIVATE KEY` in PEM (PKCS#8 with PBES2, RFC 8018).
    ///
    /// - Throws: `CryptoError` with code `wrongPassphrase` where it does not open, otherwise as
    ///   ``init(derRepresentation:)``.
    public init(
        encryptedPEMRepresentation pem: String,
        passphrase: borrowing SecretBytes
    ) throws(CryptoError) {
        let der = try PEM.decode(pem, label: "ENCRYPTED PRIVATE KEY")
        try self.init(checking: PKCS8.decrypt(der, passphrase: passphrase))
    }

    private init(checking pkey: PKey) throws(CryptoError) {
        try self.init(trusted: pkey)
        guard let context = unsafe EVP_PKEY_CTX_new(pkey.raw, nil) else { throw .openSSL("EVP_PKEY_CTX_new") }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        guard unsafe EVP_PKEY_check(context) == 1 else {
            throw .openSSL("the key pair is not one", .invalidKey)
        }
    }

    private init(trusted pkey: PKey) throws(CryptoError) {
        self.pkey = pkey
        self.verifyingKey = try VerifyingKey(pkey: pkey)
    }

    /// Signs `message` under the level's hash function; s is the lower of the two.
    public func sign(_ message: [UInt8], nonce: NonceSource = .random) throws(CryptoError) -> ECDSASignature {
        switch nonce {
        case .random:
            return try ECDSASignature(normalizingDER: self.signByOpenSSL(message), level: self.level)
        case .rfc6979:
            let raw = try DeterministicECDSA.sign(message, key: self, hash: self.level.hashFunction)
            return try ECDSASignature(normalizing: raw, level: self.level)
        }
    }

    private func signByOpenSSL(_ message: [UInt8]) throws(CryptoError) -> [UInt8] {
        let context = try DigestContext()
        let method = unsafe self.level.hashFunction.method
        guard unsafe EVP_DigestSignInit(context.raw, nil, method, nil, self.pkey.raw) == 1 else {
            throw .openSSL("EVP_DigestSignInit")
        }
        var length = 2 * self.level.scalarByteCount + 16
        var signature = [UInt8](repeating: 0, count: length)
        guard unsafe EVP_DigestSign(context.raw, &signature, &length, message, message.count) == 1 else {
            throw .openSSL("EVP_DigestSign")
        }
        signature.removeSubrange(length...)
        return signature
    }

    /// The private scalar, big-endian, as long as the order.
    public func rawRepresentation() throws(CryptoError) -> SecretBytes {
        var number: OpaquePointer?
        guard unsafe EVP_PKEY_get_bn_param(self.pkey.raw, OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1 else {
            throw .openSSL("EVP_PKEY_get_bn_param")
        }
        defer { unsafe BN_clear_free(number) }
        return try unsafe SecretBytes(count: self.level.scalarByteCount) { buffer throws(CryptoError) in
            let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
            guard unsafe BN_bn2binpad(number, start, Int32(buffer.count)) == buffer.count else {
                throw .openSSL("BN_bn2binpad")
            }
        }
    }

    /// The key as a DER `PrivateKeyInfo`, in the clear.
    public func derRepresentation() throws(CryptoError) -> SecretBytes {
        try PKCS8.encode(self.pkey)
    }

    /// The key as an `ENCRYPTED PRIVATE KEY` in PEM: PBES2 with scrypt (RFC 7914 section 7) and AES-256-CBC.
    public func encryptedPEMRepresentation(
        passphrase: borrowing SecretBytes,
        cost: ScryptCost = .standard
    ) throws(CryptoError) -> String {
        let der = try PKCS8.encrypt(self.pkey, passphrase: passphrase, cost: cost)
        return PEM.encode(der, label: "ENCRYPTED PRIVATE KEY")
    }
}

extension SigningKey: CustomStringConvertible, CustomReflectable {
    /// The curve; nothing of the key.
    public var description: String { "SigningKey(\(self.level.curveName))" }

    /// No children: `dump` shows nothing of the key.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
