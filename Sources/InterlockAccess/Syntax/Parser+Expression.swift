/// Expressions, from the weakest binding to the strongest: `if`, `||`, `&&`, relations (which do not chain),
/// `+ -`, `*`, unary `! -`, member access.
extension Parser {
    mutating func expression() throws(AccessError) -> Expression {
        try self.enter()
        defer { self.leave() }
        guard self.isAt(word: "if") else { return try self.disjunction() }
        return try self.conditional()
    }

    private mutating func conditional() throws(AccessError) -> Expression {
        let position = try self.advance().position
        let test = try self.expression()
        try self.expect(word: "then")
        let then = try self.expression()
        try self.expect(word: "else")
        let otherwise = try self.expression()
        return try self.node(.conditional(test, then: then, else: otherwise), at: position)
    }

    private mutating func disjunction() throws(AccessError) -> Expression {
        let first = try self.conjunction()
        guard self.isAt(.or) else { return first }
        let position = self.current.position
        var operands = [first]
        while try self.accept(.or) { operands.append(try self.conjunction()) }
        return try self.node(.or(operands), at: position)
    }

    private mutating func conjunction() throws(AccessError) -> Expression {
        let first = try self.relation()
        guard self.isAt(.and) else { return first }
        let position = self.current.position
        var operands = [first]
        while try self.accept(.and) { operands.append(try self.relation()) }
        return try self.node(.and(operands), at: position)
    }

    // MARK: Relations

    private mutating func relation() throws(AccessError) -> Expression {
        let left = try self.sum()
        guard let relation = self.relationalWord else { return left }
        let token = try self.advance()
        let result =
            switch relation {
            case "has": try self.has(left, at: token.position)
            case "like": try self.node(.like(left, try self.pattern()), at: token.position)
            case "is": try self.isType(left, at: token.position)
            default: try self.comparison(relation, left, token)
            }
        guard self.relationalWord == nil else {
            throw self.error(
                .ambiguousOperators,
                "\(self.current) after `\(relation)`: parentheses must say which comes first"
            )
        }
        return result
    }

    /// The relational operator that is next, if one is.
    private var relationalWord: String? {
        switch self.current.kind {
        case .identifier: ["in", "has", "like", "is"].first { $0 == self.current.text }
        case .symbol(.equal), .symbol(.notEqual), .symbol(.assign): self.currentSymbol
        case .symbol(.less), .symbol(.lessOrEqual): self.currentSymbol
        case .symbol(.greater), .symbol(.greaterOrEqual): self.currentSymbol
        default: nil
        }
    }

    private var currentSymbol: String? {
        guard case .symbol(let symbol) = self.current.kind else { return nil }
        return symbol.rawValue
    }

    private mutating func comparison(
        _ word: String,
        _ left: Expression,
        _ token: Token
    ) throws(AccessError) -> Expression {
        guard let relation = Expression.BinaryOperator(rawValue: word) else {
            throw self.error(.unexpectedToken, "`=` is no operator; equality is `==`", at: token)
        }
        return try self.node(.binary(relation, left, try self.sum()), at: token.position)
    }

    /// `has name`, `has "any text"`, `has a.b.c` (Cedar RFC 62).
    private mutating func has(_ left: Expression, at position: SourcePosition) throws(AccessError)
        -> Expression
    {
        if self.current.kind == .string {
            return try self.node(.has(left, path: [try self.string("an attribute")]), at: position)
        }
        var path = [try self.name("an attribute")]
        while try self.accept(.dot) { path.append(try self.name("an attribute")) }
        return try self.node(.has(left, path: path), at: position)
    }

    private mutating func isType(
        _ left: Expression,
        at position: SourcePosition
    ) throws(AccessError) -> Expression {
        let type = try self.typeName()
        let ancestor = try self.accept(word: "in") ? try self.sum() : nil
        return try self.node(.isType(left, type: type, ancestor: ancestor), at: position)
    }

    // MARK: Arithmetic

    private mutating func sum() throws(AccessError) -> Expression {
        var left = try self.product()
        while self.isAt(.plus) || self.isAt(.minus) {
            let operation: Expression.BinaryOperator = self.isAt(.plus) ? .add : .subtract
            let position = try self.advance().position
            left = try self.node(.binary(operation, left, try self.product()), at: position)
        }
        return left
    }

    private mutating func product() throws(AccessError) -> Expression {
        var left = try self.unary()
        while true {
            if self.isAt(.divide) || self.isAt(.remainder) {
                throw self.error(.unsupported, "Cedar has no operator \(self.current)")
            }
            guard self.isAt(.times) else { return left }
            let position = try self.advance().position
            left = try self.node(.binary(.multiply, left, try self.unary()), at: position)
        }
    }

    /// Up to four `!` or up to four `-`, not mixed.
    private mutating func unary() throws(AccessError) -> Expression {
        self.isAt(.not) || self.isAt(.minus) ? try self.signed() : try self.member()
    }

    private mutating func signed() throws(AccessError) -> Expression {
        let symbol: Token.Symbol = self.isAt(.not) ? .not : .minus
        var positions: [SourcePosition] = []
        while self.isAt(symbol) {
            guard positions.count < 4 else {
                throw self.error(.unexpectedToken, "more than four `\(symbol.rawValue)` in a row")
            }
            positions.append(try self.advance().position)
        }
        var operand: Expression
        if symbol == .minus, self.current.kind == .number {
            operand = try self.negatedNumber(&positions)
        } else {
            operand = try self.member()
        }
        for position in positions.reversed() {
            operand = try self.node(symbol == .not ? .not(operand) : .negate(operand), at: position)
        }
        return operand
    }

    /// A number after `-`: the sign belongs to the literal, so that the least integer can be written.
    private mutating func negatedNumber(_ signs: inout [SourcePosition]) throws(AccessError) -> Expression {
        let token = try self.advance()
        if self.isAt(.dot) || self.isAt(.leftBracket) || self.isAt(.leftParenthesis) {
            return try self.accesses(of: try self.number(token, isNegative: false, at: token.position))
        }
        return try self.number(token, isNegative: true, at: signs.removeLast())
    }
}
