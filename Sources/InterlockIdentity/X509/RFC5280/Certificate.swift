internal import COpenSSL
public import InterlockCrypto

/// An X.509 certificate (RFC 5280): immutable, and strictly DER.
///
/// Reading one says that its bytes are well formed, not that anyone should believe them: that is what a
/// ``ChainVerifier`` decides.
public struct Certificate: Sendable {
    private let storage: Storage

    /// The largest certificate that is read, in bytes: real ones have 1 or 2 kB.
    public static let byteLimit = 1 << 16

    /// Everything that is worked out once, when the certificate is read.
    private final class Storage: Sendable {
        let der: [UInt8]
        let object: SignedObject
        let fields: TBSCertificate
        let handle: X509Handle
        let verifyingKey: VerifyingKey?
        let thumbprint: Digest

        init(_ der: [UInt8]) throws(IdentityError) {
            self.der = der
            try DERReader(der).checkTree()
            self.object = try SignedObject(derRepresentation: der)
            self.fields = try TBSCertificate(reading: self.object)
            self.handle = try X509Handle(derRepresentation: der)
            self.verifyingKey = try? VerifyingKey(derRepresentation: self.fields.publicKeyInfo)
            self.thumbprint = Digest(hashing: der)
        }
    }

    /// Reads the DER of one certificate.
    ///
    /// - Throws: `IdentityError` with code `limitExceeded` above ``byteLimit``, `invalidEncoding` for bytes that are
    ///   not DER or not a certificate or have more after it, and `invalidCertificate` where the two signature
    ///   algorithms differ or an extension is there twice.
    public init(derRepresentation der: [UInt8]) throws(IdentityError) {
        guard der.count <= Self.byteLimit else {
            throw IdentityError(
                .limitExceeded,
                "a certificate of \(der.count) bytes; the limit is \(Self.byteLimit)"
            )
        }
        self.storage = try Storage(der)
    }

    /// The bytes it was read from.
    public var derRepresentation: [UInt8] { self.storage.der }

    /// The SHA-256 digest of the DER, by which COSE's `x5t` names it (RFC 9360).
    public var thumbprint: Digest { self.storage.thumbprint }

    /// The serial number, unique for its issuer.
    public var serialNumber: SerialNumber { self.storage.fields.serialNumber }

    /// Whom it speaks of, as RFC 4514 writes it.
    public var subject: String { self.subjectName.description }

    /// Who signed it, as RFC 4514 writes it.
    public var issuer: String { self.issuerName.description }

    /// Whom it speaks of.
    public var subjectName: DistinguishedName { self.storage.fields.subject }

    /// Who signed it.
    public var issuerName: DistinguishedName { self.storage.fields.issuer }

    /// The first second of its validity.
    public var notBefore: Timestamp { self.storage.fields.notBefore }

    /// The last second of its validity.
    public var notAfter: Timestamp { self.storage.fields.notAfter }

    /// The subject's public key; nil where it is not ECDSA on P-256, P-384 or P-521, or is not written as RFC 5480
    /// demands: a named curve, the point uncompressed or compressed.
    public var verifyingKey: VerifyingKey? { self.storage.verifyingKey }

    /// Tells whether both certificates are of one public key, in whatever form each writes it.
    package func hasSameKey(as other: Certificate) -> Bool {
        if let own = self.verifyingKey, let others = other.verifyingKey { return own == others }
        return self.fields.publicKeyInfo == other.fields.publicKeyInfo
            || self.handle.hasSameKey(as: other.handle)
    }

    /// What the attribute extension 1.2.3.4.5.6.7.8.1 holds: the JSON that Hyperledger Fabric CA writes.
    public var attributeExtension: [UInt8]? { self.storage.fields.extensions[.fabricAttributes]?.value }

    /// Whether it says of its subject that it is an authority (basic constraints, cA).
    public var isAuthority: Bool { self.storage.fields.isAuthority }

    /// The identifier of the subject's key, where it has one.
    public var subjectKeyIdentifier: [UInt8]? { self.storage.fields.subjectKeyIdentifier }

    /// The identifier of the issuer's key, where it has one.
    public var authorityKeyIdentifier: [UInt8]? { self.storage.fields.authorityKeyIdentifier }

    /// Whether subject and issuer are the same name.
    var isSelfIssued: Bool { self.subjectName == self.issuerName }

    /// Everything that it says.
    var fields: TBSCertificate { self.storage.fields }

    var extensions: [CertificateExtension] { self.storage.fields.extensions }

    var keyUsage: KeyUsage? { self.storage.fields.keyUsage }

    var signedObject: SignedObject { self.storage.object }

    var handle: X509Handle { self.storage.handle }
}

extension Certificate: Hashable {
    /// Whether both are the same bytes.
    public static func == (left: Certificate, right: Certificate) -> Bool {
        left.storage === right.storage || left.storage.der == right.storage.der
    }

    /// Hashes the thumbprint.
    public func hash(into hasher: inout Hasher) { hasher.combine(self.thumbprint) }
}

extension Certificate: CustomStringConvertible {
    /// Subject and serial number.
    public var description: String { "\(self.subject) (serial \(self.serialNumber))" }
}
