/// The roles of an identity for a Hyperledger Fabric organisation that tells its members apart by unit (NodeOUs).
public enum NodeRole: String, CaseIterable, Hashable, Sendable {
    /// Sends transactions.
    case client
    /// Endorses and keeps the ledger.
    case peer
    /// Changes the organisation's configuration.
    case admin
    /// Orders transactions.
    case orderer

    /// The key of `config.yaml` that speaks of the role (Fabric msp/configbuilder.go, `NodeOUs`).
    var configurationKey: String {
        switch self {
        case .client: "ClientOUIdentifier"
        case .peer: "PeerOUIdentifier"
        case .admin: "AdminOUIdentifier"
        case .orderer: "OrdererOUIdentifier"
        }
    }
}
