/// Literals, names, parentheses, sets, records, and what may follow them.
extension Parser {
    /// A primary and its attribute accesses and calls.
    mutating func member() throws(AccessError) -> Expression {
        try self.accesses(of: try self.primary())
    }

    /// `target` and the attribute accesses and calls that follow it.
    mutating func accesses(of target: Expression) throws(AccessError) -> Expression {
        var result = target
        while true {
            let token = self.current
            if try self.accept(.dot) {
                let nameToken = self.current
                let name = try self.name("an attribute or method")
                if try self.accept(.leftParenthesis) {
                    result = try self.call(name, of: result, at: nameToken)
                } else {
                    result = try self.node(.attribute(result, name), at: nameToken.position)
                }
            } else if try self.accept(.leftBracket) {
                let name = try self.string("an attribute in quotes")
                try self.expect(.rightBracket)
                result = try self.node(.attribute(result, name), at: token.position)
            } else if self.isAt(.leftParenthesis) {
                throw self.error(.unexpectedToken, "only functions and methods can be called, by their names")
            } else {
                return result
            }
        }
    }

    /// A method call after its opening parenthesis.
    private mutating func call(
        _ name: String,
        of target: Expression,
        at token: Token
    ) throws(AccessError) -> Expression {
        if let function = ExtensionFunction(rawValue: name), !function.isConstructor {
            let arguments = try self.arguments()
            return try self.node(.extensionCall(function, [target] + arguments), at: token.position)
        }
        guard let method = Method(rawValue: name) else { throw self.unknownMethod(name, at: token) }
        let arguments = try self.arguments()
        guard arguments.count == method.argumentCount else {
            let reason = "`\(name)` takes \(method.argumentCount) arguments, not \(arguments.count)"
            throw self.error(.wrongArgumentCount, reason, at: token)
        }
        return try self.node(.call(method, target, arguments), at: token.position)
    }

    /// A function call after its opening parenthesis.
    private mutating func call(_ name: String, at token: Token) throws(AccessError) -> Expression {
        guard let function = ExtensionFunction(rawValue: name), function.isConstructor else {
            throw self.unknownFunction(name, at: token)
        }
        return try self.node(.extensionCall(function, try self.arguments()), at: token.position)
    }

    private func unknownMethod(_ name: String, at token: Token) -> AccessError {
        if ExtensionFunction(rawValue: name) != nil {
            return self.error(.unknownName, "`\(name)` is a function, not a method", at: token)
        }
        return self.error(.unknownName, "there is no method `\(name)`", at: token)
    }

    private func unknownFunction(_ name: String, at token: Token) -> AccessError {
        if ExtensionFunction(rawValue: name) != nil || Method(rawValue: name) != nil {
            return self.error(.unknownName, "`\(name)` is a method, not a function", at: token)
        }
        return self.error(.unknownName, "there is no function `\(name)`", at: token)
    }

    private mutating func arguments() throws(AccessError) -> [Expression] {
        var arguments: [Expression] = []
        try self.list(until: .rightParenthesis) { (parser) throws(AccessError) in
            arguments.append(try parser.expression())
        }
        return arguments
    }

    private mutating func primary() throws(AccessError) -> Expression {
        let position = self.current.position
        switch self.current.kind {
        case .number:
            return try self.number(try self.advance(), isNegative: false, at: position)
        case .string:
            return try self.node(.literal(.string(try self.string("a string"))), at: position)
        case .identifier:
            return try self.named()
        case .symbol(.leftParenthesis):
            return try self.parenthesized()
        case .symbol(.leftBracket):
            return try self.set()
        case .symbol(.leftBrace):
            return try self.record()
        case .slot:
            throw self.error(.unexpectedToken, "the slot \(self.current) may stand only in the scope")
        default:
            throw self.unexpected("an expression")
        }
    }

    private mutating func parenthesized() throws(AccessError) -> Expression {
        try self.advance()
        let inner = try self.expression()
        try self.expect(.rightParenthesis)
        return inner
    }

    /// `true`, `false`, a variable or an entity.
    private mutating func named() throws(AccessError) -> Expression {
        let token = self.current
        if try self.accept(word: "true") {
            return try self.node(.literal(.boolean(true)), at: token.position)
        }
        if try self.accept(word: "false") {
            return try self.node(.literal(.boolean(false)), at: token.position)
        }
        if self.isAt(word: "if") {
            throw self.error(.unexpectedToken, "`if` must stand in parentheses inside another expression")
        }
        switch try self.path() {
        case .entity(let uid):
            return try self.node(.literal(.entity(uid)), at: token.position)
        case .name(let name):
            if try self.accept(.leftParenthesis) { return try self.call(name, at: token) }
            guard let variable = Expression.Variable(rawValue: name) else {
                throw self.error(
                    .unknownName,
                    "there is no variable `\(name)`; a string needs quotes, an entity `::\"id\"`",
                    at: token
                )
            }
            return try self.node(.variable(variable), at: token.position)
        }
    }

    /// The integer that `token`'s digits and a sign before them give.
    func number(
        _ token: Token,
        isNegative: Bool,
        at position: SourcePosition
    ) throws(AccessError) -> Expression {
        guard let value = Int64((isNegative ? "-" : "") + token.text) else {
            throw self.error(
                .integerOutOfRange,
                "the integer \(token.text) needs more than 64 bits",
                at: token
            )
        }
        return try self.node(.literal(.integer(value)), at: position)
    }

    private mutating func set() throws(AccessError) -> Expression {
        let position = try self.advance().position
        var elements: [Expression] = []
        try self.list(until: .rightBracket) { (parser) throws(AccessError) in
            elements.append(try parser.expression())
        }
        return try self.node(.set(elements), at: position)
    }

    private mutating func record() throws(AccessError) -> Expression {
        let position = try self.advance().position
        var fields: [(name: String, value: Expression)] = []
        var names: Set<CedarValue> = []
        try self.list(until: .rightBrace) { (parser) throws(AccessError) in
            let token = parser.current
            let name =
                token.kind == .string ? try parser.string("an attribute") : try parser.name("an attribute")
            guard names.insert(.string(name)).inserted else {
                throw parser.error(.duplicateName, "the record has another attribute `\(name)`", at: token)
            }
            try parser.expect(.colon)
            fields.append((name, try parser.expression()))
        }
        return try self.node(.record(fields), at: position)
    }
}
