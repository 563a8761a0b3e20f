internal import Yams

/// `config.yaml` of a membership folder as Fabric reads it (msp/configbuilder.go, `Configuration`, over yaml.v2).
///
/// Keys that Fabric does not know are passed over, and kept in ``unknownKeys``. A key that is there twice is refused,
/// where Fabric would take the last.
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
    private(set) var unknownKeys: [String] = []

    /// A configuration of four roles has a few hundred bytes.
    static let byteLimit = 1 << 16
    /// How many aliases a file may hold: Yams compares keys whole, however often an alias repeats their parts.
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
        guard let root = try Self.compose(bytes) else { return }
        for (key, value) in try ConfigurationNode(root).entries() {
            switch key {
            case Key.requiredUnits:
                self.requiredUnits = []
                for item in try value.items() { self.requiredUnits.append(try self.requiredUnit(item)) }
            case Key.nodeUnits: self.nodeUnits = try self.roleUnits(value)
            default: self.unknownKeys.append(value.place)
            }
        }
    }

    /// The first document's root; nil where the file says nothing.
    private static func compose(_ bytes: [UInt8]) throws(FabricError) -> Node? {
        guard bytes.count <= Self.byteLimit else {
            throw FabricError(.limitExceeded, "config.yaml: more than \(Self.byteLimit) bytes")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw FabricError(.invalidEncoding, "config.yaml: not UTF-8")
        }
        guard Self.aliasCount(bytes) <= Self.aliasLimit else {
            throw FabricError(.limitExceeded, "config.yaml: more than \(Self.aliasLimit) aliases")
        }
        do {
            return try Parser(yaml: text, encoding: .utf8).nextRoot()
        } catch {
            throw FabricError(.invalidEncoding, "config.yaml: \(Self.text(error))")
        }
    }

    /// Asterisks that may begin an alias: what follows is its name.
    private static func aliasCount(_ bytes: [UInt8]) -> Int {
        zip(bytes, bytes.dropFirst()).count { $0 == UInt8(ascii: "*") && $1 > 0x20 }
    }

    private static func text(_ error: any Error) -> String {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            "line \(mark.line): \(problem)"
        case YamlError.duplicatedKeysInMapping(let keys, let context):
            "line \(context.mark.line): \(keys.joined(separator: ", ")) is there twice; expected once"
        case YamlError.reader(let problem, _, _, _): problem
        default: "no YAML"
        }
    }

    private mutating func roleUnits(_ node: ConfigurationNode) throws(FabricError) -> RoleUnits? {
        guard !node.isNull else { return nil }
        var units = RoleUnits(isEnabled: false, units: [:])
        for (key, value) in try node.entries() {
            if key == Key.enable {
                units.isEnabled = try value.flag()
            } else if let role = NodeRole.allCases.first(where: { $0.configurationKey == key }) {
                let unit = try self.unit(value)
                if !unit.name.isEmpty { units.units[role] = unit }
            } else {
                self.unknownKeys.append(value.place)
            }
        }
        return units
    }

    /// Fabric's own reader ends with a panic at an item without content.
    private mutating func requiredUnit(_ node: ConfigurationNode) throws(FabricError) -> Unit {
        guard !node.isNull else { throw node.error("an item without Certificate") }
        return try self.unit(node)
    }

    private mutating func unit(_ node: ConfigurationNode) throws(FabricError) -> Unit {
        var unit = Unit(name: "")
        for (key, value) in try node.entries() {
            switch key {
            case Key.name: unit.name = try value.text()
            case Key.certificate: unit.certificate = try value.text()
            default: self.unknownKeys.append(value.place)
            }
        }
        return unit
    }
}
