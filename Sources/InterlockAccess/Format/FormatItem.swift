/// A token as it stands in the text, with the comments around it.
struct FormatToken {
    let kind: Token.Kind
    let text: String

    /// The lines of comment before it; an empty one stands for empty lines.
    var before: [String] = []

    /// The comment after it on its line.
    var after: String?

    /// Whether it is a `-` with nothing to subtract from.
    var isSign = false

    private static let words: Set<String> = [
        "if", "then", "else", "in", "is", "has", "like", "permit", "forbid", "when", "unless",
    ]

    /// Whether it is a word of the grammar, which blanks stand around.
    var isWord: Bool { self.kind == .identifier && Self.words.contains(self.text) }

    /// Whether an operand may end with it.
    var endsOperand: Bool {
        switch self.kind {
        case .symbol: [")", "]", "}"].contains(self.text)
        default: !self.isWord
        }
    }
}

/// A token, or what stands between two brackets.
indirect enum FormatItem {
    case token(FormatToken)
    case group(FormatToken, [FormatItem], FormatToken)

    var first: FormatToken {
        switch self {
        case .token(let token), .group(let token, _, _): token
        }
    }

    var last: FormatToken {
        switch self {
        case .token(let token), .group(_, _, let token): token
        }
    }

    /// Whether this is the symbol or the word `text`.
    func isToken(_ text: String) -> Bool {
        guard case .token(let token) = self else { return false }
        return token.kind != .string && token.text == text
    }
}

extension FormatToken {
    /// The tokens of a text that parses; the last is empty, and has what comments stand at the end.
    static func tokens(of source: [UInt8]) throws(AccessError) -> [FormatToken] {
        var lexer = Lexer(source)
        var tokens: [FormatToken] = []
        var end = 0
        while true {
            let token = try lexer.next()
            let start = token.kind == .end ? source.count : token.position.offset
            let gap = String(decoding: source[end..<start], as: UTF8.self)
            // A comment may end with the text, not with a line.
            var lines = Self.comments(token.kind == .end ? gap + "\n" : gap)
            let rest = lines.removeFirst()
            if tokens.isEmpty {
                if !rest.isEmpty { lines.insert(rest, at: 0) }
            } else if !rest.isEmpty {
                tokens[tokens.count - 1].after = rest
            }
            end = start + token.length
            let text = String(decoding: source[start..<min(end, source.count)], as: UTF8.self)
            let isSign = text == "-" && tokens.last?.endsOperand != true
            tokens.append(FormatToken(kind: token.kind, text: text, before: lines, isSign: isSign))
            if token.kind == .end { return tokens }
        }
    }

    /// What stands on each line between two tokens: a comment, or nothing.
    private static func comments(_ gap: String) -> [String] {
        // Only these end a comment; what else Unicode calls a line's end may stand within one.
        let lines = gap.replacing("\r\n", with: "\n").unicodeScalars
            .split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r" }
        let comments = lines.map { line in
            var text = line.drop { $0.properties.isWhitespace }
            while text.last?.properties.isWhitespace == true { text.removeLast() }
            return String(text)
        }
        // The last line ends where the token begins: it has no comment, and is not empty either.
        return comments.count > 1 ? Array(comments.dropLast()) : comments
    }
}

extension FormatItem {
    /// Tokens from `position` on as items, up to a closing bracket or the end.
    static func items(_ tokens: [FormatToken], from position: inout Int) -> [FormatItem] {
        var items: [FormatItem] = []
        while position < tokens.count, tokens[position].kind != .end {
            let token = tokens[position]
            switch token.kind {
            case .symbol(.rightParenthesis), .symbol(.rightBrace), .symbol(.rightBracket):
                return items
            case .symbol(.leftParenthesis), .symbol(.leftBrace), .symbol(.leftBracket):
                position += 1
                let inner = Self.items(tokens, from: &position)
                items.append(.group(token, inner, tokens[position]))
            default:
                items.append(.token(token))
            }
            position += 1
        }
        return items
    }
}
