extension CBOR: CustomStringConvertible {
    /// The value in diagnostic notation (RFC 8949 section 8), on one line.
    ///
    /// Characters of a text that a terminal may not show, or may obey, are escaped.
    public var description: String {
        var out = ""
        self.describe(into: &out)
        return out
    }

    private func describe(into out: inout String) {
        switch self {
        case .unsigned(let number): out += String(number)
        // −1 − n does not fit 64 bits for the largest n.
        case .negative(.max): out += "-18446744073709551616"
        case .negative(let number): out += "-\(number + 1)"
        case .bytes(let bytes): out += "h'\(bytes.hexString)'"
        case .text(let text): Self.describe(text, into: &out)
        case .array(let elements):
            Self.describe(elements, in: "[]", into: &out) { $0.describe(into: &$1) }
        case .map(let map):
            Self.describe(map.entries, in: "{}", into: &out) { entry, out in
                entry.key.describe(into: &out)
                out += ": "
                entry.value.describe(into: &out)
            }
        case .tagged(let tag, let value):
            out += "\(tag)("
            value.describe(into: &out)
            out += ")"
        case .simple(let number): out += Self.simpleNames[number] ?? "simple(\(number))"
        case .float(let number): out += Self.describe(number)
        }
    }

    private static let simpleNames: [UInt8: String] = [20: "false", 21: "true", 22: "null", 23: "undefined"]

    private static func describe<Element>(
        _ elements: [Element],
        in brackets: String,
        into out: inout String,
        _ describe: (Element, inout String) -> Void
    ) {
        out += brackets.prefix(1)
        for (index, element) in elements.enumerated() {
            if index > 0 { out += ", " }
            describe(element, &out)
        }
        out += brackets.suffix(1)
    }

    /// JSON's escapes (RFC 8259 section 7).
    private static func describe(_ text: String, into out: inout String) {
        out += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": out += "\\\(scalar)"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where Self.isInvisible(scalar):
                for unit in UTF16.encode(scalar) ?? .init() {
                    out += "\\u" + [UInt8(unit >> 8), UInt8(unit & 0xff)].hexString
                }
            default: out.unicodeScalars.append(scalar)
            }
        }
        out += "\""
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7f }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: return true
        default: return false
        }
    }

    /// The shortest decimal that reads back as the same number, with a decimal point.
    private static func describe(_ number: Double) -> String {
        guard number.isFinite else {
            return number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
        }
        let parts = number.description.split(separator: "e")
        let mantissa = parts[0].contains(".") ? String(parts[0]) : "\(parts[0]).0"
        guard parts.count == 2 else { return mantissa }
        return "\(mantissa)e\(parts[1].prefix(1))\(parts[1].dropFirst().drop { $0 == "0" })"
    }
}
