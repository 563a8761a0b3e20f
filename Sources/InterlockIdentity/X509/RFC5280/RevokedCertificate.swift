public import InterlockCrypto

/// An entry of a revocation list (RFC 5280 section 5.3).
public struct RevokedCertificate: Hashable, Sendable {
    /// The certificate's serial number; its issuer is the list's.
    public let serialNumber: SerialNumber
    /// When the authority revoked it.
    public let revokedAt: Timestamp
    /// Why.
    public let reason: RevocationReason

    /// Makes an entry.
    public init(serialNumber: SerialNumber, revokedAt: Timestamp, reason: RevocationReason = .unspecified) {
        self.serialNumber = serialNumber
        self.revokedAt = revokedAt
        self.reason = reason
    }

    /// The entry in DER; a reason of "unspecified" is left out (RFC 5280 section 5.3.1).
    func derRepresentation() throws(IdentityError) -> [UInt8] {
        let start =
            DER.element(DERTag.integer, self.serialNumber.rawRepresentation) + (try DER.time(self.revokedAt))
        guard self.reason != .unspecified else { return DER.sequence(start) }
        let code = DER.element(DERTag.enumerated, [self.reason.rawValue])
        let reason = CertificateExtension(.reasonCode, isCritical: false, value: code)
        return DER.sequence(start, DER.sequence(reason.derRepresentation))
    }

    /// Reads an entry; `hasUnknownCritical` is set where it holds a critical extension that is not understood.
    init(reading content: DERReader, hasUnknownCritical: inout Bool) throws(IdentityError) {
        var content = content
        self.serialNumber = try SerialNumber(rawRepresentation: content.readInteger())
        self.revokedAt = try content.readTime()
        var reason = RevocationReason.unspecified
        if !content.isAtEnd {
            for entry in try CertificateExtension.readAll(content.read(DERTag.sequence)) {
                if entry.identifier == .reasonCode {
                    reason = try Self.reason(entry.value)
                } else if entry.isCritical {
                    hasUnknownCritical = true
                }
            }
        }
        self.reason = reason
        try content.finish()
    }

    private static func reason(_ value: [UInt8]) throws(IdentityError) -> RevocationReason {
        var content = DERReader(value)
        let code = try content.readUnsigned(DERTag.enumerated)
        try content.finish()
        guard let reason = UInt8(exactly: code).flatMap(RevocationReason.init(rawValue:)) else {
            throw IdentityError(.invalidEncoding, "there is no revocation reason \(code)")
        }
        return reason
    }
}
