/// The part of a line around an error, and what to write below it.
struct SourceExcerpt: Hashable, Sendable {
    /// Columns shown before and after the error; a policy may be one line of megabytes.
    private static let reach = 72

    /// The text, control characters replaced.
    let line: String

    /// Spaces and carets that point into it.
    let marker: String

    /// The excerpt of `source` around `length` bytes at `position`.
    init(of source: [UInt8], at position: SourcePosition, length: Int) {
        let isLineEnd = { (byte: UInt8) in byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
        let offset = min(position.offset, source.count)
        var start = offset
        while start > 0, !isLineEnd(source[start - 1]), offset - start < 4 * Self.reach { start -= 1 }
        var end = offset
        while end < source.count, !isLineEnd(source[end]), end - offset < 4 * Self.reach { end += 1 }

        let before = Self.printable(source[start..<offset]).suffix(Self.reach)
        let after = Self.printable(source[offset..<end]).prefix(Self.reach)
        let marked = Self.printable(source[offset..<min(end, offset + length)]).count
        self.line = String(String.UnicodeScalarView(before)) + String(String.UnicodeScalarView(after))
        self.marker =
            String(repeating: " ", count: before.count)
            + String(repeating: "^", count: max(1, min(marked, after.count)))
    }

    /// A message, its place, the line and what marks it, as compilers show them.
    func diagnostic(_ message: String, at position: SourcePosition, in file: String?) -> String {
        let number = String(position.line)
        let margin = String(repeating: " ", count: number.utf8.count)
        let place = file.map { "\($0):\(position.line):\(position.column)" } ?? position.description
        return """
            \(message)
            \(margin)--> \(place)
            \(margin) |
            \(number) | \(self.line)
            \(margin) | \(self.marker)
            """
    }

    /// The scalars of `bytes`, each control character as one that prints.
    private static func printable(_ bytes: ArraySlice<UInt8>) -> [Unicode.Scalar] {
        String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                scalar == "\t" ? " " : "\u{FFFD}"
            default:
                scalar
            }
        }
    }
}
