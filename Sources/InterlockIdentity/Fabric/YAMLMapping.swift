/// A block mapping of a YAML file: keys with scalars or mappings below them.
struct YAMLMapping {
    /// What a key has.
    struct Value {
        fileprivate let key: String
        fileprivate let line: Int
        fileprivate let scalar: String?
        fileprivate let below: YAMLMapping?

        func mapping() throws(IdentityError) -> YAMLMapping {
            guard let below = self.below else {
                throw YAMLMapping.error(self.line, "\(self.key) is no mapping")
            }
            return below
        }

        func text() throws(IdentityError) -> String {
            guard let scalar = self.scalar else {
                throw YAMLMapping.error(self.line, "\(self.key) is no text")
            }
            return scalar
        }

        func flag() throws(IdentityError) -> Bool {
            switch try self.text() {
            case "true", "True", "TRUE": true
            case "false", "False", "FALSE": false
            default: throw YAMLMapping.error(self.line, "\(self.key) is neither true nor false")
            }
        }
    }

    private var entries: [Value] = []
    private let firstLine: Int

    /// Reads a whole file.
    init(reading text: String) throws(IdentityError) {
        var lines: [YAMLLine] = []
        // Scalar by scalar: as a Character, a line feed may hide behind a carriage return.
        let all = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in all.enumerated() {
            if index == 0, line.elementsEqual("---".unicodeScalars) { continue }
            if let line = try YAMLLine(reading: line, number: index + 1) { lines.append(line) }
        }
        var rest = lines[...]
        try self.init(reading: &rest, indent: 0, firstLine: 1)
        if let line = rest.first { throw Self.error(line.number, "the line stands too far to the left") }
    }

    /// Reads the lines from `indent` on.
    private init(
        reading lines: inout ArraySlice<YAMLLine>,
        indent: Int,
        firstLine: Int
    ) throws(IdentityError) {
        self.firstLine = firstLine
        while let line = lines.first, line.indent >= indent {
            guard line.indent == indent else { throw Self.error(line.number, "the line stands too far in") }
            guard !self.entries.contains(where: { $0.key == line.key }) else {
                throw Self.error(line.number, "\(line.key) is there twice")
            }
            lines.removeFirst()
            var below: YAMLMapping?
            if line.scalar == nil {
                guard let next = lines.first, next.indent > indent else {
                    throw Self.error(line.number, "\(line.key) has no value")
                }
                // Depth is bounded: each level costs two lines' worth of bytes, and the file's size has a limit.
                guard indent < Self.indentLimit else { throw Self.error(line.number, "too deep") }
                below = try YAMLMapping(reading: &lines, indent: next.indent, firstLine: line.number)
            }
            self.entries.append(Value(key: line.key, line: line.number, scalar: line.scalar, below: below))
        }
    }

    /// Three levels of eight columns are more than anyone writes.
    private static let indentLimit = 32

    /// Takes the value of `key` out; nil where it is not there.
    mutating func take(_ key: String) -> Value? {
        guard let index = self.entries.firstIndex(where: { $0.key == key }) else { return nil }
        return self.entries.remove(at: index)
    }

    /// Says that every key has been taken.
    func finish() throws(IdentityError) {
        if let entry = self.entries.first { throw Self.error(entry.line, "\(entry.key) is not known here") }
    }

    func error(_ reason: String) -> IdentityError { Self.error(self.firstLine, reason) }

    static func error(_ line: Int, _ reason: String) -> IdentityError {
        IdentityError(.invalidEncoding, "config.yaml line \(line): \(reason)")
    }
}
