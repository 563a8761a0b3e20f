/// How a signed message names the certificate of its signer (RFC 9360 section 2).
public enum COSECertificates: Hashable, Sendable {
    /// Not at all.
    case none
    /// `x5chain` (label 33): the certificates in DER, the signer's first.
    case chain([[UInt8]])
    /// `x5t` (label 34): the SHA-256 of the signer's certificate.
    case thumbprint(Digest)
}
