/// Writes JSON (RFC 8259).
enum JSONText {
    static func object(_ members: [(String, String)]) -> String {
        "{\(members.map { "\(Self.string($0.0)): \($0.1)" }.joined(separator: ", "))}"
    }

    static func array(_ elements: [String]) -> String {
        "[\(elements.joined(separator: ", "))]"
    }

    /// `text` as a string (section 7).
    static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// An entity's name, `{"type", "id"}`.
    static func entity(_ uid: EntityUID) -> String {
        Self.object([("type", Self.string(uid.type)), ("id", Self.string(uid.id))])
    }
}
