public import InterlockCrypto

/// A certificate request (PKCS#10, RFC 2986) whose signature proves that its sender holds the key.
///
/// There is no way to have one that was not verified. What it says beside the key is a wish: the authority decides on
/// the name, the attributes and the profile.
public struct VerifiedRequest: Hashable, Sendable {
    /// The bytes it was read from.
    public let derRepresentation: [UInt8]
    /// The name that the sender gives itself; it may be empty.
    public let subjectName: DistinguishedName
    /// The key that the sender has proven to hold.
    public let key: VerifyingKey
    /// The attribute extension that is wished for: the JSON of Hyperledger Fabric CA, unread.
    public let wishedAttributeExtension: [UInt8]?

    /// The largest request that is read, in bytes: real ones have less than 1 kB.
    public static let byteLimit = 1 << 16
    /// How many attributes one may have; real ones have one or two.
    static let attributeLimit = 16

    /// Reads a request, and verifies that its key has signed it.
    ///
    /// Either form of an ECDSA signature will do: a request is for the authority alone and is kept under no digest of
    /// its bytes, and OpenSSL writes the higher s as often as the lower.
    ///
    /// - Throws: `IdentityError` with code `limitExceeded` above ``byteLimit``, `invalidEncoding` for bytes that are not
    ///   DER or not a request or have more after it, `weakAlgorithm` for a key or a signature other than ECDSA on P-256,
    ///   P-384 or P-521 with SHA-2, and `badSignature`.
    public init(derRepresentation der: [UInt8]) throws(IdentityError) {
        guard der.count <= Self.byteLimit else {
            throw IdentityError(
                .limitExceeded,
                "a request of \(der.count) bytes; the limit is \(Self.byteLimit)"
            )
        }
        let object = try SignedObject(derRepresentation: der)
        let fields = try CertificationRequestInfo(object.signedReader)
        self.key = try Self.readKey(fields.publicKeyInfo)
        guard SignatureAlgorithm.isECDSA(object.algorithm) else {
            throw IdentityError(.weakAlgorithm, "the request is not signed by ECDSA with SHA-2")
        }
        guard SignatureAlgorithm.isValid(object, key: self.key) else {
            throw .openSSL("the request is not signed by the key that it names", .badSignature)
        }
        self.derRepresentation = der
        self.subjectName = fields.subject
        self.wishedAttributeExtension = fields.extensions[.fabricAttributes]?.value
    }

    /// Makes a request for a key's certificate.
    ///
    /// - Parameters:
    ///   - name: How the sender calls itself.
    ///   - key: The key, which signs.
    ///   - attributes: What it wishes its certificate to say.
    /// - Throws: `IdentityError` with code `cryptoFailure`.
    public init(
        from name: DistinguishedName,
        key: SigningKey,
        wishing attributes: AttributeSet? = nil
    ) throws(IdentityError) {
        let wish = attributes.map {
            CertificateExtension(.fabricAttributes, isCritical: false, value: FabricAttributes.encode($0))
        }
        let fields = CertificationRequestInfo(
            subject: name,
            publicKeyInfo: key.verifyingKey.derRepresentation,
            extensions: wish.map { [$0] } ?? []
        )
        let der = try SignedObject.sign(fields.derRepresentation, key: key, nonce: .random)
        try self.init(derRepresentation: der)
    }

    private static func readKey(_ info: [UInt8]) throws(IdentityError) -> VerifyingKey {
        do {
            return try VerifyingKey(derRepresentation: info)
        } catch {
            throw IdentityError(.weakAlgorithm, "the request's key: \(error.reason)")
        }
    }
}

extension VerifiedRequest {
    /// The request in PEM (RFC 7468 section 7).
    public var pemRepresentation: String { PEM.encode(self.derRepresentation, label: "CERTIFICATE REQUEST") }

    /// Reads a text that holds exactly one `CERTIFICATE REQUEST`.
    ///
    /// - Throws: as ``init(derRepresentation:)``, and `invalidEncoding` for none or several.
    public init(pemRepresentation pem: String) throws(IdentityError) {
        let der = try IdentityError.converting { () throws(CryptoError) in
            try PEM.decode(pem, label: "CERTIFICATE REQUEST")
        }
        try self.init(derRepresentation: der)
    }
}
