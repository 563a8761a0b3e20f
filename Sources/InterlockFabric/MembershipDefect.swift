/// Something for which a node of Hyperledger Fabric refuses a membership folder, or takes it otherwise than it stands.
public struct MembershipDefect: Hashable, Sendable, CustomStringConvertible {
    /// The tool whose refusal it causes.
    public enum Effect: String, Hashable, Sendable, CaseIterable {
        /// A node does not set the folder up.
        case refused
        /// A node sets the folder up, and every node finds its signer invalid.
        case signerInvalid
        /// Fabric takes the folder, and passes over something or reads it otherwise than it stands.
        case noted
    }

    /// The demand that is not met.
    public let rule: Rule
    /// The tool whose refusal it causes.
    public let effect: Effect
    /// By what, for a person.
    public let reason: String

    /// Rule, reason and the function of Fabric that says so.
    public var description: String { "\(self.rule.rawValue): \(self.reason) (\(self.rule.source))" }
}

extension MembershipDefect {
    /// A demand of Fabric.
    public enum Rule: String, Hashable, Sendable, CaseIterable {
        /// There is at least one trust anchor.
        case anchorMissing
        /// A file with PEM is a certificate or a list that Go parses.
        case unreadable
        /// Every file, and every block of a file, counts; Fabric passes over files without PEM and further blocks.
        case passedOver
        /// `config.yaml` is YAML of the shape that Fabric decodes.
        case configuration
        /// Each certificate among the authorities is one.
        case notAnAuthority
        /// An authority has a subject key identifier.
        case keyIdentifierMissing
        /// A path leads from the certificate to a trust anchor, valid one second after the certificate's own beginning; an
        /// anchor vouches for itself.
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
        /// `signcerts` holds a certificate where it is there.
        case signerMissing
        /// A member is no authority.
        case authorityAsMember
        /// A member's issuer has no authorities below it.
        case issuerNotLast
        /// A key is for ECDSA; that of an authority or an administrator may be for RSA.
        case keyKind
        /// The key store holds the signer's private key, in the clear.
        case keyMissing
        /// The signer's certificate is valid; Fabric looks at its end only.
        case expired
        /// A member has exactly one of the units, and one of those that every member must have.
        case unit
        /// A unit is vouched for by the authority that is named for it, which is one of the folder's.
        case unitIssuer
        /// The units make sense: enabled ones exist, and no two share a name.
        case unitNames
        /// There is an administrators' unit, or an administrator.
        case administratorMissing
        /// With units, an administrator is of the clients' or the administrators'.
        case administratorUnit
        /// The authorities of connections are authorities, with identifiers and one path.
        case tlsAuthority
    }
}

extension MembershipDefect.Rule {
    /// The file and function of Hyperledger Fabric 2.5 that demands it.
    public var source: String {
        switch self {
        case .anchorMissing: "msp/configbuilder.go, getMspConfig"
        case .unreadable: "msp/mspimpl.go, getCertFromPem; msp/mspimplsetup.go, setupCRLs"
        case .passedOver: "msp/configbuilder.go, getPemMaterialFromDir"
        case .configuration: "msp/configbuilder.go, Configuration"
        case .notAnAuthority, .keyIdentifierMissing: "msp/mspimplsetup.go, finalizeSetupCAs"
        case .noChain, .severalChains: "msp/mspimpl.go, getUniqueValidationChain"
        case .rewritten: "msp/cert.go, sanitizeECDSASignedCert"
        case .revoked, .strayList, .listKind: "msp/mspimplvalidate.go, validateCertAgainstChain"
        case .listWithoutIssuer: "msp/mspimplvalidate.go, getAuthorityKeyIdentifierFromCrl"
        case .signerMissing: "msp/configbuilder.go, GetLocalMspConfig"
        case .authorityAsMember: "msp/mspimpl.go, getCertificationChainForBCCSPIdentity"
        case .issuerNotLast: "msp/mspimpl.go, getValidationChain"
        case .keyKind: "bccsp/sw/keyimport.go, x509PublicKeyImportOptsKeyImporter"
        case .keyMissing: "bccsp/sw/fileks.go, GetKey"
        case .expired: "msp/mspimplsetup.go, setupSigningIdentity"
        case .unit: "msp/mspimplvalidate.go, validateIdentityOUsV142"
        case .unitIssuer: "msp/mspimplsetup.go, getCertifiersIdentifier"
        case .unitNames: "msp/mspimplsetup.go, setupNodeOUsV142"
        case .administratorMissing: "msp/mspimplsetup.go, setupAdminsV142"
        case .administratorUnit: "msp/mspimplsetup.go, postSetupV142"
        case .tlsAuthority: "msp/mspimplsetup.go, setupTLSCAs"
        }
    }
}
