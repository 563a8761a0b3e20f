internal import InterlockCrypto

/// `config.yaml` of a membership folder, in the one shape that Fabric's own tools write.
///
/// A mapping of mappings, block style, spaces only, scalars plain or quoted without escapes. Everything else that YAML
/// has (anchors, flow style, tags, several documents), an unknown key and a key that is there twice are refused, because
/// Fabric's reader would take them in a way that is easy to mistake. Source: Fabric msp/configbuilder.go, `Configuration`.
struct NodeUnitsText: Hashable {
    struct Unit: Hashable {
        var name: String
        /// The path of an authority's file within the folder.
        var certificate: String?
    }

    var isEnabled = false
    var units: [NodeRole: Unit] = [:]

    /// A configuration of four roles has a few hundred bytes.
    static let byteLimit = 1 << 14

    init(isEnabled: Bool, units: [NodeRole: Unit]) {
        self.isEnabled = isEnabled
        self.units = units
    }

    /// Reads a file; nil where it says nothing of units.
    init?(reading text: String) throws(IdentityError) {
        guard text.utf8.count <= Self.byteLimit else {
            throw IdentityError(.limitExceeded, "config.yaml has more than \(Self.byteLimit) bytes")
        }
        var root = try YAMLMapping(reading: text)
        let nodeUnits = try root.take("NodeOUs")?.mapping()
        try root.finish()
        guard var nodeUnits else { return nil }
        self.isEnabled = try nodeUnits.take("Enable")?.flag() ?? false
        for role in NodeRole.allCases {
            guard var unit = try nodeUnits.take(role.configurationKey)?.mapping() else { continue }
            guard let name = try unit.take("OrganizationalUnitIdentifier")?.text(), !name.isEmpty else {
                throw unit.error("\(role.configurationKey) has no OrganizationalUnitIdentifier")
            }
            self.units[role] = Unit(name: name, certificate: try unit.take("Certificate")?.text())
            try unit.finish()
        }
        try nodeUnits.finish()
    }

    /// The file; every text in quotes.
    func text() throws(IdentityError) -> String {
        var lines = ["NodeOUs:", "  Enable: \(self.isEnabled)"]
        for role in NodeRole.allCases {
            guard let unit = self.units[role] else { continue }
            lines.append("  \(role.configurationKey):")
            if let path = unit.certificate { lines.append("    Certificate: \(try Self.quoted(path))") }
            lines.append("    OrganizationalUnitIdentifier: \(try Self.quoted(unit.name))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func quoted(_ text: String) throws(IdentityError) -> String {
        guard !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0 != "\"" && $0 != "\\" })
        else {
            throw IdentityError(.invalidEncoding, "\"\(text)\" cannot be written to config.yaml")
        }
        return "\"\(text)\""
    }
}
