/// Splits Cedar text into tokens, one at a time.
///
/// Tokens are those of Cedar's grammar: blanks are Unicode white space, comments run from `//` to the end of
/// the line, strings may contain line ends and keep their escapes (``StringEscapes`` resolves them).
struct Lexer: Sendable {
    /// The text.
    let source: [UInt8]

    private var offset = 0
    private var line = 1
    private var column = 1

    init(_ source: [UInt8]) {
        self.source = source
    }

    /// The next token; `.end` for ever after the last.
    mutating func next() throws(AccessError) -> Token {
        self.skipBlanks()
        let start = self.position
        guard let byte = self.peek() else {
            return Token(kind: .end, position: start, length: 0, text: "")
        }
        if Self.beginsIdentifier(byte) { return self.word(.identifier, from: start) }
        if Self.isDigit(byte) {
            while let digit = self.peek(), Self.isDigit(digit) { self.advance() }
            return self.token(.number, from: start)
        }
        if byte == UInt8(ascii: "\"") { return try self.string(from: start) }
        if byte == UInt8(ascii: "?"), let letter = self.peek(1), Self.beginsIdentifier(letter) {
            self.advance()
            return self.word(.slot, from: start)
        }
        return try self.symbol(from: start)
    }

    /// An error at `position`, with the line it is on.
    func error(
        _ code: AccessError.Code,
        _ reason: String,
        at position: SourcePosition,
        length: Int = 1
    ) -> AccessError {
        let excerpt = SourceExcerpt(of: self.source, at: position, length: length)
        return AccessError(code, reason, at: position, excerpt: excerpt)
    }

    /// The position of the byte at `offset`, counted on from `start`, which is before it.
    func position(of offset: Int, from start: SourcePosition) -> SourcePosition {
        var lexer = self
        lexer.offset = start.offset
        lexer.line = start.line
        lexer.column = start.column
        lexer.advance(offset - start.offset)
        return lexer.position
    }

    // MARK: Characters

    private var position: SourcePosition {
        SourcePosition(line: self.line, column: self.column, offset: self.offset)
    }

    private func peek(_ distance: Int = 0) -> UInt8? {
        let index = self.offset + distance
        return index < self.source.count ? self.source[index] : nil
    }

    /// Passes one byte; columns count Unicode scalars, so continuation bytes have none.
    private mutating func advance() {
        let byte = self.source[self.offset]
        self.offset += 1
        if byte == UInt8(ascii: "\n") {
            self.line += 1
            self.column = 1
        } else if byte & 0xC0 != 0x80 {
            self.column += 1
        }
    }

    private mutating func advance(_ count: Int) {
        for _ in 0..<count { self.advance() }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    private static func beginsIdentifier(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return byte == UInt8(ascii: "_") || (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z"))
    }

    /// Whether `text` is one identifier, reserved or not.
    static func isIdentifier(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, Self.beginsIdentifier(first) else { return false }
        return text.utf8.allSatisfy { Self.beginsIdentifier($0) || Self.isDigit($0) }
    }

    private mutating func skipBlanks() {
        while let byte = self.peek() {
            if byte == UInt8(ascii: "/"), self.peek(1) == UInt8(ascii: "/") {
                while let other = self.peek(), other != UInt8(ascii: "\n"), other != UInt8(ascii: "\r") {
                    self.advance()
                }
            } else if let count = self.blankLength(byte) {
                self.advance(count)
            } else {
                return
            }
        }
    }

    /// The bytes of the white space character that `byte` begins, if it is one (Unicode `White_Space`).
    private func blankLength(_ byte: UInt8) -> Int? {
        if byte < 0x80 { return byte == 0x20 || (0x09...0x0D).contains(byte) ? 1 : nil }
        switch (byte, self.peek(1), self.peek(2)) {
        case (0xC2, 0x85, _), (0xC2, 0xA0, _): return 2
        case (0xE1, 0x9A, 0x80), (0xE3, 0x80, 0x80), (0xE2, 0x81, 0x9F): return 3
        case (0xE2, 0x80, .some(let last)) where (0x80...0x8A).contains(last): return 3
        case (0xE2, 0x80, .some(0xA8)), (0xE2, 0x80, .some(0xA9)), (0xE2, 0x80, .some(0xAF)): return 3
        default: return nil
        }
    }

    // MARK: Tokens

    private func token(_ kind: Token.Kind, from start: SourcePosition, trimming: Int = 0) -> Token {
        let range = start.offset..<self.offset
        let inner = range.dropFirst(trimming).dropLast(kind == .string ? trimming : 0)
        let text = String(decoding: self.source[inner], as: UTF8.self)
        return Token(kind: kind, position: start, length: range.count, text: text)
    }

    private mutating func word(_ kind: Token.Kind, from start: SourcePosition) -> Token {
        while let byte = self.peek(), Self.beginsIdentifier(byte) || Self.isDigit(byte) { self.advance() }
        return self.token(kind, from: start, trimming: kind == .slot ? 1 : 0)
    }

    private mutating func string(from start: SourcePosition) throws(AccessError) -> Token {
        self.advance()
        while let byte = self.peek() {
            self.advance()
            if byte == UInt8(ascii: "\"") { return self.token(.string, from: start, trimming: 1) }
            guard byte == UInt8(ascii: "\\") else { continue }
            // `\\.` in Cedar's grammar: the dot is any character but a line feed.
            guard let escaped = self.peek(), escaped != UInt8(ascii: "\n") else { break }
            self.advance()
        }
        throw self.error(.invalidToken, "this string has no end", at: start)
    }

    private mutating func symbol(from start: SourcePosition) throws(AccessError) -> Token {
        for count in [2, 1] where start.offset + count <= self.source.count {
            let text = String(decoding: self.source[start.offset..<start.offset + count], as: UTF8.self)
            guard let symbol = Token.Symbol(rawValue: text) else { continue }
            self.advance(count)
            return Token(kind: .symbol(symbol), position: start, length: count, text: "")
        }
        let rest = String(decoding: self.source[start.offset...].prefix(4), as: UTF8.self)
        throw self.error(.invalidToken, "\(rest.prefix(1).debugDescription) begins no token", at: start)
    }
}
