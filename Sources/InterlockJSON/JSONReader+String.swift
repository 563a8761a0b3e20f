extension JSONReader {
    /// A string from its opening to its closing quote (RFC 8259 section 7).
    mutating func string() throws(JSONFault) -> String {
        let opening = self.offset
        _ = self.advance()
        var result = ""
        var start = self.offset
        while let byte = self.peek() {
            switch byte {
            case UInt8(ascii: "\""):
                let rest = try self.text(from: start)
                _ = self.advance()
                return result.isEmpty ? rest : result + rest
            case UInt8(ascii: "\\"):
                result += try self.text(from: start)
                result.unicodeScalars.append(try self.escape())
                start = self.offset
            case 0..<0x20:
                throw self.error("a control character in a string must be escaped")
            default:
                _ = self.advance()
            }
        }
        throw self.error("this string has no end", at: opening)
    }

    private mutating func escape() throws(JSONFault) -> Unicode.Scalar {
        let start = self.offset
        _ = self.advance()
        switch self.advance() {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            if let scalar = self.unicode() { return scalar }
        default: break
        }
        throw self.error("no valid escape", .invalidEscape, at: start)
    }

    /// The four digits after `\u`, and of a surrogate pair also the second half.
    private mutating func unicode() -> Unicode.Scalar? {
        guard let first = self.codeUnit() else { return nil }
        guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) }
        guard self.advance() == UInt8(ascii: "\\"), self.advance() == UInt8(ascii: "u"),
            let second = self.codeUnit(), UTF16.isTrailSurrogate(second)
        else { return nil }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private mutating func codeUnit() -> UInt16? {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = self.advance() else { return nil }
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: return nil
            }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
