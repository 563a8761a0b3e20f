internal import InterlockCrypto

/// Every key of the path is of a kind that is taken, and of a size that can be afforded; known before any signature is
/// checked with it.
struct KeyRule: CertificateRule {
    /// Tells whether every key must be ECDSA's on P-256, P-384 or P-521, as a market's participants' must.
    let requiresNamedCurve: Bool

    /// The bits of a modulus that are taken at most: RFC 8017 has no limit, and what is checked with 16,384 bits costs
    /// sixteen times as much as with 4,096.
    static let modulusLimit = 8_192

    func check(
        _ certificate: Certificate,
        above path: CertificatePath?,
        at time: Timestamp
    ) throws(IdentityError) {
        guard certificate.verifyingKey == nil else { return }
        guard !self.requiresNamedCurve else {
            throw IdentityError(
                .invalidCertificate,
                "the key of \(certificate): expected one on P-256, P-384 or P-521, found \(certificate.handle.keyKind)"
            )
        }
        try Self.checkForm(certificate)
        let bits = certificate.handle.modulusBitCount ?? 0
        guard bits <= Self.modulusLimit else {
            throw IdentityError(
                .limitExceeded,
                "the key of \(certificate) has \(bits) bits; the limit is \(Self.modulusLimit)"
            )
        }
    }

    /// RFC 5480 sections 2.1.1 and 2.2: a curve is named, and a point is uncompressed or compressed.
    private static func checkForm(_ certificate: Certificate) throws(IdentityError) {
        var outer = DERReader(certificate.fields.publicKeyInfo)
        var content = try outer.read(DERTag.sequence)
        var algorithm = try content.read(DERTag.sequence)
        guard try algorithm.readObjectIdentifier() == .ellipticCurveKey else { return }
        guard algorithm.nextTag == DERTag.objectIdentifier else {
            throw IdentityError(
                .invalidCertificate,
                "the curve of \(certificate) has no name (RFC 5480, 2.1.1)"
            )
        }
        guard let form = try content.readBitString().octets.first, (2...4).contains(form) else {
            throw IdentityError(
                .invalidCertificate,
                "the point of \(certificate) is neither uncompressed nor compressed (RFC 5480, 2.2)"
            )
        }
    }
}

extension ObjectIdentifier {
    /// id-ecPublicKey (RFC 5480 section 2.1.1).
    static let ellipticCurveKey = ObjectIdentifier(1, 2, 840, 10045, 2, 1)
}
