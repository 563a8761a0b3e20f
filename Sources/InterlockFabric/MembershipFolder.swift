public import InterlockIdentity

/// The content of a Hyperledger Fabric membership service provider (MSP): an organisation's authorities, its lists and rules,
/// and one member who signs.
///
/// ```swift
/// let folder = MembershipFolder(authorities: [root], signer: leaf, nodeUnits: .standard(issuer: root))
/// try folder.check(at: now)
/// try folder.write(to: "peer0/msp", unencryptedKey: key)
/// ```
public struct MembershipFolder: Hashable, Sendable {
    /// `cacerts`: the trust anchors; at least one.
    public var authorities: [Certificate]
    /// `intermediatecerts`: the authorities below them.
    public var intermediates: [Certificate]
    /// `tlscacerts`: the trust anchors of connections.
    public var tlsAuthorities: [Certificate]
    /// `tlsintermediatecerts`: the authorities below them.
    public var tlsIntermediates: [Certificate]
    /// `admincerts`: administrators named one by one, as it was before an administrators' unit could be.
    public var administrators: [Certificate]
    /// `crls`.
    public var revocationLists: [RevocationList]
    /// `signcerts`: who signs; nil in a folder that only verifies.
    public var signer: Certificate?
    /// The units of `config.yaml` that tell roles apart (`NodeOUs`); nil where there are none.
    public var nodeUnits: NodeUnits?
    /// The units of which every member must have one, by word of the authority named for it
    /// (`OrganizationalUnitIdentifiers`); empty for no such demand.
    public var requiredUnits: [NodeUnits.Unit]

    /// Puts a folder's content together; whether Fabric takes it is what ``check(at:)`` says.
    public init(
        authorities: [Certificate],
        intermediates: [Certificate] = [],
        tlsAuthorities: [Certificate] = [],
        tlsIntermediates: [Certificate] = [],
        administrators: [Certificate] = [],
        revocationLists: [RevocationList] = [],
        signer: Certificate? = nil,
        nodeUnits: NodeUnits? = nil,
        requiredUnits: [NodeUnits.Unit] = []
    ) {
        self.authorities = authorities
        self.intermediates = intermediates
        self.tlsAuthorities = tlsAuthorities
        self.tlsIntermediates = tlsIntermediates
        self.administrators = administrators
        self.revocationLists = revocationLists
        self.signer = signer
        self.nodeUnits = nodeUnits
        self.requiredUnits = requiredUnits
    }

    /// The most files of one of the folders: an organisation has a few authorities.
    public static let fileLimit = 1_024
}

extension MembershipFolder {
    /// The names that Fabric reads (msp/configbuilder.go).
    enum Name {
        static let authorities = "cacerts"
        static let intermediates = "intermediatecerts"
        static let tlsAuthorities = "tlscacerts"
        static let tlsIntermediates = "tlsintermediatecerts"
        static let administrators = "admincerts"
        static let revocationLists = "crls"
        static let signer = "signcerts"
        static let keys = "keystore"
        static let configuration = "config.yaml"
        /// In the key store: says that the signer's key is elsewhere.
        static let keyElsewhere = "KEY-IS-ELSEWHERE.txt"
    }
}
