public import InterlockCrypto

/// A participant's certificate of either kind, with the key that it gives.
public struct Credential: Hashable, Sendable {
    /// The kinds.
    public enum Form: Hashable, Sendable {
        /// X.509, signed by its issuer.
        case x509(Certificate)
        /// Implicit: there is no signature, the key itself depends on all that it says.
        case implicit(ImplicitCertificate)
    }

    /// The certificate.
    public let form: Form
    /// The key with which its holder signs.
    public let verifyingKey: VerifyingKey
    /// Whom it speaks of, as RFC 4514 writes it.
    public let subject: String

    /// Takes an X.509 certificate.
    ///
    /// - Throws: `IdentityError` with code `invalidCertificate` where its key is not ECDSA on one of the three curves.
    public init(_ certificate: Certificate) throws(IdentityError) {
        guard let key = certificate.verifyingKey else {
            throw IdentityError(.invalidCertificate, "\(certificate) has no ECDSA key")
        }
        self.form = .x509(certificate)
        self.verifyingKey = key
        self.subject = certificate.subject
    }

    /// Takes an implicit certificate, and computes its key.
    ///
    /// - Throws: as ``ImplicitIssuer/publicKey(of:)``, and `IdentityError` with code `invalidEncoding` for an identity that no
    ///   name can hold.
    public init(_ certificate: ImplicitCertificate, issuer: ImplicitIssuer) throws(IdentityError) {
        self.form = .implicit(certificate)
        self.verifyingKey = try issuer.publicKey(of: certificate)
        self.subject = try issuer.subjectName(of: certificate.attributes).description
    }

    /// The SHA-256 of the certificate.
    public var thumbprint: Digest {
        switch self.form {
        case .x509(let certificate): certificate.thumbprint
        case .implicit(let certificate): certificate.thumbprint
        }
    }

    /// The serial number.
    public var serialNumber: SerialNumber {
        switch self.form {
        case .x509(let certificate): certificate.serialNumber
        case .implicit(let certificate): certificate.serialNumber
        }
    }

    /// The first and the last second of its validity.
    public var validity: ClosedRange<Timestamp> {
        switch self.form {
        case .x509(let certificate): certificate.notBefore...max(certificate.notBefore, certificate.notAfter)
        case .implicit(let certificate): certificate.notBefore...certificate.notAfter
        }
    }
}

extension Credential: CustomStringConvertible {
    /// Subject and serial number.
    public var description: String { "\(self.subject) (serial \(self.serialNumber))" }
}
