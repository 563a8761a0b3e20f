/// A message with one signature (COSE_Sign1, RFC 9052 section 4.2) by ECDSA (RFC 9053 section 2.1).
///
/// What this library writes has every header parameter protected. What it reads is strict: deterministic CBOR,
/// tag 18, each label once, no critical parameter that it does not know, the algorithm protected, the payload
/// inside, the signature's s in its lower form. So a message has one encoding, and what decodes encodes the same.
///
/// ```swift
/// let message = try COSESign1.sign(
///     payload,
///     contentType: "application/vnd.example+cbor",
///     certificates: .thumbprint(certificate.thumbprint),
///     externalAAD: Array("demand".utf8),
///     with: key
/// )
/// let received = try COSESign1(decoding: message.encoded())
/// try received.verify(with: key.verifyingKey, externalAAD: Array("demand".utf8))
/// ```
public struct COSESign1: Hashable, Sendable {
    /// The protected header's encoding: what is signed.
    let protectedHeader: [UInt8]
    /// The unprotected header; nothing of it is proven by the signature.
    let unprotectedHeader: CBORMap
    /// What is signed.
    public let payload: [UInt8]
    /// The signature.
    public let signature: ECDSASignature
    /// The media type (label 3).
    public let contentType: String?
    /// The signer's certificate; from the protected header only.
    public let certificates: COSECertificates
    /// OCSP responses that the signer stapled, in DER; from the protected header only.
    public let ocspResponses: [[UInt8]]

    /// The algorithm's level: ES256, ES384 or ES512.
    public var level: SecurityLevel { self.signature.level }

    /// Whether the signature covers every header parameter.
    public var hasOnlyProtectedHeaders: Bool { self.unprotectedHeader.isEmpty }

    /// Signs a payload; all header parameters are protected.
    ///
    /// `externalAAD` is signed and not sent: what keeps a message of one kind from passing as one of another.
    ///
    /// - Throws: `CryptoError` with code `invalidEncoding` for a chain of no certificates.
    public static func sign(
        _ payload: [UInt8],
        contentType: String,
        certificates: COSECertificates,
        externalAAD: [UInt8],
        stapling ocspResponses: [[UInt8]] = [],
        with key: SigningKey,
        nonce: NonceSource = .random
    ) throws(CryptoError) -> COSESign1 {
        let header = try COSEHeader.encode(
            level: key.level,
            contentType: contentType,
            certificates: certificates,
            ocspResponses: ocspResponses
        )
        let toBeSigned = Self.sigStructure(header, externalAAD: externalAAD, payload: payload)
        return COSESign1(
            protectedHeader: header,
            unprotectedHeader: CBORMap([]),
            payload: payload,
            signature: try key.sign(toBeSigned, nonce: nonce),
            contentType: contentType,
            certificates: certificates,
            ocspResponses: ocspResponses
        )
    }

    private init(
        protectedHeader: [UInt8],
        unprotectedHeader: CBORMap,
        payload: [UInt8],
        signature: ECDSASignature,
        contentType: String?,
        certificates: COSECertificates,
        ocspResponses: [[UInt8]]
    ) {
        self.protectedHeader = protectedHeader
        self.unprotectedHeader = unprotectedHeader
        self.payload = payload
        self.signature = signature
        self.contentType = contentType
        self.certificates = certificates
        self.ocspResponses = ocspResponses
    }

    /// Reads a message; the signature is in form, and not verified yet.
    ///
    /// A message without tag 18, from where the context says what it is, is read only where `isTagged` is false.
    ///
    /// - Throws: `CryptoError` with code `invalidEncoding`, `notDeterministic`, `limitExceeded`, `unsupported`,
    ///   `invalidSignature` or `highS`.
    public init(
        decoding bytes: [UInt8],
        limits: CBORLimits = .standard,
        isTagged: Bool = true
    ) throws(CryptoError) {
        let (protected, unprotected, payload, signature) = try Self.parts(
            of: CBOR(decoding: bytes, limits: limits),
            isTagged: isTagged
        )
        let header = try COSEHeader(protected: protected, unprotected: unprotected, limits: limits)
        self.init(
            protectedHeader: protected,
            unprotectedHeader: unprotected,
            payload: payload,
            signature: try ECDSASignature(rawRepresentation: signature, level: header.level),
            contentType: header.contentType,
            certificates: header.certificates,
            ocspResponses: header.ocspResponses
        )
    }

    private static func parts(
        of value: CBOR,
        isTagged: Bool
    ) throws(CryptoError) -> (protected: [UInt8], unprotected: CBORMap, payload: [UInt8], signature: [UInt8])
    {
        var message = value
        if isTagged {
            guard case .tagged(Self.tag, let content) = value else {
                throw CryptoError(.invalidEncoding, "COSE_Sign1: tag 18 is missing")
            }
            message = content
        }
        guard case .array(let parts) = message, parts.count == 4,
            case .bytes(let protected) = parts[0], case .map(let unprotected) = parts[1],
            case .bytes(let signature) = parts[3]
        else { throw CryptoError(.invalidEncoding, "COSE_Sign1: not [bstr, map, payload, bstr]") }
        if parts[2] == .null { throw CryptoError(.unsupported, "COSE_Sign1: the payload is detached") }
        guard case .bytes(let payload) = parts[2] else {
            throw CryptoError(.invalidEncoding, "COSE_Sign1: the payload is not a byte string")
        }
        return (protected, unprotected, payload, signature)
    }

    /// COSE_Sign1 among the CBOR tags (RFC 9052 section 2).
    private static let tag: UInt64 = 18

    /// The message in CBOR, tagged 18 unless `isTagged` is false.
    public func encoded(isTagged: Bool = true) -> [UInt8] {
        let message: CBOR = [
            .bytes(self.protectedHeader), .map(self.unprotectedHeader), .bytes(self.payload),
            .bytes(self.signature.rawRepresentation),
        ]
        return (isTagged ? .tagged(Self.tag, message) : message).encoded()
    }

    /// Verifies the signature over protected header, `externalAAD` and payload.
    ///
    /// - Throws: `CryptoError` with code `invalidSignature`, for a key of another level too.
    public func verify(with key: VerifyingKey, externalAAD: [UInt8]) throws(CryptoError) {
        guard key.level == self.level else {
            throw CryptoError(
                .invalidSignature,
                "COSE_Sign1: alg is that of \(self.level.curveName), the key is of \(key.level.curveName)"
            )
        }
        let signed = Self.sigStructure(self.protectedHeader, externalAAD: externalAAD, payload: self.payload)
        guard key.isValidSignature(self.signature, for: signed) else {
            throw CryptoError(
                .invalidSignature,
                "COSE_Sign1: the signature is not this key's over this message"
            )
        }
    }

    /// The Sig_structure (RFC 9052 section 4.4).
    static func sigStructure(_ protected: [UInt8], externalAAD: [UInt8], payload: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        // Three heads of at most nine bytes, the array's, and the context.
        out.reserveCapacity(protected.count + externalAAD.count + payload.count + 3 * 9 + 12)
        let structure: CBOR = ["Signature1", .bytes(protected), .bytes(externalAAD), .bytes(payload)]
        structure.encode(into: &out)
        return out
    }
}
