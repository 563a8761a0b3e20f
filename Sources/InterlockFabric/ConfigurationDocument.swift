internal import Yams

/// The first document of a `config.yaml`.
///
/// Yams refuses a key that is there twice, and yaml.v2 does not: each earlier one is given a name of private characters
/// before the text is read again, and has its own name back in ``ConfigurationNode/entries()``.
struct ConfigurationDocument {
    /// nil where the file says nothing.
    private(set) var root: ConfigurationNode?
    /// The keys that are there more than once, with their lines.
    private(set) var doubledKeys: [String] = []

    /// The most doubled keys of a file: each costs one more reading.
    static let doubleLimit = 32

    /// Reads a text.
    ///
    /// - Throws: `FabricError` with code `invalidEncoding` for what is no YAML.
    init(reading text: String) throws(FabricError) {
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(
            Array.init
        )
        var names: [String: String] = [:]
        while true {
            let text = String(String.UnicodeScalarView(lines.joined(separator: ["\n"])))
            do {
                let root = try Parser(yaml: text, encoding: .utf8).nextRoot()
                self.root = root.map { ConfigurationNode($0, names: names) }
                return
            } catch YamlError.duplicatedKeysInMapping(let keys, let context)
                where names.count < Self.doubleLimit
            {
                let key = try Self.rename(&lines, at: context.mark, number: names.count)
                // Whichever key of that name it is, it has its name back in the end.
                guard keys.contains(key.old) else { throw Self.doubled(context.mark) }
                names[key.new] = key.old
                self.doubledKeys.append("line \(context.mark.line), \(key.old)")
            } catch {
                throw FabricError(.invalidEncoding, "config.yaml: \(Self.text(error))")
            }
        }
    }

    /// Gives a plain key of letters a name that no other key has.
    private static func rename(
        _ lines: inout [[Unicode.Scalar]],
        at mark: Mark,
        number: Int
    ) throws(FabricError) -> (old: String, new: String) {
        // The places in the text are counted from 1.
        guard lines.indices.contains(mark.line - 1), let letter = Unicode.Scalar(UInt32(0xe000 + number))
        else {
            throw Self.doubled(mark)
        }
        let start = mark.column - 1
        let key = lines[mark.line - 1].dropFirst(max(start, 0)).prefix(while: \.properties.isAlphabetic)
        guard start >= 0, !key.isEmpty else { throw Self.doubled(mark) }
        let new = Array(repeating: letter, count: key.count)
        lines[mark.line - 1].replaceSubrange(key.startIndex..<key.endIndex, with: new)
        return (String(String.UnicodeScalarView(key)), String(String.UnicodeScalarView(new)))
    }

    private static func doubled(_ mark: Mark) -> FabricError {
        FabricError(.invalidEncoding, "config.yaml: line \(mark.line): a key is there twice; expected once")
    }

    private static func text(_ error: any Error) -> String {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            "line \(mark.line): \(problem)"
        case YamlError.duplicatedKeysInMapping: "more than \(Self.doubleLimit) keys are there twice"
        case YamlError.reader(let problem, _, _, _): problem
        default: "no YAML"
        }
    }
}
