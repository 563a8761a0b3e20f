/// `config.yaml` of a membership folder as Fabric reads it (msp/configbuilder.go, `Configuration`, over yaml.v2).
///
/// Keys that Fabric does not know are passed over, and of a key that is there twice the last value counts; ``remarks``
/// names both.
struct ConfigurationFile {
    struct Unit: Hashable {
        var name: String
        /// The path of an authority's file, seen from the folder.
        var certificate: String?
    }

    struct RoleUnits: Hashable {
        var isEnabled: Bool
        /// Units with a name; Fabric passes over a role whose unit has none.
        var units: [NodeRole: Unit]
    }

    /// `OrganizationalUnitIdentifiers`: a member has one of these.
    private(set) var requiredUnits: [Unit] = []
    /// `NodeOUs`; nil where it is not there.
    private(set) var nodeUnits: RoleUnits?
    /// Keys that do not count, for a person.
    private(set) var remarks: [String] = []

    /// A configuration of four roles has a few hundred bytes.
    static let byteLimit = 1 << 16
    /// The most aliases of a file: Yams compares keys whole, however often an alias repeats their parts.
    static let aliasLimit = 16

    private enum Key {
        static let requiredUnits = "OrganizationalUnitIdentifiers"
        static let nodeUnits = "NodeOUs"
        static let enable = "Enable"
        static let name = "OrganizationalUnitIdentifier"
        static let certificate = "Certificate"
    }

    /// Reads a file.
    ///
    /// - Throws: `FabricError` with code `invalidEncoding` for what is no YAML or has another shape, and `limitExceeded`.
    init(reading bytes: [UInt8]) throws(FabricError) {
        let document = try ConfigurationDocument(reading: Self.text(bytes))
        guard let root = document.root else { return }
        self.remarks = document.doubledKeys.map { "\($0) is there twice; the last one counts" }
        for (key, value) in try root.entries() {
            switch key {
            case Key.requiredUnits:
                self.requiredUnits = []
                for item in try value.items() { self.requiredUnits.append(try self.requiredUnit(item)) }
            case Key.nodeUnits:
                if value.isNull { self.nodeUnits = nil } else { try self.readRoleUnits(value) }
            default: self.pass(over: value)
            }
        }
    }

    private mutating func pass(over node: ConfigurationNode) {
        self.remarks.append("\(node.place) is not known")
    }

    private static func text(_ bytes: [UInt8]) throws(FabricError) -> String {
        guard bytes.count <= Self.byteLimit else {
            throw FabricError(.limitExceeded, "config.yaml: more than \(Self.byteLimit) bytes")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw FabricError(.invalidEncoding, "config.yaml: not UTF-8")
        }
        guard Self.aliasCount(bytes) <= Self.aliasLimit else {
            throw FabricError(.limitExceeded, "config.yaml: more than \(Self.aliasLimit) aliases")
        }
        return text
    }

    /// Asterisks that may begin an alias: what follows is its name.
    private static func aliasCount(_ bytes: [UInt8]) -> Int {
        zip(bytes, bytes.dropFirst()).count { $0 == UInt8(ascii: "*") && $1 > 0x20 }
    }

    /// Adds to what an earlier `NodeOUs` said, as Go's decoder does.
    private mutating func readRoleUnits(_ node: ConfigurationNode) throws(FabricError) {
        var units = self.nodeUnits ?? RoleUnits(isEnabled: false, units: [:])
        for (key, value) in try node.entries() {
            if key == Key.enable {
                units.isEnabled = try value.flag()
            } else if let role = NodeRole.allCases.first(where: { $0.configurationKey == key }) {
                let unit = try self.unit(value, over: value.isNull ? nil : units.units[role])
                units.units[role] = unit.name.isEmpty ? nil : unit
            } else {
                self.pass(over: value)
            }
        }
        self.nodeUnits = units
    }

    /// Fabric's own reader ends with a panic at an item without content.
    private mutating func requiredUnit(_ node: ConfigurationNode) throws(FabricError) -> Unit {
        guard !node.isNull else { throw node.error("an item without Certificate") }
        return try self.unit(node, over: nil)
    }

    private mutating func unit(_ node: ConfigurationNode, over earlier: Unit?) throws(FabricError) -> Unit {
        var unit = earlier ?? Unit(name: "")
        for (key, value) in try node.entries() {
            switch key {
            case Key.name: unit.name = try value.text()
            case Key.certificate: unit.certificate = try value.text()
            default: self.pass(over: value)
            }
        }
        return unit
    }
}
