/// A lexical unit of Cedar's grammar.
struct Token: Sendable {
    /// What it is.
    enum Kind: Hashable, Sendable {
        case identifier
        case number
        case string
        case slot
        case symbol(Symbol)
        case end
    }

    /// Punctuation and operators.
    enum Symbol: String, Sendable {
        case at = "@"
        case dot = "."
        case comma = ","
        case semicolon = ";"
        case colon = ":"
        case path = "::"
        case leftParenthesis = "("
        case rightParenthesis = ")"
        case leftBrace = "{"
        case rightBrace = "}"
        case leftBracket = "["
        case rightBracket = "]"
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case greater = ">"
        case or = "||"
        case and = "&&"
        case plus = "+"
        case minus = "-"
        case times = "*"
        case divide = "/"
        case remainder = "%"
        case not = "!"
        case assign = "="
        case question = "?"
    }

    let kind: Kind
    let position: SourcePosition

    /// The bytes of UTF-8 that it takes.
    let length: Int

    /// The name, digits or string as written, quotes and question mark left out; empty for symbols.
    let text: String
}

extension Token: CustomStringConvertible {
    /// The token as an error message shows it.
    var description: String {
        switch self.kind {
        case .identifier, .number: "`\(self.text)`"
        case .string: "the string \"\(self.text.prefix(32))\""
        case .slot: "`?\(self.text)`"
        case .symbol(let symbol): "`\(symbol.rawValue)`"
        case .end: "the end of the text"
        }
    }
}
