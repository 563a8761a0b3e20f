internal import COpenSSL

/// An ECDSA public key on P-256, P-384 or P-521; its point is on the curve and not the point at infinity.
///
/// A key is its point: keys read from different forms are equal, and are written alike.
public struct VerifyingKey: Sendable {
    package let pkey: PKey
    /// The curve, and the hash function that goes with it.
    public let level: SecurityLevel
    /// The point as 0x04‖x‖y (ANSI X9.63; SEC 1 section 2.3.3).
    public let x963Representation: [UInt8]

    /// Takes OpenSSL's key after checking its curve and its point (SEC 1 section 3.2.2.1; the cofactor is 1).
    package init(pkey: PKey) throws(CryptoError) {
        self.level = try Self.level(of: pkey)
        guard let context = unsafe EVP_PKEY_CTX_new(pkey.raw, nil) else { throw .openSSL("EVP_PKEY_CTX_new") }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        guard unsafe EVP_PKEY_public_check_quick(context) == 1 else {
            throw .openSSL("the point is not on the curve", .invalidKey)
        }
        self.pkey = pkey
        self.x963Representation = try Self.point(of: pkey, level: self.level)
    }

    /// Reads a DER `SubjectPublicKeyInfo` (RFC 5480): a named curve, its point uncompressed or compressed.
    ///
    /// The form is not kept: ``derRepresentation`` always writes the point uncompressed.
    ///
    /// - Throws: `CryptoError` with code `invalidKey` for another kind of key or curve, explicit curve parameters (RFC
    ///   5480 section 2.1.1), a hybrid point (section 2.2), a point off the curve, bytes that are not DER, or bytes after
    ///   the key.
    public init(derRepresentation der: [UInt8]) throws(CryptoError) {
        guard let form = PublicKeyForm.all.first(where: { $0.matches(der) }) else {
            throw CryptoError(.invalidKey, PublicKeyForm.fault(of: der))
        }
        try self.init(x963Representation: Array(der.suffix(form.pointByteCount)), level: form.level)
    }

    /// Reads a `PUBLIC KEY` in PEM (RFC 7468 section 13).
    public init(pemRepresentation pem: String) throws(CryptoError) {
        try self.init(derRepresentation: PEM.decode(pem, label: "PUBLIC KEY"))
    }

    /// Reads a point as 0x04‖x‖y, or compressed as 0x02‖x or 0x03‖x (SEC 1 section 2.3.4).
    public init(x963Representation point: [UInt8], level: SecurityLevel) throws(CryptoError) {
        let size = level.scalarByteCount
        guard
            point.first == 4 && point.count == 1 + 2 * size
                || (point.first == 2 || point.first == 3) && point.count == 1 + size
        else {
            throw CryptoError(
                .invalidKey,
                "a point of \(level.curveName): expected it uncompressed or compressed (SEC 1 section 2.3.3), found "
                    + "\(point.count) bytes that begin with \(point.first.map(String.init) ?? "nothing")"
            )
        }
        // Either way OpenSSL says that the coordinates are in range and on the curve; the forms have no point at infinity.
        let whole = point.count == 1 + size ? try CurvePoint.uncompressed(point, level) : point
        self.pkey = try PKey(point: whole, level: level)
        self.level = level
        self.x963Representation = whole
    }

    /// The point as 0x02‖x or 0x03‖x (SEC 1 section 2.3.3): 33, 49 or 67 bytes.
    public var compressedRepresentation: [UInt8] {
        let isOdd = (self.x963Representation.last ?? 0) & 1
        return [2 | isOdd] + self.x963Representation[1...self.level.scalarByteCount]
    }

    /// The key as a DER `SubjectPublicKeyInfo`: a named curve, the point uncompressed (RFC 5480 sections 2.1.1, 2.2).
    ///
    /// Equal keys have equal bytes, whatever form they were read from.
    public var derRepresentation: [UInt8] {
        PublicKeyForm.uncompressed(self.level).header + self.x963Representation
    }

    /// The same key as others may write it on a named curve: the point compressed, and in the hybrid form.
    package var otherDERRepresentations: [[UInt8]] {
        let isOdd = (self.x963Representation.last ?? 0) & 1
        return [
            PublicKeyForm.compressed(self.level).header + self.compressedRepresentation,
            PublicKeyForm.uncompressed(self.level).header + [6 | isOdd] + self.x963Representation.dropFirst(),
        ]
    }

