/// Reads Cedar policy text by recursive descent with one token of look-ahead.
///
/// Grammar: docs.cedarpolicy.com, "Grammar specification for Cedar" (language version 4). The parts are
/// extensions in files of their own: policies, scopes, expressions, primaries.
struct Parser {
    private var lexer: Lexer
    private let limits: ParsingLimits
    private var depth = 0

    /// The token that is next to be consumed.
    private(set) var current: Token

    init(_ text: String, limits: ParsingLimits) throws(AccessError) {
        guard text.utf8.count <= limits.maximumByteCount else {
            throw AccessError(
                .limitExceeded,
                "the text has \(text.utf8.count) bytes, more than \(limits.maximumByteCount)"
            )
        }
        self.lexer = Lexer(Array(text.utf8))
        self.limits = limits
        self.current = try self.lexer.next()
    }

    // MARK: Tokens

    /// Consumes the current token and returns it.
    @discardableResult
    mutating func advance() throws(AccessError) -> Token {
        let token = self.current
        self.current = try self.lexer.next()
        return token
    }

    func isAt(_ symbol: Token.Symbol) -> Bool { self.current.kind == .symbol(symbol) }

    func isAt(word: String) -> Bool { self.current.kind == .identifier && self.current.text == word }

    /// Consumes `symbol` if it is next.
    mutating func accept(_ symbol: Token.Symbol) throws(AccessError) -> Bool {
        guard self.isAt(symbol) else { return false }
        try self.advance()
        return true
    }

    /// Consumes the keyword `word` if it is next.
    mutating func accept(word: String) throws(AccessError) -> Bool {
        guard self.isAt(word: word) else { return false }
        try self.advance()
        return true
    }

    mutating func expect(_ symbol: Token.Symbol) throws(AccessError) {
        guard try self.accept(symbol) else { throw self.unexpected("`\(symbol.rawValue)`") }
    }

    mutating func expect(word: String) throws(AccessError) {
        guard try self.accept(word: word) else { throw self.unexpected("`\(word)`") }
    }

    /// Consumes an identifier that is not reserved.
    mutating func name(_ role: String) throws(AccessError) -> String {
        guard self.current.kind == .identifier else { throw self.unexpected(role) }
        guard !ReservedWord.isReserved(self.current.text) else {
            throw self.error(.reservedIdentifier, "\(self.current) is reserved and cannot be \(role)")
        }
        return try self.advance().text
    }

    /// Consumes a string literal and resolves its escapes.
    mutating func string(_ role: String) throws(AccessError) -> String {
        let token = try self.stringToken(role)
        do {
            return try StringEscapes.string(token.text)
        } catch {
            throw self.error(error, in: token)
        }
    }

    /// Consumes a string literal and reads it as a pattern.
    mutating func pattern() throws(AccessError) -> Pattern {
        let token = try self.stringToken("a pattern in quotes")
        do {
            return try StringEscapes.pattern(token.text)
        } catch {
            throw self.error(error, in: token)
        }
    }

    private mutating func stringToken(_ role: String) throws(AccessError) -> Token {
        guard self.current.kind == .string else { throw self.unexpected(role) }
        return try self.advance()
    }

    /// Items up to `end`, with commas between them and, if there is an item, perhaps after the last.
    mutating func list(
        until end: Token.Symbol,
        _ item: (inout Parser) throws(AccessError) -> Void
    ) throws(AccessError) {
        while !self.isAt(end) {
            try item(&self)
            guard try self.accept(.comma) else { break }
        }
        try self.expect(end)
    }

    // MARK: Errors and budget

    /// The error that says what belongs where the current token stands.
    func unexpected(_ expected: String) -> AccessError {
        self.error(.unexpectedToken, "expected \(expected), found \(self.current)")
    }

    /// An error at `token`, or at the current one.
    func error(_ code: AccessError.Code, _ reason: String, at token: Token? = nil) -> AccessError {
        let token = token ?? self.current
        return self.lexer.error(code, reason, at: token.position, length: token.length)
    }

    private func error(_ failure: StringEscapes.Failure, in token: Token) -> AccessError {
        let position = self.lexer.position(
            of: token.position.offset + 1 + failure.offset,
            from: token.position
        )
        return self.lexer.error(.invalidEscape, failure.reason, at: position, length: 2)
    }

    /// Goes one level deeper; `leave()` comes back.
    mutating func enter() throws(AccessError) {
        guard self.depth < self.limits.maximumDepth else { throw self.tooDeep(at: self.current.position) }
        self.depth += 1
    }

    mutating func leave() { self.depth -= 1 }

    /// Makes a node, within the budget.
    func node(_ kind: Expression.Kind, at position: SourcePosition) throws(AccessError) -> Expression {
        let expression = Expression(kind, at: position)
        if let reason = self.limits.reasonToRefuse(expression) {
            throw self.lexer.error(.limitExceeded, reason, at: position)
        }
        return expression
    }

    private func tooDeep(at position: SourcePosition) -> AccessError {
        let reason = "nested more than \(self.limits.maximumDepth) levels deep"
        return self.lexer.error(.limitExceeded, reason, at: position)
    }
}
