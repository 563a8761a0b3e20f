/// How a signed message names the certificate of its signer (RFC 9360 section 2).
public enum COSECertificates: Hashable, Sendable {
    /// Not at all.
    case none
    /// `x5chain` (label 33): the certificates in DER, the signer's first.
    case chain([[UInt8]])
    /// `x5t` (label 34): the SHA-256 of the signer's certificate.
    case thumbprint(Digest)
    /// An implicit certificate in place of `x5chain` (label −65537): its bytes, then the X.509 certificates above it in DER,
    /// as many as the receiver may lack.
    case implicit([[UInt8]])
    /// An implicit certificate in place of `x5t` (label −65538): its SHA-256.
    case implicitThumbprint(Digest)

    static let chainLabel: CBOR = 33
    static let thumbprintLabel: CBOR = 34
    /// Private use (RFC 9052 section 11.1): neither RFC 9360 nor draft-ietf-cose-cbor-encoded-cert has certificates
    /// without a signature.
    static let implicitLabel: CBOR = -65_537
    static let implicitThumbprintLabel: CBOR = -65_538

    /// Every label that names a certificate; a message has one of them.
    static let labels = [
        Self.chainLabel, Self.thumbprintLabel, Self.implicitLabel, Self.implicitThumbprintLabel,
    ]

    /// SHA-256 in the COSE algorithm registry (RFC 9054 section 2.1).
    private static let sha256: CBOR = -16

    /// The header parameter that says it.
    ///
    /// - Throws: `CryptoError` with code `invalidEncoding` for a chain of no certificates.
    func parameter() throws(CryptoError) -> (CBOR, CBOR)? {
        switch self {
        case .none: return nil
        case .chain(let chain): return (Self.chainLabel, try Self.value(chain, "x5chain"))
        case .thumbprint(let digest): return (Self.thumbprintLabel, Self.value(digest))
        case .implicit(let chain): return (Self.implicitLabel, try Self.value(chain, "implicit certificate"))
        case .implicitThumbprint(let digest): return (Self.implicitThumbprintLabel, Self.value(digest))
        }
    }

    /// COSE_X509 = bstr / [ 2*certs: bstr ] (RFC 9360 section 2).
    private static func value(_ chain: [[UInt8]], _ name: String) throws(CryptoError) -> CBOR {
        guard let leaf = chain.first else {
            throw CryptoError(.invalidEncoding, "\(name): there is no certificate")
        }
        return chain.count == 1 ? .bytes(leaf) : .array(chain.map { .bytes($0) })
    }

    /// COSE_CertHash = [ hashAlg: (int / tstr), hashValue: bstr ] (RFC 9360 section 2).
    private static func value(_ digest: Digest) -> CBOR { [Self.sha256, .bytes(digest.rawRepresentation)] }

    /// Reads what a protected header says.
    ///
    /// - Throws: `CryptoError` with code `invalidEncoding`, or `unsupported` for a thumbprint by another hash function,
    ///   or several of these parameters at once.
    init(_ parameters: CBORMap) throws(CryptoError) {
        let found = Self.labels.compactMap { label in parameters[label].map { (label, $0) } }
        guard found.count <= 1 else {
            throw CryptoError(
                .unsupported,
                "two header parameters name a certificate, such as x5chain and x5t"
            )
        }
        switch found.first {
        case nil: self = .none
        case (Self.chainLabel, let value)?: self = .chain(try Self.chain(value, "x5chain"))
        case (Self.thumbprintLabel, let value)?: self = .thumbprint(try Self.thumbprint(value, "x5t"))
        case (Self.implicitLabel, let value)?: self = .implicit(try Self.chain(value, "implicit certificate"))
        case (_, let value)?:
            self = .implicitThumbprint(try Self.thumbprint(value, "implicit certificate's thumbprint"))
        }
    }

    private static func chain(_ value: CBOR, _ name: String) throws(CryptoError) -> [[UInt8]] {
        switch value {
        case .bytes(let single): return [single]
        case .array(let several):
            let chain = several.compactMap(\.bytesValue)
            guard chain.count == several.count, chain.count >= 2 else { fallthrough }
            return chain
        default:
            throw CryptoError(
                .invalidEncoding,
                "\(name): not a byte string, nor an array of two or more"
            )
        }
    }

    private static func thumbprint(_ value: CBOR, _ name: String) throws(CryptoError) -> Digest {
        guard let parts = value.arrayValue, parts.count == 2, let hash = parts[1].bytesValue else {
            throw CryptoError(.invalidEncoding, "\(name): not an algorithm and a byte string")
        }
        guard parts[0] == Self.sha256 else {
            throw CryptoError(.unsupported, "\(name): the hash function is not SHA-256")
        }
        return try Digest(rawRepresentation: hash)
    }
}
