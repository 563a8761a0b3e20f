/// Something for which a node of Hyperledger Fabric would refuse a membership folder, or take it otherwise than it stands.
public struct MembershipDefect: Hashable, Sendable, CustomStringConvertible {
    /// What Fabric demands.
    public enum Rule: String, Hashable, Sendable, CaseIterable {
        /// There is at least one trust anchor.
        case anchorMissing
        /// What stands among the authorities is one.
        case notAnAuthority
        /// An authority has a subject key identifier.
        case keyIdentifierMissing
        /// A path leads from the certificate to a trust anchor, valid one second after the certificate's own beginning.
        case noChain
        /// There is one such path only.
        case severalChains
        /// The signature has the lower s; Fabric rewrites a certificate that has not.
        case rewritten
        /// The certificate is not on its issuer's list.
        case revoked
        /// Every list has an authority key identifier: without, Fabric finds every identity invalid.
        case listWithoutIssuer
        /// Every list is signed by an authority of the folder: Fabric passes over another without a word.
        case strayList
        /// A list is complete and speaks for its own issuer: Fabric knows neither delta nor indirect lists.
        case listKind
        /// A member is no authority.
        case authorityAsMember
        /// A member's issuer has no authorities below it.
        case issuerNotLast
        /// A member's key is for ECDSA.
        case keyKind
        /// Who signs is within the validity of the certificate.
        case expired
        /// A member has exactly one of the units.
        case unit
        /// A unit is vouched for by the authority that is named for it.
        case unitIssuer
        /// The units make sense: enabled ones exist, and no two share a name.
        case unitNames
        /// There is an administrators' unit, or an administrator.
        case administratorMissing
        /// With units, an administrator is of the clients' or the administrators'.
        case administratorUnit
        /// The authorities of connections are authorities, with identifiers and one path, and valid.
        case tlsAuthority
    }

    /// Which demand is not met.
    public let rule: Rule
    /// By what, for a person.
    public let reason: String

    /// Rule, reason and the function of Fabric that says so.
    public var description: String { "\(self.rule.rawValue): \(self.reason) (\(self.rule.source))" }

    /// As the error of this module.
    var error: IdentityError { IdentityError(self.rule.code, "Fabric: \(self)") }
}

extension MembershipDefect.Rule {
    /// The file and function of Hyperledger Fabric 2.5 that demands it.
    public var source: String {
        switch self {
        case .anchorMissing: "msp/mspimplsetup.go, setupCAs"
        case .notAnAuthority, .keyIdentifierMissing: "msp/mspimplsetup.go, finalizeSetupCAs"
        case .noChain, .severalChains: "msp/mspimpl.go, getUniqueValidationChain"
        case .rewritten: "msp/cert.go, sanitizeECDSASignedCert"
        case .revoked, .strayList, .listKind: "msp/mspimplvalidate.go, validateCertAgainstChain"
        case .listWithoutIssuer: "msp/mspimplvalidate.go, getAuthorityKeyIdentifierFromCrl"
        case .authorityAsMember: "msp/mspimpl.go, getCertificationChainForBCCSPIdentity"
        case .issuerNotLast: "msp/mspimpl.go, getValidationChain"
        case .keyKind: "msp/identities.go, Verify"
        case .expired: "msp/mspimplsetup.go, setupSigningIdentity"
        case .unit, .unitIssuer: "msp/mspimplvalidate.go, validateIdentityOUsV142"
        case .unitNames: "msp/mspimplsetup.go, setupNodeOUsV142"
        case .administratorMissing: "msp/mspimplsetup.go, setupAdminsV142"
        case .administratorUnit: "msp/mspimplsetup.go, postSetupV142"
        case .tlsAuthority: "msp/mspimplsetup.go, setupTLSCAs"
        }
    }

    var code: IdentityError.Code {
        switch self {
        case .noChain, .strayList, .unitIssuer: .unknownIssuer
        case .rewritten: .highS
        case .revoked: .revoked
        case .expired: .expired
        case .keyKind: .weakAlgorithm
        case .unit, .administratorUnit: .keyUsage
        default: .invalidCertificate
        }
    }
}
