public import InterlockIdentity

/// The units by which an organisation of Hyperledger Fabric tells clients, peers, administrators and orderers apart.
public struct NodeUnits: Hashable, Sendable {
    /// The organizational unit that stands for a role.
    public struct Unit: Hashable, Sendable {
        /// The OU that a member's subject must have.
        public var name: String
        /// The one authority whose word on it counts; nil for any of the folder.
        public var issuer: Certificate?

        /// Names a unit.
        public init(_ name: String, issuer: Certificate? = nil) {
            self.name = name
            self.issuer = issuer
        }

        /// Texts are their bytes.
        func isNamed(_ other: String) -> Bool { self.name.utf8.elementsEqual(other.utf8) }
    }

    /// Tells whether every identity must have exactly one of the units.
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

    /// Tells whether Fabric holds identities to the units: not where it is told to and there are none (setupNodeOUsV142).
    var isEnforced: Bool { self.isEnabled && !self.units.isEmpty }

    /// For each of a subject's units that stands for a role, the role; of roles that share a name the last, as Fabric
    /// has it (validateIdentityOUsV142).
    func roles(of subject: DistinguishedName) -> [NodeRole] {
        subject.organizationalUnits.compactMap { name in
            NodeRole.inOrder.last { self.units[$0]?.isNamed(name) ?? false }
        }
    }

    /// Tells whether a subject has the unit of a role (msp/mspimpl.go, hasOURole).
    func has(_ role: NodeRole, _ subject: DistinguishedName) -> Bool {
        guard let unit = self.units[role] else { return false }
        return subject.organizationalUnits.contains(where: unit.isNamed)
    }
}

extension NodeRole {
    /// The order in which Fabric looks at roles.
    static let inOrder: [NodeRole] = [.client, .peer, .admin, .orderer]
}
