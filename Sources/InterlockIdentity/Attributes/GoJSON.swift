/// JSON strings exactly as Go's `encoding/json` writes them, since Hyperledger Fabric CA is written in Go.
///
/// The same characters are escaped, in the same way: what a certificate holds must not depend on which JSON encoder,
/// or which version of it, wrote it.
enum GoJSON {
    /// A JSON string, quotation marks included.
    static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            // json.Marshal escapes what HTML or JavaScript would take for its own (Go's SetEscapeHTML).
            case "\u{00}"..."\u{1f}", "<", ">", "&", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
