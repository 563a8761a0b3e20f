public import InterlockCrypto

/// A certificate revocation list, version 2 (RFC 5280 section 5): immutable, and strictly DER.
///
/// Looking up a serial number takes the same time however long the list is.
public struct RevocationList: Sendable {
    private let storage: Storage

    /// The largest list that is read, in bytes: 64 MiB, about 1.5 million entries.
    public static let byteLimit = 1 << 26

    private final class Storage: Sendable {
        let der: [UInt8]
        let object: SignedObject
        let fields: TBSRevocationList

        init(_ der: [UInt8]) throws(IdentityError) {
            self.der = der
            self.object = try SignedObject(derRepresentation: der)
            self.fields = try TBSRevocationList(reading: self.object)
        }
    }

    /// Reads the DER of one list; whether its issuer signed it is asked by ``verifySignature(by:)``.
    ///
    /// - Throws: `IdentityError` with code `limitExceeded` above ``byteLimit``, and `invalidEncoding` for bytes that
    ///   are not DER or not a version 2 list with a time of next update, or have more after it.
    public init(derRepresentation der: [UInt8]) throws(IdentityError) {
        guard der.count <= Self.byteLimit else {
            throw IdentityError(
                .limitExceeded,
                "a revocation list of \(der.count) bytes; the limit is \(Self.byteLimit)"
            )
        }
        self.storage = try Storage(der)
    }

    /// The bytes it was read from.
    public var derRepresentation: [UInt8] { self.storage.der }

    /// Who signed it.
    public var issuerName: DistinguishedName { self.storage.fields.issuer }

    /// Who signed it, as RFC 4514 writes it.
    public var issuer: String { self.issuerName.description }

    /// The list's number, which grows from one list of an issuer to the next; 0 where it has none.
    public var number: UInt64 { self.storage.fields.number }

    /// When it was made: what it says holds as of then.
    public var thisUpdate: Timestamp { self.storage.fields.thisUpdate }

    /// By when the next one comes: after this second it is stale.
    public var nextUpdate: Timestamp { self.storage.fields.nextUpdate }

    /// How many certificates it lists.
    public var count: Int { self.storage.fields.places.count }

    /// The identifier of the issuer's key.
    public var authorityKeyIdentifier: [UInt8]? { self.storage.fields.authorityKeyIdentifier }

    /// The entry for a certificate of this issuer, or nil where it is not revoked.
    public func entry(for serialNumber: SerialNumber) -> RevokedCertificate? {
        self.storage.fields.entry(for: serialNumber)
    }

    /// All entries, in the order of their serial numbers' bytes.
    public var entries: [RevokedCertificate] {
        self.storage.fields.places.keys.compactMap(self.entry)
            .sorted {
                $0.serialNumber.rawRepresentation.lexicographicallyPrecedes($1.serialNumber.rawRepresentation)
            }
    }

    /// Says that `issuer` signed the list.
    ///
    /// - Throws: `IdentityError` with code `unknownIssuer` where the names or the key identifiers differ,
    ///   `badSignature` where the signature is not that key's, `highS` for the other form of a signature, and
    ///   `invalidCertificate` where the issuer may not sign lists.
    public func verifySignature(by issuer: Certificate) throws(IdentityError) {
        guard self.names(issuer) else {
            throw IdentityError(.unknownIssuer, "the revocation list by \(self.issuer) is not by \(issuer)")
        }
        // RFC 5280 section 6.3.3 (f): where there is a key usage, it must allow the signing of lists.
        guard issuer.keyUsage?.contains(.crlSign) ?? true else {
            throw IdentityError(.invalidCertificate, "\(issuer) may not sign revocation lists")
        }
        try self.storage.object.verifySignature(by: issuer, of: "the revocation list by \(self.issuer)")
    }

    /// Whether `issuer` signed the list, and may; ``verifySignature(by:)`` says why not.
    public func isSigned(by issuer: Certificate) -> Bool {
        do {
            try self.verifySignature(by: issuer)
            return true
        } catch {
            return false
        }
    }

    /// Whether the list says that `issuer` made it.
    func names(_ issuer: Certificate) -> Bool {
        guard self.issuerName == issuer.subjectName else { return false }
        guard let wanted = self.authorityKeyIdentifier, let found = issuer.subjectKeyIdentifier else {
            return true
        }
        return wanted == found
    }

    /// The critical extension, of the list or of an entry, that this library does not understand, if any.
    ///
    /// Such a list must not be used (RFC 5280 section 5.2).
    var unknownCriticalExtension: String? { self.storage.fields.unknownCriticalExtension }
}

extension RevocationList: Hashable {
    /// Whether both are the same bytes.
    public static func == (left: RevocationList, right: RevocationList) -> Bool {
        left.storage === right.storage || left.storage.der == right.storage.der
    }

    /// Hashes the signature, which differs from list to list.
    public func hash(into hasher: inout Hasher) { hasher.combine(self.storage.object.signature) }
}

extension RevocationList: CustomStringConvertible {
    /// Issuer, number and count.
    public var description: String {
        "revocation list \(self.number) by \(self.issuer), \(self.count) entries"
    }
}