    /// The key as a `PUBLIC KEY` in PEM.
    public var pemRepresentation: String { PEM.encode(self.derRepresentation, label: "PUBLIC KEY") }

    /// Whether `signature` is this key's signature over `message`; a signature of another level is not.
    ///
    /// Not constant time: key, message and signature are public.
    public func isValidSignature(_ signature: ECDSASignature, for message: [UInt8]) -> Bool {
        guard signature.level == self.level, let context = try? DigestContext() else { return false }
        let der = signature.derRepresentation
        defer { ERR_clear_error() }
        let method = unsafe self.level.hashFunction.method
        return unsafe EVP_DigestVerifyInit(context.raw, nil, method, nil, self.pkey.raw) == 1
            && EVP_DigestVerify(context.raw, der, der.count, message, message.count) == 1
    }

    private static func level(of pkey: PKey) throws(CryptoError) -> SecurityLevel {
        var name = [CChar](repeating: 0, count: 32)
        var length = 0
        let isEC = unsafe EVP_PKEY_is_a(pkey.raw, "EC") == 1
        guard isEC, unsafe EVP_PKEY_get_group_name(pkey.raw, &name, name.count, &length) == 1 else {
            ERR_clear_error()
            throw CryptoError(.invalidKey, "not an elliptic-curve key with a named curve")
        }
        var isExplicit: Int32 = 0
        let isKnown = unsafe EVP_PKEY_get_int_param(
            pkey.raw,
            OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS,
            &isExplicit
        )
        guard isKnown == 1, isExplicit == 0 else {
            ERR_clear_error()
            throw CryptoError(.invalidKey, PublicKeyForm.explicitParameters)
        }
        switch String(decoding: name[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self) {
        case "prime256v1", "P-256": return .bits128
        case "secp384r1", "P-384": return .bits192
        case "secp521r1", "P-521": return .bits256
        case let other: throw CryptoError(.invalidKey, "the curve \(other) is not P-256, P-384 or P-521")
        }
    }

    private static func point(of pkey: PKey, level: SecurityLevel) throws(CryptoError) -> [UInt8] {
        var coordinates: [UInt8] = [4]
        for name in [OSSL_PKEY_PARAM_EC_PUB_X, OSSL_PKEY_PARAM_EC_PUB_Y] {
            var number: OpaquePointer?
            guard unsafe EVP_PKEY_get_bn_param(pkey.raw, name, &number) == 1 else {
                throw .openSSL("EVP_PKEY_get_bn_param", .invalidKey)
            }
            defer { unsafe BN_free(number) }
            var bytes = [UInt8](repeating: 0, count: level.scalarByteCount)
            guard unsafe BN_bn2binpad(number, &bytes, Int32(bytes.count)) == bytes.count else {
                throw .openSSL("BN_bn2binpad", .invalidKey)
            }
            coordinates += bytes
        }
        return coordinates
    }
}

extension VerifyingKey: Hashable {
    /// Whether both are the same point of the same curve.
    public static func == (left: VerifyingKey, right: VerifyingKey) -> Bool {
        left.x963Representation == right.x963Representation
    }

    /// Hashes the point.
    public func hash(into hasher: inout Hasher) { hasher.combine(self.x963Representation) }
}

extension PKey {
    /// Makes a key from parameters; `selection` says whether they hold a private key.
    convenience init(_ parameters: borrowing ParameterList, selection: Int32) throws(CryptoError) {
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "EC", nil) else {
            throw .openSSL("EVP_PKEY_CTX_new_from_name")
        }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var made: OpaquePointer?
        let ok = unsafe parameters.withUnsafeParameters { list in
            unsafe EVP_PKEY_fromdata_init(context) == 1
                && EVP_PKEY_fromdata(context, &made, selection, UnsafeMutablePointer(mutating: list)) == 1
        }
        guard ok, let raw = unsafe made else { throw .openSSL("EVP_PKEY_fromdata", .invalidKey) }
        unsafe self.init(taking: raw)
    }
}
