/// Writes policies as Cedar text, with no more parentheses than it needs to read back as the same.
enum PolicyText {
    /// How tightly an expression binds; one stands in parentheses where a tighter one is needed.
    private enum Level: Int, Comparable {
        case conditional, or, and, relation, sum, product, unary, member

        static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    /// A policy or template on as few lines as it takes; ``PolicyLayout`` breaks them.
    static func text(_ template: Template) -> String {
        let policy = template.body
        let annotations = policy.annotations.map { annotation in
            let value = annotation.value.map { "(\(StringEscapes.quoted($0)))" } ?? ""
            return "@\(annotation.name)\(value)\n"
        }
        let conditions = policy.conditions.map { condition in
            "\n\(condition.isWhen ? "when" : "unless") { \(Self.text(condition.expression, .conditional)) }"
        }
        let principal = Self.text(policy.scope.principal, template.principal, .principal)
        let resource = Self.text(policy.scope.resource, template.resource, .resource)
        let scope = "(\(principal), action\(Self.text(policy.scope.action)), \(resource))"
        return "\(annotations.joined())\(policy.effect.rawValue) \(scope)\(conditions.joined());\n"
    }

    // MARK: Scope

    private static func text(
        _ constraint: Scope.Constraint,
        _ slotConstraint: Template.SlotConstraint?,
        _ slot: Template.Slot
    ) -> String {
        switch (slotConstraint, constraint) {
        case (.equal?, _): "\(slot.name) == \(slot.rawValue)"
        case (.isIn?, _): "\(slot.name) in \(slot.rawValue)"
        case (.isTypeIn(let type)?, _): "\(slot.name) is \(type) in \(slot.rawValue)"
        case (nil, .any): slot.name
        case (nil, .equal(let uid)): "\(slot.name) == \(uid)"
        case (nil, .isIn(let uid)): "\(slot.name) in \(uid)"
        case (nil, .isType(let type)): "\(slot.name) is \(type)"
        case (nil, .isTypeIn(let type, let uid)): "\(slot.name) is \(type) in \(uid)"
        }
    }

    private static func text(_ constraint: Scope.ActionConstraint) -> String {
        switch constraint {
        case .any: ""
        case .equal(let uid): " == \(uid)"
        case .isIn(let uids) where uids.count == 1: " in \(uids[0])"
        case .isIn(let uids): " in [\(uids.map(\.description).joined(separator: ", "))]"
        }
    }

    // MARK: Expressions

    private static func text(_ expression: Expression, _ needed: Level) -> String {
        let (text, level) = Self.text(expression.kind)
        return level < needed ? "(\(text))" : text
    }

    private static func text(_ kind: Expression.Kind) -> (String, Level) {
        switch kind {
        case .literal(let value): return Self.literal(value)
        case .variable(let variable): return (variable.rawValue, .member)
        case .and(let operands): return (Self.joined(operands, " && ", .relation), .and)
        case .or(let operands): return (Self.joined(operands, " || ", .and), .or)
        case .not(let operand): return ("!\(Self.text(operand, .member))", .unary)
        case .negate(let operand): return (Self.negation(operand), .unary)
        case .binary(let symbol, let left, let right): return Self.binary(symbol, left, right)
        case .has(let operand, let path): return (Self.has(operand, path), .relation)
        case .like(let operand, let pattern):
            return ("\(Self.text(operand, .sum)) like \(StringEscapes.quoted(pattern))", .relation)
        case .isType(let operand, let type, let ancestor):
            let within = ancestor.map { " in \(Self.text($0, .sum))" } ?? ""
            return ("\(Self.text(operand, .sum)) is \(type)\(within)", .relation)
        case .conditional(let test, let then, let otherwise):
            let parts = [test, then, otherwise].map { Self.text($0, .conditional) }
            return ("if \(parts[0]) then \(parts[1]) else \(parts[2])", .conditional)
        case .attribute(let operand, let name):
            return (Self.text(operand, .member) + Self.access(name), .member)
        case .call(let method, let target, let arguments):
            return (Self.call(method.rawValue, target, arguments[...]), .member)
        case .extensionCall(let function, let arguments):
            let target = function.isConstructor ? nil : arguments.first
            return (Self.call(function.rawValue, target, arguments.dropFirst(target == nil ? 0 : 1)), .member)
        case .set(let elements): return ("[\(Self.joined(elements, ", ", .conditional))]", .member)
        case .record(let fields): return (Self.record(fields), .member)
        }
    }

