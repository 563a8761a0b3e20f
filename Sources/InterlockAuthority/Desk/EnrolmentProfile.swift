internal import InterlockIdentity

/// The profiles of certificates that are asked for, by the names that store and journal keep.
public enum EnrolmentProfile: String, Hashable, Sendable, CaseIterable, Codable {
    /// Signs messages.
    case participant
    /// Signs messages for a week at most, and needs no revocation list.
    case shortLived
    /// A participant that Hyperledger Fabric knows as a client.
    case client
    /// Endorses and validates.
    case peer
    /// Orders transactions.
    case orderer
    /// Administers an organisation's nodes.
    case administrator
    /// Stands between participants and the network.
    case gateway
    /// Receives an encrypted delivery.
    case transport
    /// Signs OCSP responses; without attributes.
    case ocspSigner
    /// A TLS server; without attributes.
    case tlsServer
    /// A TLS client; without attributes.
    case tlsClient
    /// Both ends of TLS; without attributes.
    case tlsNode
    /// Issues implicit certificates; without attributes of its own.
    case implicitIssuer
    /// Signs messages by an implicit certificate; nothing in X.509 is issued for it.
    case implicit

    /// Tells whether its certificates may state attributes.
    public var mayHaveAttributes: Bool { !self.isTLS && ![.ocspSigner, .implicitIssuer].contains(self) }

    /// Tells whether its certificates must state attributes: nodes of a network need neither wallet nor credit nor permissions.
    public var needsAttributes: Bool { self.mayHaveAttributes && !self.isNode }

    /// Tells whether its certificates may name hosts.
    public var mayNameHosts: Bool { self.isNode || self.isTLS }

    /// Tells whether it is for a member of a Hyperledger Fabric organisation, by role.
    var isNode: Bool { [.client, .peer, .orderer, .administrator, .gateway].contains(self) }

    /// Tells whether it is for an end of TLS and nothing else.
    var isTLS: Bool { [.tlsServer, .tlsClient, .tlsNode].contains(self) }

    /// Tells whether one key may be certified for both where the operator says so: for a node, and for the TLS of that node.
    func mayShareKey(with other: EnrolmentProfile) -> Bool {
        self.isNode && other.isTLS || self.isTLS && other.isNode
    }

    /// For how many seconds a certificate is valid at most.
    public var maximumLifetime: Int64 { self.certificateProfile.maximumLifetime }

    var certificateProfile: CertificateProfile {
        switch self {
        case .participant: .participant
        case .shortLived: .shortLived
        case .client: .client
        case .peer: .peer
        case .orderer: .orderer
        case .administrator: .administrator
        case .gateway: .gateway
        case .transport: .transport
        case .ocspSigner: .ocspSigner
        case .tlsServer: .tlsServer
        case .tlsClient: .tlsClient
        case .tlsNode: .tlsNode
        case .implicitIssuer: .implicitIssuer
        case .implicit: .participant
        }
    }
}
