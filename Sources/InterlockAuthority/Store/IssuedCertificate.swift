public import InterlockCrypto
public import InterlockIdentity

/// A certificate as its authority's store keeps it.
public struct IssuedCertificate: Hashable, Sendable {
    /// Since when, and why, it is not to be relied on.
    public struct Revocation: Hashable, Sendable {
        /// When it was revoked.
        public let at: Timestamp
        /// Why.
        public let reason: RevocationReason
        /// Since when its key may have been another's (RFC 5280 section 5.3.2).
        public let invalidSince: Timestamp?
    }

    /// The serial number.
    public let serialNumber: SerialNumber
    /// Whom it speaks of, as RFC 4514 writes it.
    public let subject: String
    /// The identity; of an authority, its subject.
    public let identity: String
    /// The profile's name.
    public let profile: String
    /// The key's number among those of this identity and profile; 0 at first.
    public let generation: UInt32
    /// The certificate's number among those of one key; 0 at first.
    public let renewal: UInt32
    /// The SHA-256 of the public key's DER; of an implicit certificate, of the point in its request.
    public let key: Digest
    /// The attributes' canonical encoding; nil where it states none.
    public let attributes: [UInt8]?
    /// The first and the last second of its validity.
    public let validity: ClosedRange<Timestamp>
    /// The certificate's bytes: DER, or the CBOR of an implicit one.
    public let derRepresentation: [UInt8]
    /// The revocation; nil while there is none.
    public let revocation: Revocation?
    /// The number of the journal's record of its issue.
    public let record: UInt64
    /// The number of the journal's record of its last revocation or release.
    let revocationRecord: UInt64?

    /// What can be said of a certificate at a moment.
    public enum Status: String, Hashable, Sendable, CaseIterable, Codable {
        /// It may be relied on.
        case valid
        /// Its time has not come.
        case pending
        /// Its time is over.
        case expired
        /// It is suspended.
        case held
        /// It is revoked for good.
        case revoked
    }

    /// Its status at a moment; a revoked certificate stays so when its time is over.
    public func status(at moment: Timestamp) -> Status {
        if let revocation = self.revocation {
            return revocation.reason == .certificateHold ? .held : .revoked
        }
        if moment < self.validity.lowerBound { return .pending }
        return moment > self.validity.upperBound ? .expired : .valid
    }

    /// Whether it is an implicit certificate.
    public var isImplicit: Bool { self.profile == EnrolmentProfile.implicit.rawValue }

    /// The implicit certificate, read.
    ///
    /// - Throws: `AuthorityError` with code `corrupt` where the store's bytes are none.
    public func implicitCertificate() throws(AuthorityError) -> ImplicitCertificate {
        do {
            return try ImplicitCertificate(encoded: self.derRepresentation)
        } catch {
            throw AuthorityError(.corrupt, "the stored implicit certificate \(self.serialNumber): \(error)")
        }
    }

    /// The X.509 certificate, read.
    ///
    /// - Throws: `AuthorityError` with code `corrupt` where the store's bytes are none.
    public func certificate() throws(AuthorityError) -> Certificate {
        do {
            return try Certificate(derRepresentation: self.derRepresentation)
        } catch {
            throw AuthorityError(.corrupt, "the stored certificate \(self.serialNumber): \(error)")
        }
    }
}
