public import InterlockCrypto

/// An implicit certificate (ECQV, SEC 4 v1.0): whom it speaks of, and a point from which, with the issuer's key, anyone
/// computes its holder's public key.
///
/// There is no signature. That anyone could have made these bytes does not matter, for only the issuer can make some
/// to which somebody has the key: a certificate proves nothing until a signature verifies with the key that it gives.
///
/// Deterministic CBOR in one form only, never a message that anybody signs. Docs/Formats.md, "Implicit certificate".
public struct ImplicitCertificate: Sendable {
    let contents: Contents
    /// The reconstruction point P_U.
    public let point: VerifyingKey
    /// The certificate's bytes.
    public let encoded: [UInt8]
    /// The SHA-256 of the bytes, by which messages name it.
    public let thumbprint: Digest

    /// The largest certificate that is read, in bytes: an attribute set of 8 KiB, and what stands beside it.
    public static let byteLimit = AttributeSet.maximumByteCount + 256

    /// Puts a certificate together.
    init(_ contents: Contents, point: VerifyingKey) {
        self.contents = contents
        self.point = point
        self.encoded = contents.encoded(point: point)
        self.thumbprint = Digest(hashing: self.encoded)
    }

    /// The serial number: one of those of the authority that certified the issuer, on whose lists it stands when it is
    /// revoked.
    public var serialNumber: SerialNumber { self.contents.serialNumber }
    /// By which the issuer's certificate is found: the first 8 bytes of its SHA-256.
    public var issuerIdentifier: [UInt8] { self.contents.issuerIdentifier }
    /// The first second of its validity.
    public var notBefore: Timestamp { self.contents.notBefore }
    /// The last second of its validity.
    public var notAfter: Timestamp { self.contents.notAfter }
    /// Whom it speaks of: what it binds to its holder's key.
    public var attributes: AttributeSet { self.contents.attributes }
    /// The curve, and the hash function that goes with it; those of the issuer's key.
    public var level: SecurityLevel { self.point.level }

    /// What e is made of: H(H(certificate) ‖ H(issuer)), both whole, as IEEE 1609.2 section 6.4.3 has it.
    ///
    /// H is the level's hash function; the issuer's certificate enters in DER.
    package func digest(issuer: Certificate) -> [UInt8] {
        let hash = self.level.hashFunction
        return hash.hash(hash.hash(self.encoded) + hash.hash(issuer.derRepresentation))
    }
}

extension ImplicitCertificate: Hashable {
    /// Whether both are the same bytes.
    public static func == (left: ImplicitCertificate, right: ImplicitCertificate) -> Bool {
        left.encoded == right.encoded
    }

    /// Hashes the thumbprint.
    public func hash(into hasher: inout Hasher) { hasher.combine(self.thumbprint) }
}

extension ImplicitCertificate: CustomStringConvertible {
    /// The identity and the serial number.
    public var description: String { "\(self.attributes.identity) (implicit, serial \(self.serialNumber))" }
}
