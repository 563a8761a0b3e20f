/// How a signed message names the certificate of its signer (RFC 9360 section 2).
public enum COSECertificates: Hashable, Sendable {
    /// Not at all.
    case none
    /// `x5chain` (label 33): the certificates in DER, the signer's first.
    case chain([[UInt8]])
    /// `x5t` (label 34): the SHA-256 of the signer's certificate.
    case thumbprint(Digest)

    static let chainLabel: CBOR = 33
    static let thumbprintLabel: CBOR = 34

    /// SHA-256 in the COSE algorithm registry (RFC 9054 section 2.1).
    private static let sha256: CBOR = -16

    /// The header parameter that says it.
    ///
    /// - Throws: `CryptoError` with code `invalidEncoding` for a chain of no certificates.
    func parameter() throws(CryptoError) -> (CBOR, CBOR)? {
        switch self {
        case .none: return nil
        case .chain(let chain):
            guard let leaf = chain.first else {
                throw CryptoError(.invalidEncoding, "x5chain: there is no certificate")
            }
            // COSE_X509 = bstr / [ 2*certs: bstr ] (RFC 9360 section 2).
            return (Self.chainLabel, chain.count == 1 ? .bytes(leaf) : .array(chain.map { .bytes($0) }))
        case .thumbprint(let digest):
            return (Self.thumbprintLabel, [Self.sha256, .bytes(digest.rawRepresentation)])
        }
    }

    /// Reads what a protected header says.
    ///
    /// - Throws: `CryptoError` with code `invalidEncoding`, or `unsupported` for a thumbprint by another hash function,
    ///   or a chain and a thumbprint at once.
    init(_ parameters: CBORMap) throws(CryptoError) {
        switch (parameters[Self.chainLabel], parameters[Self.thumbprintLabel]) {
        case (nil, nil): self = .none
        case (let chain?, nil): self = .chain(try Self.chain(chain))
        case (nil, let thumbprint?): self = .thumbprint(try Self.thumbprint(thumbprint))
        default: throw CryptoError(.unsupported, "x5chain and x5t at once")
        }
    }

    private static func chain(_ value: CBOR) throws(CryptoError) -> [[UInt8]] {
        switch value {
        case .bytes(let single): return [single]
        case .array(let several):
            let chain = several.compactMap(\.bytesValue)
            guard chain.count == several.count, chain.count >= 2 else { fallthrough }
            return chain
        default:
            throw CryptoError(
                .invalidEncoding,
                "x5chain: not a byte string, nor an array of two or more"
            )
        }
    }

    private static func thumbprint(_ value: CBOR) throws(CryptoError) -> Digest {
        // COSE_CertHash = [ hashAlg: (int / tstr), hashValue: bstr ] (RFC 9360 section 2).
        guard let parts = value.arrayValue, parts.count == 2, let hash = parts[1].bytesValue else {
            throw CryptoError(.invalidEncoding, "x5t: not an algorithm and a byte string")
        }
        guard parts[0] == Self.sha256 else {
            throw CryptoError(.unsupported, "x5t: the hash function is not SHA-256")
        }
        return try Digest(rawRepresentation: hash)
    }
}
