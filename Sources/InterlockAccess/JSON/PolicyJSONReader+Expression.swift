internal import InterlockJSON

/// Expressions: an object whose only member is named for the operator.
extension PolicyJSONReader {
    func expression(_ node: JSONNode) throws(AccessError) -> Expression {
        let (name, content) = try self.operation(node)
        if name == "Value" { return try self.value(content) }
        try self.enter(node)
        defer { self.leave() }
        switch name {
        case "Var": return try self.variable(content)
        case "Slot":
            throw self.document.error(.unexpectedToken, "a slot may stand only in the scope", at: node)
        case "!": return try self.node(.not(try self.operand(content, "arg", alone: true)), at: node)
        case "neg": return try self.node(.negate(try self.operand(content, "arg", alone: true)), at: node)
        case "&&": return try self.node(.and(try self.chain(node, "&&")), at: node)
        case "||": return try self.node(.or(try self.chain(node, "||")), at: node)
        case ".": return try self.node(try self.attribute(content), at: node)
        case "has": return try self.node(try self.has(content), at: node)
        case "like": return try self.node(try self.like(content), at: node)
        case "is": return try self.node(try self.isType(content), at: node)
        case "if-then-else": return try self.node(try self.conditional(content), at: node)
        case "Set": return try self.node(.set(try self.expressions(content)), at: node)
        case "Record":
            return try self.record(content, at: node) { (reader, field) throws(AccessError) in
                try reader.expression(field)
            }
        default: return try self.call(name, content, at: node)
        }
    }

    private func operation(_ node: JSONNode) throws(AccessError) -> (name: String, content: JSONNode) {
        let members = try self.document.object(node, "an expression")
        guard let member = members.first, members.count == 1 else {
            throw self.document.error(.invalidValue, "an expression must have exactly one member", at: node)
        }
        return (member.name, member.value)
    }

    /// Operators with two operands, methods, and extension functions.
    private func call(
        _ name: String,
        _ content: JSONNode,
        at node: JSONNode
    ) throws(AccessError) -> Expression {
        if let function = ExtensionFunction(rawValue: name) {
            let arguments = try self.expressions(content)
            guard function.isConstructor || !arguments.isEmpty else {
                throw self.document.error(
                    .wrongArgumentCount,
                    "the method `\(name)` needs a target",
                    at: node
                )
            }
            return try self.node(.extensionCall(function, arguments), at: node)
        }
        if let operation = Expression.BinaryOperator(rawValue: name) {
            let (left, right) = try self.operands(content)
            return try self.node(.binary(operation, left, right), at: node)
        }
        guard let method = Method(rawValue: name) else {
            throw self.document.error(
                .unknownName,
                "there is no operator \(StringEscapes.quoted(name))",
                at: node
            )
        }
        if method.argumentCount == 0 {
            return try self.node(.call(method, try self.operand(content, "arg", alone: true), []), at: node)
        }
        let (left, right) = try self.operands(content)
        return try self.node(.call(method, left, [right]), at: node)
    }

    // MARK: Operands

    private func operand(
        _ node: JSONNode,
        _ name: String,
        alone: Bool = false
    ) throws(AccessError) -> Expression {
        if alone { try self.document.refuseMembers(of: node, except: [name], "this operator") }
        return try self.expression(try self.document.member(name, of: node, "this operator"))
    }

    private func operands(_ node: JSONNode) throws(AccessError) -> (left: Expression, right: Expression) {
        try self.document.refuseMembers(of: node, except: ["left", "right"], "this operator")
        return (try self.operand(node, "left"), try self.operand(node, "right"))
    }

    private func expressions(_ node: JSONNode) throws(AccessError) -> [Expression] {
        var expressions: [Expression] = []
        for element in try self.document.array(node, "the operands") {
            expressions.append(try self.expression(element))
        }
        return expressions
    }

    /// The operands of `a && b && c`, which nests to the left; of a long chain, also those of its second half.
    private func chain(_ node: JSONNode, _ name: String) throws(AccessError) -> [Expression] {
        var operands: [Expression] = []
        var rest = node
        while let content = rest[name] {
            try self.document.refuseMembers(of: content, except: ["left", "right"], "this operator")
            let right = try self.document.member("right", of: content, "this operator")
            if Self.isPart(right, of: name) {
                operands += try self.chain(right, name).reversed()
            } else {
                operands.append(try self.expression(right))
            }
            rest = try self.document.member("left", of: content, "this operator")
        }
        operands.append(try self.expression(rest))
        return operands.reversed()
    }

    /// Tells whether `node` has so many operands that it is the second half of a chain, as ``ExpressionJSON`` writes long ones.
    private static func isPart(_ node: JSONNode, of name: String) -> Bool {
        var open = [node]
        var count = 0
        while count < ExpressionJSON.shortestPart, let next = open.popLast() {
            count += 1
            guard let content = next[name] else { continue }
            // An operator stands for its two operands.
            count -= 1
            if let right = content["right"] { open.append(right) }
            if let left = content["left"] { open.append(left) }
        }
        return count >= ExpressionJSON.shortestPart
    }

