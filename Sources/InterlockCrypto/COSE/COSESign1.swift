/// A message with one signature (COSE_Sign1, RFC 9052 section 4.2) by ECDSA (RFC 9053 section 2.1).
///
/// What this library writes has every header parameter protected. What it reads is strict: deterministic CBOR,
/// tag 18, each label once, no critical parameter that it does not know, the signature's s in its lower form.
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

    /// The algorithm's level: ES256, ES384 or ES512.
    public var level: SecurityLevel { self.signature.level }

    /// Whether the signature covers every header parameter.
    public var hasOnlyProtectedHeaders: Bool { self.unprotectedHeader.count == 0 }

    /// Signs a payload; all header parameters are protected.
    public static func sign(
        _ payload: [UInt8],
        contentType: String,
        certificates: COSECertificates,
        externalAAD: [UInt8],
        with key: SigningKey,
        nonce: NonceSource = .random
    ) throws(CryptoError) -> COSESign1 {
        let header = COSEHeader.encode(level: key.level, contentType: contentType, certificates: certificates)
        let toBeSigned = Self.sigStructure(header, externalAAD: externalAAD, payload: payload)
        return COSESign1(
            protectedHeader: header,
            unprotectedHeader: CBORMap([]),
            payload: payload,
            signature: try key.sign(toBeSigned, nonce: nonce),
            contentType: contentType,
            certificates: certificates
        )
    }

    private init(
        protectedHeader: [UInt8],
        unprotectedHeader: CBORMap,
        payload: [UInt8],
        signature: ECDSASignature,
        contentType: String?,
        certificates: COSECertificates
    ) {
        self.protectedHeader = protectedHeader
        self.unprotectedHeader = unprotectedHeader
        self.payload = payload
        self.signature = signature
        self.contentType = contentType
        self.certificates = certificates
    }

    /// Reads a message; the signature is in form, and not verified yet.
    ///
    /// - Throws: `CryptoError` with code `invalidEncoding`, `notDeterministic`, `limitExceeded`, `unsupported`,
    ///   `invalidSignature` or `highS`.
    public init(decoding bytes: [UInt8], limits: CBORLimits = .standard) throws(CryptoError) {
        guard case .tagged(18, .array(let parts)) = try CBOR(decoding: bytes, limits: limits),
            parts.count == 4,
            case .bytes(let protected) = parts[0], case .map(let unprotected) = parts[1],
            case .bytes(let payload) = parts[2], case .bytes(let signature) = parts[3]
        else { throw CryptoError(.invalidEncoding, "not a tagged COSE_Sign1 with its payload") }
        let header = try COSEHeader(protected: protected, unprotected: unprotected, limits: limits)
        self.init(
            protectedHeader: protected,
            unprotectedHeader: unprotected,
            payload: payload,
            signature: try ECDSASignature(rawRepresentation: signature, level: header.level),
            contentType: header.contentType,
            certificates: header.certificates
        )
    }

    /// The message in CBOR, tagged 18.
    public func encoded() -> [UInt8] {
        CBOR.tagged(
            18,
            .array([
                .bytes(self.protectedHeader), .map(self.unprotectedHeader), .bytes(self.payload),
                .bytes(self.signature.rawRepresentation),
            ])
        ).encoded()
    }

    /// Verifies the signature over protected header, `externalAAD` and payload.
    ///
    /// - Throws: `CryptoError` with code `invalidSignature`, for a key of another level too.
    public func verify(with key: VerifyingKey, externalAAD: [UInt8]) throws(CryptoError) {
        guard key.level == self.level else {
            throw CryptoError(
                .invalidSignature,
                "the algorithm is that of \(self.level.curveName), the key is not"
            )
        }
        let signed = Self.sigStructure(self.protectedHeader, externalAAD: externalAAD, payload: self.payload)
        guard key.isValidSignature(self.signature, for: signed) else {
            throw CryptoError(.invalidSignature, "the signature is not this key's over this message")
        }
    }

    /// The Sig_structure (RFC 9052 section 4.4).
    static func sigStructure(_ protected: [UInt8], externalAAD: [UInt8], payload: [UInt8]) -> [UInt8] {
        CBOR.array([.text("Signature1"), .bytes(protected), .bytes(externalAAD), .bytes(payload)]).encoded()
    }
}
