public import InterlockCrypto

/// The issuer of implicit certificates, as its X.509 certificate shows it.
///
/// In X.509's eyes it is an end entity: no authority, and its key signs nothing (keyUsage is keyAgreement alone). Its one
/// purpose, critical, is to issue implicit certificates; so no verifier takes a certificate, a list or a message by it.
public struct ImplicitIssuer: Hashable, Sendable {
    /// The X.509 certificate.
    public let certificate: Certificate
    /// Q_CA.
    public let verifyingKey: VerifyingKey

    /// How many bytes of the SHA-256 of its certificate name it, as IEEE 1609.2's HashedId8: to look it up, no more, for
    /// the whole certificate enters every key.
    public static let identifierByteCount = 8

    /// The first 8 bytes of the SHA-256 of its certificate.
    public var identifier: [UInt8] { self.certificate.implicitIssuerIdentifier }

    /// Takes a certificate that says so; whether to believe it is for a ``ChainVerifier``.
    ///
    /// - Throws: `IdentityError` with code `keyUsage` where it does not say that it is an issuer's, or says that its key is
    ///   for something else as well, and `invalidCertificate` for another kind of key.
    public init(_ certificate: Certificate) throws(IdentityError) {
        guard certificate.isImplicitIssuer else {
            throw IdentityError(.keyUsage, "\(certificate) is not of an issuer of implicit certificates")
        }
        guard let key = certificate.verifyingKey else {
            throw IdentityError(.invalidCertificate, "\(certificate) has no ECDSA key")
        }
        self.certificate = certificate
        self.verifyingKey = key
    }

    /// The public key of a certificate's holder: Q_U = e·P_U + Q_CA (SEC 4 section 2.6).
    ///
    /// - Throws: `IdentityError` with code `wrongIssuer` where the certificate is another issuer's, or of another curve, and
    ///   `invalidPoint` where Q_U is the point at infinity.
    public func publicKey(of certificate: ImplicitCertificate) throws(IdentityError) -> VerifyingKey {
        guard certificate.issuerIdentifier == self.identifier, certificate.level == self.verifyingKey.level
        else {
            throw IdentityError(.wrongIssuer, "\(certificate) is not by \(self.certificate)")
        }
        do {
            return try ECQV.publicKey(
                digest: certificate.digest(issuer: self.certificate),
                point: certificate.point,
                issuer: self.verifyingKey
            )
        } catch {
            throw IdentityError(.invalidPoint, "\(certificate): \(error.reason)")
        }
    }

    /// The name of a certificate's subject, as an X.509 certificate would have it: the issuer's organisation, the type, the
    /// identity.
    func subjectName(of attributes: AttributeSet) throws(IdentityError) -> DistinguishedName {
        try DistinguishedName(
            commonName: attributes.identity.description,
            organizationalUnits: [attributes.type.rawValue],
            organization: self.certificate.subjectName.organization
        )
    }
}

extension Certificate {
    /// The first 8 bytes of its SHA-256, by which implicit certificates name it where it is their issuer's.
    public var implicitIssuerIdentifier: [UInt8] {
        Array(self.thumbprint.rawRepresentation.prefix(ImplicitIssuer.identifierByteCount))
    }

    /// Whether it says that its key issues implicit certificates, and does nothing else.
    public var isImplicitIssuer: Bool {
        guard let entry = self.extensions[.extendedKeyUsage], entry.isCritical,
            let usage = try? ExtendedKeyUsage(derRepresentation: entry.value)
        else { return false }
        return usage.purposes == [.implicitCertificateIssuing] && !self.isAuthority
            && self.keyUsage == .keyAgreement
    }
}

extension ObjectIdentifier {
    /// The purpose of an issuer of implicit certificates: an arc by UUID (X.667), as there is no standard one.
    static let implicitCertificateIssuing = ObjectIdentifier(2, 25, 0xb3cf_09ac_0a1e_4904_9ff6_967d_0b66_d493)
}
