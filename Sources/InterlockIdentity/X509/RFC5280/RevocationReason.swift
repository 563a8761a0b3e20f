/// Why a certificate was revoked (RFC 5280 section 5.3.1).
public enum RevocationReason: UInt8, CaseIterable, Hashable, Sendable {
    /// Nothing was said; written by leaving the reason out.
    case unspecified = 0
    /// The holder's private key is known to others, or may be.
    case keyCompromise = 1
    /// The authority's private key is known to others, or may be.
    case authorityCompromise = 2
    /// The holder's name or another part of the certificate has changed.
    case affiliationChanged = 3
    /// A newer certificate stands in its place.
    case superseded = 4
    /// It is no longer needed for its purpose.
    case cessationOfOperation = 5
    /// It is suspended and may come back.
    case certificateHold = 6
    /// In a delta list: it is suspended no more.
    case removeFromList = 8
    /// A right that it states was taken back.
    case privilegeWithdrawn = 9
    /// The attribute authority's private key is known to others, or may be.
    case attributeAuthorityCompromise = 10
}

extension RevocationReason: LosslessStringConvertible {
    /// Reads the name that RFC 5280 gives it.
    public init?(_ description: String) {
        guard let reason = Self.allCases.first(where: { $0.description == description }) else { return nil }
        self = reason
    }

    /// The name that RFC 5280 gives it.
    public var description: String {
        switch self {
        case .unspecified: "unspecified"
        case .keyCompromise: "keyCompromise"
        case .authorityCompromise: "cACompromise"
        case .affiliationChanged: "affiliationChanged"
        case .superseded: "superseded"
        case .cessationOfOperation: "cessationOfOperation"
        case .certificateHold: "certificateHold"
        case .removeFromList: "removeFromCRL"
        case .privilegeWithdrawn: "privilegeWithdrawn"
        case .attributeAuthorityCompromise: "aACompromise"
        }
    }
}
