internal import Yams

/// A value of `config.yaml`, read as yaml.v2 decodes it into Go's types.
struct ConfigurationNode {
    private let node: Node
    /// The keys that lead to it.
    private let path: String
    /// The line of the last of them.
    private let line: Int?
    /// The names of keys that were given others (``ConfigurationDocument``).
    private let names: [String: String]

    init(_ node: Node, _ path: String = "", line: Int? = nil, names: [String: String]) {
        self.node = node
        self.path = path
        self.line = line ?? node.mark?.line
        self.names = names
    }

    /// The keys and the line, for a person.
    var place: String {
        let line = self.line.map { "line \($0)" } ?? "the file"
        return self.path.isEmpty ? line : "\(line), \(self.path)"
    }

    /// Tells whether there is no value: Go's field keeps its zero.
    var isNull: Bool {
        guard case .scalar(let scalar) = self.node, Self.isResolved(scalar) else { return false }
        return ["", "~", "null", "Null", "NULL"].contains { $0.utf8.elementsEqual(scalar.string.utf8) }
    }

    /// The entries of a mapping, merged ones (`<<`) in their place; none where there is no value.
    func entries() throws(FabricError) -> [(key: String, value: ConfigurationNode)] {
        try self.entries(depth: 0)
    }

    private func entries(depth: Int) throws(FabricError) -> [(key: String, value: ConfigurationNode)] {
        if self.isNull { return [] }
        guard case .mapping(let mapping) = self.node else { throw self.error("expected KEY: VALUE") }
        // Merges within merges are no deeper than a file of this kind has levels.
        guard depth < 4 else { throw self.error("merges within merges") }
        var entries: [(key: String, value: ConfigurationNode)] = []
        for (key, value) in mapping {
            guard case .scalar(let name) = key else { throw self.error("a key that is no text") }
            // Yams gives a key its tag when it looks for doubles, so that only the quotes tell.
            guard name.style == .plain, name.string == "<<" else {
                let key = self.names[name.string] ?? name.string
                let place = self.path.isEmpty ? key : "\(self.path).\(key)"
                entries.append(
                    (key, ConfigurationNode(value, place, line: name.mark?.line, names: self.names))
                )
                continue
            }
            for merged in Self.sources(value) {
                entries += try ConfigurationNode(merged, self.path, names: self.names).entries(
                    depth: depth + 1
                )
            }
        }
        return entries
    }

    /// Of several mappings that are merged, the first counts: it comes last.
    private static func sources(_ node: Node) -> [Node] {
        guard case .sequence(let sequence) = node else { return [node] }
        return sequence.reversed()
    }

    /// The items of a sequence; none where there is no value.
    func items() throws(FabricError) -> [ConfigurationNode] {
        if self.isNull { return [] }
        guard case .sequence(let sequence) = self.node else { throw self.error("expected a list") }
        return sequence.enumerated().map {
            ConfigurationNode($0.element, "\(self.path)[\($0.offset)]", names: self.names)
        }
    }

    /// Any scalar as it is written.
    func text() throws(FabricError) -> String {
        if self.isNull { return "" }
        guard case .scalar(let scalar) = self.node else { throw self.error("expected a text") }
        return scalar.string
    }

    /// A flag as YAML 1.1 has it, which yaml.v2 follows.
    func flag() throws(FabricError) -> Bool {
        if self.isNull { return false }
        guard case .scalar(let scalar) = self.node,
            Self.isResolved(scalar) || scalar.tag.rawValue == Self.flagTag,
            let flag = Self.flags[scalar.string]
        else { throw self.error("expected true or false") }
        return flag
    }

    private static let flagTag = Tag.Name.bool.rawValue

    private static let flags: [String: Bool] = {
        let yes = ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]
        let no = ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]
        return Dictionary(uniqueKeysWithValues: yes.map { ($0, true) } + no.map { ($0, false) })
    }()

    /// Tells whether the text alone says of which type the scalar is: it has no quotes and no tag.
    private static func isResolved(_ scalar: Node.Scalar) -> Bool {
        scalar.style == .plain && scalar.tag.rawValue == Tag.Name.implicit.rawValue
    }

    func error(_ reason: String) -> FabricError {
        FabricError(.invalidEncoding, "config.yaml: \(self.place): \(reason)")
    }
}
