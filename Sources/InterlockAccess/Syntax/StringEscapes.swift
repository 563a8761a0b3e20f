/// Resolves the escapes of Cedar's string literals and `like` patterns, which are Rust's:
/// `\n \r \t \\ \0 \' \"`, `\x00` to `\x7F`, `\u{…}` with one to six hexadecimal digits; in patterns also `\*`.
enum StringEscapes {
    /// An escape that Cedar does not have.
    struct Failure: Error {
        /// The bytes before it, from the start of the string's inside.
        let offset: Int

        /// What is wrong with it.
        let reason: String
    }

    /// The string that `raw`, the inside of a literal, stands for.
    static func string(_ raw: String) throws(Failure) -> String {
        guard raw.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\r") }) else {
            return raw
        }
        var text = String.UnicodeScalarView()
        try Self.forEach(in: raw, allowingStar: false) { scalar, _ in text.append(scalar) }
        return String(text)
    }

    /// The pattern that `raw`, the inside of a literal, stands for.
    static func pattern(_ raw: String) throws(Failure) -> Pattern {
        var elements: [Pattern.Element] = []
        try Self.forEach(in: raw, allowingStar: true) { scalar, isEscaped in
            elements.append(scalar == "*" && !isEscaped ? .wildcard : .scalar(scalar))
        }
        return Pattern(elements)
    }

    private static func forEach(
        in raw: String,
        allowingStar: Bool,
        _ body: (_ scalar: Unicode.Scalar, _ isEscapedStar: Bool) -> Void
    ) throws(Failure) {
        var rest = raw.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            let start = rest.startIndex
            let next = rest.first
            if scalar == "\r" {
                throw Failure(
                    offset: Self.offset(before: start, in: raw),
                    reason: "a carriage return is written `\\r`"
                )
            }
            guard scalar == "\\" else {
                body(scalar, false)
                continue
            }
            if allowingStar, next == "*" {
                rest.removeFirst()
                body("*", true)
            } else if let resolved = Self.resolve(&rest) {
                body(resolved, false)
            } else {
                let shown = next.map(String.init) ?? ""
                throw Failure(
                    offset: Self.offset(before: start, in: raw),
                    reason: "`\\\(shown)` begins no valid escape here"
                )
            }
        }
    }

    /// The bytes before the one-byte character that ends at `index`.
    private static func offset(before index: String.Index, in raw: String) -> Int {
        raw.utf8.distance(from: raw.startIndex, to: index) - 1
    }

    /// The scalar that the escape after a backslash stands for.
    private static func resolve(_ rest: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
        switch rest.popFirst() {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "\\": return "\\"
        case "0": return "\0"
        case "'": return "'"
        case "\"": return "\""
        case "x": return Self.byte(&rest)
        case "u": return Self.unicode(&rest)
        default: return nil
        }
    }

    /// `\x41`: two digits, ASCII only.
    private static func byte(_ rest: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
        guard let high = rest.popFirst().flatMap(Self.digit), let low = rest.popFirst().flatMap(Self.digit)
        else { return nil }
        let value = high * 16 + low
        return value < 0x80 ? Unicode.Scalar(value) : nil
    }

    /// `\u{1F_600}`: one to six digits, underscores between or after them.
    private static func unicode(_ rest: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
        guard rest.popFirst() == "{" else { return nil }
        var value: UInt32 = 0
        var count = 0
        while let scalar = rest.popFirst() {
            if scalar == "}" { return count > 0 ? Unicode.Scalar(value) : nil }
            if scalar == "_", count > 0 { continue }
            guard let digit = Self.digit(scalar), count < 6 else { return nil }
            value = value * 16 + digit
            count += 1
        }
        return nil
    }

    private static func digit(_ scalar: Unicode.Scalar) -> UInt32? {
        switch scalar {
        case "0"..."9": scalar.value - 0x30
        case "a"..."f": scalar.value - 0x61 + 10
        case "A"..."F": scalar.value - 0x41 + 10
        default: nil
        }
    }
}

extension StringEscapes {
    /// `text` as a literal that reads back as it.
    static func quoted(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars { literal += Self.escaped(scalar) }
        return literal + "\""
    }

    /// `pattern` as a literal that reads back as it.
    static func quoted(_ pattern: Pattern) -> String {
        var literal = "\""
        for element in pattern.elements {
            switch element {
            case .wildcard: literal += "*"
            case .scalar("*"): literal += "\\*"
            case .scalar(let scalar): literal += Self.escaped(scalar)
            }
        }
        return literal + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case "\0": return "\\0"
        case "\\": return "\\\\"
        case "\"": return "\\\""
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            return "\\u{\(String(scalar.value, radix: 16))}"
        default:
            return String(scalar)
        }
    }
}
