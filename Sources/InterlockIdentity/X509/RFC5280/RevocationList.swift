public import InterlockCrypto

/// A certificate revocation list, version 2 (RFC 5280 section 5): immutable, and strictly DER.
///
/// Looking up a serial number takes the same time however long the list is.
public struct RevocationList: Sendable {
    private let storage: Storage

    /// The largest list that is read, in bytes: 128 MiB.
    ///
    /// A million entries, which is ``CertificateAuthority/revocationLimit``, have 81 MB where each has a serial number
    /// of 20 octets, a reason and an invalidity date.
    public static let byteLimit = 1 << 27

    private final class Storage: Sendable {
        let der: [UInt8]
        let object: SignedObject
        let fields: TBSRevocationList

        init(_ der: [UInt8]) throws(IdentityError) {
            self.der = der
            self.object = try SignedObject(derRepresentation: der)
            self.fields = try TBSRevocationList(reading: self.object, bytes: der)
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

    /// The list's number, which grows from one list of a key and scope to the next; 0 where the list has none.
    public var number: RevocationListNumber { self.storage.fields.number ?? 0 }

    /// In a delta list, the number of the complete list that it adds to; nil in a complete list.
    public var baseNumber: RevocationListNumber? { self.storage.fields.baseNumber }

    /// Where the list says that it is published, as URIs (issuing distribution point); empty where it does not say.
    public var distributionPoints: [String] {
        self.fields.issuingDistributionPoint?.name?.names(issuer: self.issuerName).compactMap(\.uri) ?? []
    }

    /// Where newer delta lists are published, as URIs (freshest CRL); empty where it does not say.
    public var deltaDistributionPoints: [String] {
        self.fields.freshest.flatMap { $0.name?.names(issuer: self.issuerName) ?? [] }.compactMap(\.uri)
    }

    /// When it was made: what it says holds as of then.
    public var thisUpdate: Timestamp { self.storage.fields.thisUpdate }

    /// By when the next one comes: after this second it is stale.
    public var nextUpdate: Timestamp { self.storage.fields.nextUpdate }

    /// How many certificates it lists.
    public var count: Int { self.fields.entries.count }

    /// The identifier of the issuer's key.
    public var authorityKeyIdentifier: [UInt8]? { self.storage.fields.authorityKeyIdentifier }

    /// The entry for a certificate, or nil where it is not revoked.
    ///
    /// - Parameters:
    ///   - serialNumber: The certificate's.
    ///   - issuer: Who issued it, which makes a difference in indirect lists; nil for the list's issuer.
    /// - Returns: What the list says of it.
    public func entry(
        for serialNumber: SerialNumber,
        issuer: DistinguishedName? = nil
    ) -> RevokedCertificate? {
        self.fields.entries.entry(for: serialNumber, issuer: issuer)
    }

    /// Whether there is an entry for a certificate; a delta's may say that it is suspended no more.
    ///
    /// - Parameters:
    ///   - serialNumber: The certificate's.
    ///   - issuer: Who issued it; nil for the list's issuer.
    /// - Returns: Whether ``entry(for:issuer:)`` gives an entry, which this does not read.
    public func contains(_ serialNumber: SerialNumber, issuer: DistinguishedName? = nil) -> Bool {
        self.fields.entries.offset(of: serialNumber, issuer: issuer) != nil
    }

    /// All entries, in the order of the list.
    public var entries: [RevokedCertificate] { self.fields.entries.all }

    /// Says that `issuer` signed the list.
    ///
    /// - Throws: `IdentityError` with code `unknownIssuer` where the names or the key identifiers differ,
    ///   `badSignature` where the signature is not that key's, `highS` for the other form of a signature, and
    ///   `keyUsage` where the issuer may not sign lists.
    public func verifySignature(by issuer: Certificate) throws(IdentityError) {
        try self.verifySignature(by: issuer, requiresLowS: true, minimumSecurityLevel: 0)
    }

    /// The same, with a say in what signatures are good enough.
    func verifySignature(
        by issuer: Certificate,
        requiresLowS: Bool,
        minimumSecurityLevel: Int32
    ) throws(IdentityError) {
        guard self.names(issuer) else {
            throw IdentityError(.unknownIssuer, "the revocation list by \(self.issuer) is not by \(issuer)")
        }
        // RFC 5280 section 6.3.3 (f): where there is a key usage, it must allow the signing of lists.
        guard issuer.maySignLists else {
            throw IdentityError(.keyUsage, "\(issuer) may not sign revocation lists")
        }
        let object = self.storage.object
        try object.checkStrength(by: issuer, minimumSecurityLevel: minimumSecurityLevel, of: "\(self)")
        try object.verifySignature(by: issuer, of: "\(self)", requiresLowS: requiresLowS)
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

    /// Whether it says only what has changed since another list.
    public var isDelta: Bool { self.fields.baseNumber != nil }

    /// Tells whether it is complete, of all certificates and reasons, and can be used.
    package var speaksOfEverything: Bool {
        !self.isDelta && self.fields.issuingDistributionPoint == nil && self.fields.defect == nil
    }

    var fields: TBSRevocationList { self.storage.fields }
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
        let kind = self.isDelta ? "delta revocation list" : "revocation list"
        let number = self.fields.number.map { " \($0)" } ?? ""
        return "\(kind)\(number) by \(self.issuer), \(self.count) entries"
    }
}