    // MARK: Operators of their own form

    private func variable(_ node: JSONNode) throws(AccessError) -> Expression {
        let name = try self.document.string(node, "a variable")
        guard let variable = Expression.Variable(rawValue: name) else {
            throw self.document.error(.unknownName, "there is no variable `\(name)`", at: node)
        }
        return try self.node(.variable(variable), at: node)
    }

    private func attribute(_ node: JSONNode) throws(AccessError) -> Expression.Kind {
        try self.document.refuseMembers(of: node, except: ["left", "attr"], "an attribute")
        return .attribute(try self.operand(node, "left"), try self.attributeName(node))
    }

    private func has(_ node: JSONNode) throws(AccessError) -> Expression.Kind {
        try self.document.refuseMembers(of: node, except: ["left", "attr"], "`has`")
        return .has(try self.operand(node, "left"), path: [try self.attributeName(node)])
    }

    private func attributeName(_ node: JSONNode) throws(AccessError) -> String {
        try self.document.string(try self.document.member("attr", of: node, "this operator"), "\"attr\"")
    }

    private func like(_ node: JSONNode) throws(AccessError) -> Expression.Kind {
        try self.document.refuseMembers(of: node, except: ["left", "pattern"], "`like`")
        var elements: [Pattern.Element] = []
        let pattern = try self.document.member("pattern", of: node, "`like`")
        for element in try self.document.array(pattern, "a pattern") {
            if case .string("Wildcard") = element.kind {
                elements.append(.wildcard)
                continue
            }
            try self.document.refuseMembers(of: element, except: ["Literal"], "a part of a pattern")
            let text = try self.document.member("Literal", of: element, "a part of a pattern")
            elements += try self.document.string(text, "\"Literal\"").unicodeScalars.map { .scalar($0) }
        }
        return .like(try self.operand(node, "left"), Pattern(elements))
    }

    private func isType(_ node: JSONNode) throws(AccessError) -> Expression.Kind {
        try self.document.refuseMembers(of: node, except: ["left", "entity_type", "in"], "`is`")
        let type = try self.typeName(try self.document.member("entity_type", of: node, "`is`"))
        let ancestor = try node["in"].map { (ancestor) throws(AccessError) in try self.expression(ancestor) }
        return .isType(try self.operand(node, "left"), type: type, ancestor: ancestor)
    }

    private func conditional(_ node: JSONNode) throws(AccessError) -> Expression.Kind {
        try self.document.refuseMembers(of: node, except: ["if", "then", "else"], "`if`")
        return .conditional(
            try self.operand(node, "if"),
            then: try self.operand(node, "then"),
            else: try self.operand(node, "else")
        )
    }

    private func record(
        _ content: JSONNode,
        at node: JSONNode,
        _ field: (PolicyJSONReader, JSONNode) throws(AccessError) -> Expression
    ) throws(AccessError) -> Expression {
        var fields: [(name: String, value: Expression)] = []
        for member in try self.document.object(content, "a record") {
            fields.append((member.name, try field(self, member.value)))
        }
        return try self.node(.record(fields), at: node)
    }

    // MARK: Values

    /// An attribute's value, as entities have them, written as the expression that gives it.
    private func value(_ node: JSONNode) throws(AccessError) -> Expression {
        try self.enter(node)
        defer { self.leave() }
        switch node.kind {
        case .array(let elements):
            var values: [Expression] = []
            for element in elements { values.append(try self.value(element)) }
            return try self.node(.set(values), at: node)
        case .object where node["__extn"] != nil:
            return try self.extensionValue(node)
        case .object where node["__entity"] == nil && node["__expr"] == nil:
            return try self.record(node, at: node) { (reader, field) throws(AccessError) in
                try reader.value(field)
            }
        default:
            return try self.node(.literal(try self.document.value(node)), at: node)
        }
    }

    /// `{"__extn": {"fn", "arg"}}` as a call of the function.
    private func extensionValue(_ node: JSONNode) throws(AccessError) -> Expression {
        _ = try self.document.value(node)
        guard let call = node["__extn"], let name = call["fn"],
            let function = ExtensionFunction(rawValue: try self.document.string(name, "\"fn\""))
        else {
            throw self.document.error(.invalidValue, "this is no extension value", at: node)
        }
        var arguments: [Expression] = []
        if let argument = call["arg"] { arguments.append(try self.value(argument)) }
        if let nodes = call["args"] {
            for argument in try self.document.array(nodes, "\"args\"") {
                arguments.append(try self.value(argument))
            }
        }
        return try self.node(.extensionCall(function, arguments), at: node)
    }
}