    private static func joined(_ operands: [Expression], _ separator: String, _ needed: Level) -> String {
        operands.map { Self.text($0, needed) }.joined(separator: separator)
    }

    private static func literal(_ value: CedarValue) -> (String, Level) {
        switch value {
        case .boolean(let value): return (String(value), .member)
        case .integer(let value): return (String(value), value < 0 ? .unary : .member)
        case .string(let value): return (StringEscapes.quoted(value), .member)
        case .entity(let uid): return (uid.description, .member)
        case .decimal(let value): return ("decimal(\"\(value)\")", .member)
        case .ipAddress(let value): return ("ip(\"\(value)\")", .member)
        case .duration(let value): return ("duration(\"\(value)\")", .member)
        case .datetime(let value):
            let span = CedarDuration(milliseconds: value.milliseconds)
            return ("datetime(\"1970-01-01\").offset(duration(\"\(span)\"))", .member)
        case .set(let elements):
            let texts = elements.map { Self.literal($0).0 }.sorted { $0.precedesExactly($1) }
            return ("[\(texts.joined(separator: ", "))]", .member)
        case .record(let record):
            let fields = record.names.compactMap { name in
                record[name].map { "\(SchemaText.name(name)): \(Self.literal($0).0)" }
            }
            return ("{\(fields.joined(separator: ", "))}", .member)
        }
    }

    /// A sign before digits would belong to the number.
    private static func negation(_ operand: Expression) -> String {
        if case .literal(.integer(0...)) = operand.kind { return "-(\(Self.text(operand, .member)))" }
        return "-\(Self.text(operand, .member))"
    }

    private static func binary(
        _ symbol: Expression.BinaryOperator,
        _ left: Expression,
        _ right: Expression
    ) -> (String, Level) {
        let (level, next): (Level, Level) =
            switch symbol {
            case .add, .subtract: (.sum, .product)
            case .multiply: (.product, .unary)
            default: (.relation, .sum)
            }
        let first = Self.text(left, level == .relation ? next : level)
        return ("\(first) \(symbol.rawValue) \(Self.text(right, next))", level)
    }

    private static func has(_ operand: Expression, _ path: [String]) -> String {
        let names =
            path.count == 1 ? SchemaText.name(path[0]) : path.joined(separator: ".")
        return "\(Self.text(operand, .sum)) has \(names)"
    }

    private static func access(_ name: String) -> String {
        let text = SchemaText.name(name)
        return text.hasPrefix("\"") ? "[\(text)]" : ".\(text)"
    }

    private static func call(
        _ name: String,
        _ target: Expression?,
        _ arguments: ArraySlice<Expression>
    ) -> String {
        let receiver = target.map { "\(Self.text($0, .member))." } ?? ""
        return "\(receiver)\(name)(\(Self.joined(Array(arguments), ", ", .conditional)))"
    }

    private static func record(_ fields: [(name: String, value: Expression)]) -> String {
        let texts = fields.map { "\(SchemaText.name($0.name)): \(Self.text($0.value, .conditional))" }
        return "{\(texts.joined(separator: ", "))}"
    }
}

extension PolicySet {
    /// The policies, and then the templates, as Cedar text that ``PolicyLayout`` has laid out.
    ///
    /// The text gives the policies no names: `@id` and other annotations are written as they were read. A policy that
    /// was made of a template stands there with its entities.
    public var text: String {
        let statics = self.policies.map { Template(body: $0, principal: nil, resource: nil) }
        let flat = (statics + self.templates).map { PolicyText.text($0) }.joined()
        let limits = ParsingLimits(maximumByteCount: .max, maximumDepth: .max)
        // What was written here can be read.
        return (try? PolicyLayout.format(flat, limits: limits)) ?? flat
    }
}
