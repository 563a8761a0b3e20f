internal import InterlockCrypto

/// How an organisation of Hyperledger Fabric tells clients, peers, administrators and orderers apart.
public struct NodeUnits: Hashable, Sendable {
    /// The organizational unit that stands for a role.
    public struct Unit: Hashable, Sendable {
        /// What a member's subject must have as OU.
        public var name: String
        /// The one authority whose word on it counts; nil for any of the folder.
        public var issuer: Certificate?

        /// Names a unit.
        public init(_ name: String, issuer: Certificate? = nil) {
            self.name = name
            self.issuer = issuer
        }
    }

    /// Whether every identity must have exactly one of the units.
    public var isEnabled: Bool
    /// The unit of each role; a role that is missing is not recognised.
    public var units: [NodeRole: Unit]

    /// Makes a configuration.
    public init(isEnabled: Bool = true, units: [NodeRole: Unit]) {
        self.isEnabled = isEnabled
        self.units = units
    }

    /// The names that Fabric's own tools write: `client`, `peer`, `admin` and `orderer`.
    ///
    /// - Parameter issuer: The authority whose word counts; nil for any of the folder.
    /// - Returns: All four roles, enabled.
    public static func standard(issuer: Certificate? = nil) -> NodeUnits {
        NodeUnits(
            units: Dictionary(
                uniqueKeysWithValues: NodeRole.allCases.map { ($0, Unit($0.rawValue, issuer: issuer)) }
            )
        )
    }

    /// The roles that a subject's units stand for, one for each unit that is known.
    func roles(of subject: DistinguishedName) -> [NodeRole] {
        subject.organizationalUnits.flatMap { name in
            NodeRole.allCases.filter { self.units[$0]?.name.isExactly(name) == true }
        }
    }
}
