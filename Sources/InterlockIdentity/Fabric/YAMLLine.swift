/// A line `KEY:` or `KEY: SCALAR` of a YAML file.
struct YAMLLine {
    let number: Int
    /// How many spaces stand before the key.
    let indent: Int
    let key: String
    /// nil where a mapping follows.
    let scalar: String?

    /// Reads a line; nil where it is empty or a comment.
    init?(reading line: Substring.UnicodeScalarView, number: Int) throws(IdentityError) {
        let line = line.last == "\r" ? line.dropLast() : line
        let content = line.drop { $0 == " " }
        if content.isEmpty || content.first == "#" { return nil }
        guard !line.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) else {
            throw YAMLMapping.error(number, "a tab or another control character")
        }
        self.number = number
        self.indent = line.count - content.count
        guard let colon = content.firstIndex(of: ":"), colon > content.startIndex else {
            throw YAMLMapping.error(number, "expected KEY: VALUE")
        }
        self.key = String(content[..<colon])
        guard self.key.utf8.allSatisfy({ Self.isLetter($0) }) else {
            throw YAMLMapping.error(number, "\"\(self.key)\" is no key")
        }
        let rest = content[content.index(after: colon)...]
        guard rest.first ?? " " == " " else {
            throw YAMLMapping.error(number, "expected a space after the colon")
        }
        self.scalar = try Self.scalar(rest, number: number)
    }

    private static func isLetter(_ octet: UInt8) -> Bool {
        (0x41...0x5a).contains(octet) || (0x61...0x7a).contains(octet)
    }

    private static func scalar(_ text: Substring.UnicodeScalarView, number: Int) throws(IdentityError)
        -> String?
    {
        let text = text.drop { $0 == " " }
        guard let first = text.first, first != "#" else { return nil }
        if first == "\"" || first == "'" {
            let inner = text.dropFirst()
            guard let end = inner.firstIndex(of: first), !inner[..<end].contains("\\") else {
                throw YAMLMapping.error(number, "a quoted text with an escape, or without an end")
            }
            let after = inner[inner.index(after: end)...].drop { $0 == " " }
            guard after.isEmpty || after.first == "#", inner[..<end].isEmpty == false else {
                throw YAMLMapping.error(number, "something follows the quoted text, or it is empty")
            }
            return String(inner[..<end])
        }
        return try Self.plain(text, number: number)
    }

    private static func plain(_ text: Substring.UnicodeScalarView, number: Int) throws(IdentityError)
        -> String
    {
        // What begins with one of these is no plain scalar (YAML 1.2.2 section 7.3.3).
        guard let first = text.first, !"-?:,[]{}#&*!|>%@`~".unicodeScalars.contains(first) else {
            throw YAMLMapping.error(number, "only plain and quoted texts are read here")
        }
        var words = text.split(separator: " ", omittingEmptySubsequences: false)
        if let comment = words.firstIndex(where: { $0.first == "#" }) { words.removeSubrange(comment...) }
        while words.last?.isEmpty == true { words.removeLast() }
        guard !words.contains(where: { $0.last == ":" }) else {
            throw YAMLMapping.error(number, "a mapping within a line")
        }
        return words.map { String($0) }.joined(separator: " ")
    }
}
