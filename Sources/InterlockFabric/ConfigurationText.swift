/// Writes `config.yaml` as Fabric's own tools do: block style, every text in quotes.
struct ConfigurationText {
    typealias Unit = ConfigurationFile.Unit

    var requiredUnits: [Unit] = []
    var nodeUnits: ConfigurationFile.RoleUnits?

    /// The file.
    ///
    /// - Throws: `FabricError` with code `invalidEncoding` for a text that quotes do not hold.
    func text() throws(FabricError) -> String {
        var lines: [String] = []
        if !self.requiredUnits.isEmpty { lines.append("OrganizationalUnitIdentifiers:") }
        for unit in self.requiredUnits {
            lines += try Self.lines(unit, indent: "    ").enumerated().map { place, line in
                place == 0 ? "  - \(line.dropFirst(4))" : line
            }
        }
        if let nodeUnits {
            lines += ["NodeOUs:", "  Enable: \(nodeUnits.isEnabled)"]
            for role in NodeRole.allCases {
                guard let unit = nodeUnits.units[role] else { continue }
                lines += ["  \(role.configurationKey):"] + (try Self.lines(unit, indent: "    "))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(_ unit: Unit, indent: String) throws(FabricError) -> [String] {
        var lines: [String] = []
        if let path = unit.certificate { lines.append("\(indent)Certificate: \(try Self.quoted(path))") }
        lines.append("\(indent)OrganizationalUnitIdentifier: \(try Self.quoted(unit.name))")
        return lines
    }

    private static func quoted(_ text: String) throws(FabricError) -> String {
        guard !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0 != "\"" && $0 != "\\" })
        else {
            throw FabricError(.invalidEncoding, "\"\(text)\" cannot be written to config.yaml")
        }
        return "\"\(text)\""
    }
}
