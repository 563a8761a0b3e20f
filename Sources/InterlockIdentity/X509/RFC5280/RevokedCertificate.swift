public import InterlockCrypto

/// An entry of a revocation list (RFC 5280 section 5.3).
public struct RevokedCertificate: Hashable, Sendable {
    /// The certificate's serial number.
    public let serialNumber: SerialNumber
    /// When the authority revoked it.
    public let revokedAt: Timestamp
    /// Why.
    public let reason: RevocationReason
    /// Since when the key is known or suspected to be in other hands, where that is said; it may be earlier.
    public let invalidityDate: Timestamp?
    /// Who issued the certificate; nil where the list's issuer did.
    public let certificateIssuer: DistinguishedName?

    /// Makes an entry for a certificate of the list's issuer.
    ///
    /// - Parameters:
    ///   - serialNumber: The certificate's.
    ///   - revokedAt: When it was revoked.
    ///   - reason: Why; `removeFromList` is for delta lists only.
    ///   - invalidityDate: Since when it should not have been relied on; nil for not said.
    public init(
        serialNumber: SerialNumber,
        revokedAt: Timestamp,
        reason: RevocationReason = .unspecified,
        invalidityDate: Timestamp? = nil
    ) {
        self.serialNumber = serialNumber
        self.revokedAt = revokedAt
        self.reason = reason
        self.invalidityDate = invalidityDate
        self.certificateIssuer = nil
    }

    init(_ entry: RevocationEntry, issuer: DistinguishedName?) {
        self.serialNumber = entry.serialNumber
        self.revokedAt = entry.revokedAt
        self.reason = entry.reason
        self.invalidityDate = entry.invalidityDate
        self.certificateIssuer = issuer
    }

    /// The entry in DER; a reason of "unspecified" is left out (RFC 5280 section 5.3.1).
    func derRepresentation() throws(IdentityError) -> [UInt8] {
        var extensions: [UInt8] = []
        if self.reason != .unspecified {
            let code = DER.element(DERTag.enumerated, [self.reason.rawValue])
            extensions +=
                CertificateExtension(.reasonCode, isCritical: false, value: code).derRepresentation
        }
        if let date = self.invalidityDate {
            extensions +=
                CertificateExtension(
                    .invalidityDate,
                    isCritical: false,
                    value: try DER.generalizedTime(date)
                ).derRepresentation
        }
        return DER.sequence(
            DER.element(DERTag.integer, self.serialNumber.rawRepresentation),
            try DER.time(self.revokedAt),
            extensions.isEmpty ? [] : DER.element(DERTag.sequence, extensions)
        )
    }
}
